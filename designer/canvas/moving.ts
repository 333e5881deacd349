import type { Layout } from '../../engine/layout/shapes.ts'
import type { Place } from './ui-store.ts'

const known = new WeakMap<Layout, readonly Place[]>()

/** Every place a step can be moved to, from top to bottom, then from left to right. */
export function placesToMove(places: Layout): readonly Place[] {
  const found = known.get(places)
  if (found) return found
  const all = [
    ...places.inserts.map(({ nodeId, port, x, y }) => ({ place: { nodeId, port }, x, y })),
    ...places.joins.map(({ nodeId, x, y }) => ({ place: { before: nodeId }, x, y })),
    ...places.ghosts.map(({ nodeId, port, x, y, width }) => ({
      place: { nodeId, port },
      x: x + width / 2,
      y,
    })),
  ].toSorted((a, b) => a.y - b.y || a.x - b.x)
  const sorted = all.map(({ place }) => place)
  known.set(places, sorted)
  return sorted
}

export function samePlace(a: Place, b: Place): boolean {
  if ('before' in a) return 'before' in b && a.before === b.before
  return 'nodeId' in b && a.nodeId === b.nodeId && a.port === b.port
}
