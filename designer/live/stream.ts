import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Live } from '../../schemas/api/live.ts'
import type { LiveStore } from './live-store.ts'
import { liveAtQuery } from './queries.ts'
import { takeStream } from './stream-ahead.ts'

/** A server that says nothing for so long is gone: it says something every fifteen seconds. */
const silentMs = 40_000
const againMs = { least: 1000, most: 15_000 }

/**
 * Keeps the counts of a run up to date from the server's events; each is complete, so after a lost line the next one
 * catches up, and what else is shown of the run is asked for again. While a past minute is looked at, the counts stay as
 * they stood then.
 */
export function useLiveStream(run: string, counts: LiveStore): void {
  const cache = useQueryClient()
  const at = useStore(counts.store, (state) => state.at)
  useEffect(() => {
    if (at !== null) return
    return listen(run, {
      onLive: (live) => counts.take(live),
      onLine(connected) {
        const { lostAt } = counts.store.getState()
        counts.store.setState({ connected, lostAt: connected ? null : (lostAt ?? Date.now()) })
        if (connected && lostAt !== null) void cache.invalidateQueries({ queryKey: ['runs'] })
      },
    })
  }, [run, counts, at, cache])

  const past = useQuery({ ...liveAtQuery(run, at ?? ''), enabled: at !== null }).data
  useEffect(() => {
    if (past && at !== null) counts.take(past)
  }, [past, at, counts])
}

interface Listener {
  onLive(live: Live): void
  /** Told whenever the line comes or goes. */
  onLine(connected: boolean): void
}

/**
 * Listens until the returned function is called. A browser gives a stream up for good when a proxy answers for the
 * server, and does not see that a line is dead: so we end it and begin anew, ever more rarely.
 */
function listen(run: string, { onLive, onLine }: Listener): () => void {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitMs = againMs.least
  const lose = () => {
    events?.close()
    onLine(false)
    clearTimeout(timer)
    timer = setTimeout(begin, waitMs)
    waitMs = Math.min(againMs.most, waitMs * 2)
  }
  const heard = () => {
    clearTimeout(timer)
    timer = setTimeout(lose, silentMs)
  }
  const take = (said: string) => {
    heard()
    waitMs = againMs.least
    onLive(JSON.parse(said) as Live)
    onLine(true)
  }
  const begin = () => {
    const stream = takeStream(run)
    events = stream.events
    heard()
    events.addEventListener('error', lose)
    events.addEventListener('beat', heard)
    events.addEventListener('live', ({ data }) => take(data))
    if (stream.said !== null) take(stream.said)
  }
  begin()
  return () => {
    clearTimeout(timer)
    events?.close()
  }
}
