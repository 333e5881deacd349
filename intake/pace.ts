/** Resolves after `ms`, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

export interface LoopLog {
  warn(fields: Record<string, unknown>, message: string): void
}

const restAfterFailureMs = 1000

/**
 * Calls `work` again and again until `signal` aborts, resting as long as it says (milliseconds). A failure of the world
 * is logged and tried again after a second: what was not finished stands in the database.
 */
export async function repeat(
  name: string,
  { signal, log }: { signal: AbortSignal; log: LoopLog },
  work: () => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    let restMs = restAfterFailureMs
    try {
      restMs = await work()
    } catch (error) {
      log.warn({ loop: name, error: messageOf(error) }, 'will try again')
    }
    if (restMs > 0) await pause(restMs, signal)
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export interface Throttle {
  /** Whether it is long enough since this was last allowed for the key. */
  may(key: number): boolean
}

export function createThrottle(everyMs: number): Throttle {
  const last = new Map<number, number>()
  return {
    may(key) {
      const now = performance.now()
      if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < everyMs) return false
      last.set(key, now)
      return true
    },
  }
}
