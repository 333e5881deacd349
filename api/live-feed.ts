export interface Feed<Value> {
  /** Tells `listener` of every change from now on; the function it answers ends that. */
  subscribe(key: number, listener: (value: Value) => void): () => void
}

interface Watched<Value> {
  readonly listeners: Set<(value: Value) => void>
  last: Value | undefined
  timer: NodeJS.Timeout | undefined
}

/**
 * Looks at something as long as anybody listens, and tells all listeners when it has changed: one look per key and
 * interval, however many pages are open. A look that fails is told to `onError` and made again.
 */
export function createFeed<Value>(options: {
  readonly load: (key: number) => Promise<Value>
  readonly isChanged: (before: Value, now: Value) => boolean
  readonly onError: (error: unknown) => void
  readonly everyMs: number
}): Feed<Value> {
  const watched = new Map<number, Watched<Value>>()

  async function look(key: number, one: Watched<Value>): Promise<void> {
    try {
      const now = await options.load(key)
      if (one.last === undefined || options.isChanged(one.last, now)) {
        one.last = now
        for (const listener of one.listeners) listener(now)
      }
    } catch (error) {
      options.onError(error)
    }
    if (one.listeners.size > 0) {
      one.timer = setTimeout(() => void look(key, one), options.everyMs)
      one.timer.unref()
    }
  }

  return {
    subscribe(key, listener) {
      const known = watched.get(key)
      const one: Watched<Value> = known ?? {
        listeners: new Set(),
        last: undefined,
        timer: undefined,
      }
      one.listeners.add(listener)
      if (!known) {
        watched.set(key, one)
        void look(key, one)
      } else if (one.last !== undefined) {
        listener(one.last)
      }
      return () => {
        one.listeners.delete(listener)
        if (one.listeners.size > 0) return
        clearTimeout(one.timer)
        if (watched.get(key) === one) watched.delete(key)
      }
    },
  }
}
