import type { Point } from '../../engine/edit/document.ts'
import { graphOf, reachableFrom } from '../../engine/graph.ts'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
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

export function placeKey(place: Place): string {
  return 'before' in place ? `before ${place.before}` : `${place.nodeId} ${place.port}`
}

export function samePlace(a: Place, b: Place): boolean {
  if ('before' in a) return 'before' in b && a.before === b.before
  return 'nodeId' in b && a.nodeId === b.nodeId && a.port === b.port
}

/** The way out at which the engine puts a step for a place; before a join, the first of those that lead there. */
export function pointOf(scenario: Scenario, place: Place): Point | undefined {
  return 'before' in place
    ? waysInto(scenario, place.before)[0]
    : { after: place.nodeId, port: place.port }
}

/** Ways that lead to a step, but for those that come back to it. */
export function waysInto(scenario: Scenario, id: NodeId): readonly Point[] {
  const graph = graphOf(scenario)
  const after = reachableFrom(graph, id)
  return (graph.in.get(id) ?? [])
    .filter(({ from }) => !after.has(from))
    .map(({ from, port }) => ({ after: from, port }))
}
