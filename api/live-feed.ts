export interface Feed<Value> {
  /** Tells `listener` of every change from now on; the function it answers ends that. */
  subscribe(key: number, listener: (value: Value) => void): () => void
}

interface Watched<Value> {
  readonly listeners: Set<(value: Value) => void>
  last: Value | undefined
  /** What was seen last before everybody left. */
  kept: Value | undefined
  isLooking: boolean
  /** To the next look, or while nobody listens to being forgotten. */
  timer: NodeJS.Timeout | undefined
}

/**
 * Looks at something as long as anybody listens, and tells all listeners when it has changed: one look per key and
 * interval, however many pages are open. Who comes within `keptMs` after the last one left hears at once what was seen
 * last, and is told after the next look. A look that fails is told to `onError` and made again.
 */
export function createFeed<Value>(options: {
  readonly load: (key: number) => Promise<Value>
  readonly isChanged: (before: Value, now: Value) => boolean
  readonly onError: (error: unknown) => void
  readonly everyMs: number
  readonly keptMs: number
}): Feed<Value> {
  const watched = new Map<number, Watched<Value>>()

  async function look(key: number, one: Watched<Value>): Promise<void> {
    one.isLooking = true
    try {
      const now = await options.load(key)
      if (one.last === undefined || options.isChanged(one.last, now)) {
        one.last = now
        for (const listener of one.listeners) listener(now)
      }
    } catch (error) {
      options.onError(error)
    }
    one.isLooking = false
    if (one.listeners.size > 0) setTimer(one, () => void look(key, one), options.everyMs)
  }

  function setTimer(one: Watched<Value>, act: () => void, ms: number): void {
    clearTimeout(one.timer)
    one.timer = setTimeout(act, ms)
    one.timer.unref()
  }

  return {
    subscribe(key, listener) {
      const one: Watched<Value> = watched.get(key) ?? {
        ...{ listeners: new Set(), last: undefined, kept: undefined },
        ...{ isLooking: false, timer: undefined },
      }
      watched.set(key, one)
      const isFirst = one.listeners.size === 0
      one.listeners.add(listener)
      const seen = one.last ?? one.kept
      if (seen !== undefined) listener(seen)
      if (isFirst) {
        clearTimeout(one.timer)
        if (!one.isLooking) void look(key, one)
      }
      return () => {
        one.listeners.delete(listener)
        if (one.listeners.size > 0) return
        one.kept = one.last ?? one.kept
        one.last = undefined
        setTimer(one, () => watched.delete(key), options.keptMs)
      }
    },
  }
}
