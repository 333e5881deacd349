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

/**
 * What only an operator can mend, in one sentence with the remedy: no room, no connection, no right. Undefined for every other
 * refusal, which is a mistake of ours. What a statement was doing is undone as a whole.
 */
export function describeForOperator(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  switch (code) {
    case '53100':
      return `The disk of PostgreSQL is full (${message}). Free some space where its data lie, and do it again; what was under way was undone.`
    case '53300':
      return 'PostgreSQL takes no more connections. Raise its max_connections, or lower DATABASE_POOL or the number of processes.'
    case '25006':
      return 'This PostgreSQL only reads: it is a replica, or it was set so. Let DATABASE_URL name the one that writes.'
    case '42501':
      return `The user of DATABASE_URL lacks a right (${message}). Give it all rights on its own database.`
    default:
      return isGone(error)
        ? `PostgreSQL broke off or cannot be reached (${message}). See that it runs, and do it again; what was under way was undone.`
        : undefined
  }
}
