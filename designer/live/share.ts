import { useStore } from 'zustand'
import type { NodeId } from '../../schemas/node.ts'
import { useRoom } from '../canvas/room.ts'
import { useCounts } from './live-foot.tsx'

const narrowestPx = 1.5
const widestPx = 8
/** How many on one way make its line as wide as it gets. */
const countOfWidest = 10_000

/** How many left a step by one of its ports, their share of all who did, and how wide the line is drawn. */
export function useShare(nodeId: NodeId, port: string, ports: readonly string[]) {
  const counts = useCounts(nodeId)
  const count = counts?.ports[port] ?? 0
  const all = ports.reduce((sum, name) => sum + (counts?.ports[name] ?? 0), 0)
  const width =
    narrowestPx + (widestPx - narrowestPx) * Math.min(1, Math.sqrt(count / countOfWidest))
  return { count, share: all === 0 ? null : count / all, width }
}

/** How many people stand at any of these steps. */
export function useFoldedNow(nodeIds: readonly NodeId[]): number {
  const { live } = useRoom()
  if (!live) throw new Error('Counts are shown outside live mode.')
  return useStore(live.counts.store, ({ counts }) =>
    nodeIds.reduce((sum, id) => sum + (counts.get(live.numbers.get(id) ?? -1)?.now ?? 0), 0),
  )
}
