import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Live } from '../../schemas/api/live.ts'
import { addressOf } from '../api/client.ts'
import type { LiveStore } from './live-store.ts'
import { liveAtQuery } from './queries.ts'

/**
 * Keeps the counts of a run up to date from the server's events; each is complete, so after a broken line nothing has
 * to be caught up. While a past minute is looked at, the counts stay as they stood then.
 */
export function useLiveStream(run: string, counts: LiveStore): void {
  const at = useStore(counts.store, (state) => state.at)
  useEffect(() => {
    if (at !== null) return
    const events = new EventSource(addressOf(`/runs/${run}/live/stream`))
    events.addEventListener('open', () => counts.store.setState({ connected: true }))
    events.addEventListener('error', () => counts.store.setState({ connected: false }))
    events.addEventListener('live', (event) => {
      counts.take(JSON.parse(event.data) as Live)
      counts.store.setState({ connected: true })
    })
    return () => events.close()
  }, [run, counts, at])

  const past = useQuery({ ...liveAtQuery(run, at ?? ''), enabled: at !== null }).data
  useEffect(() => {
    if (past && at !== null) counts.take(past)
  }, [past, at, counts])
}
