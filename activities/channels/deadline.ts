import type { SendContext, SendResult } from './channel.ts'

/** One end for a whole chunk: its time-out, or the caller who has given up. */
export interface Deadline {
  /** Aborts when the chunk's time is over; its reason is `TIMED_OUT` or `ABORTED`. */
  readonly signal: AbortSignal
  /** Gives the timer back. */
  clear(): void
}

export function deadlineOf({ signal, timeoutMs }: SendContext): Deadline {
  const controller = new AbortController()
  const giveUp = () => controller.abort('ABORTED')
  const timer = setTimeout(() => controller.abort('TIMED_OUT'), timeoutMs)
  if (signal.aborted) giveUp()
  else signal.addEventListener('abort', giveUp, { once: true })
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    },
  }
}

/** A contact nothing was done for. */
function notBegun(outward: string): SendResult {
  return { outward, result: 'retry', code: 'NOT_BEGUN', afterMs: null }
}

/**
 * Works through a chunk with a few lanes at a time and answers in its order. What no lane has begun when the deadline
 * comes is `NOT_BEGUN`.
 */
export async function inLanes<Item extends { readonly outward: string }>(
  items: readonly Item[],
  { lanes, signal }: { readonly lanes: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<SendResult>,
): Promise<SendResult[]> {
  const results = items.map(({ outward }) => notBegun(outward))
  let next = 0
  const lane = async () => {
    while (next < items.length && !signal.aborted) {
      const index = next++
      const item = items[index]
      if (item) results[index] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return results
}
