/** PostgreSQL refused a row because another one has its unique value (23505). */
export function isTaken(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505'
}

/** PostgreSQL ended the connection or cannot be reached: its classes 08 and 57P, the network’s codes, the driver’s words. */
export function isGone(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return (
    (typeof code === 'string' && /^(?:08...|57P0[123]|ECONN[A-Z]+|EPIPE)$/.test(code)) ||
    (typeof message === 'string' && driverSays.test(message))
  )
}

const driverSays =
  /^(?:Connection terminated|Client (?:has encountered a connection error|was closed))/
