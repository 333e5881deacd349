import { useStore } from '@xyflow/react'
import type { Box, Layout, Point } from '../../engine/layout/shapes.ts'
import { useUi } from './room.ts'
import { type Spot, spotOf } from './spots.ts'

/** Below this everything is drawn at once. */
const manySteps = 150
/** The part that is drawn moves in strides, so that panning seldom draws anything anew. */
const stridePx = 300

/**
 * The part of a large drawing that stands on the screen or near it, with where the keyboard stands; of a small one
 * everything. React Flow gets no more than that.
 */
export function useVisiblePart(places: Layout): Layout {
  const isLarge = places.nodes.size > manySteps
  const focused = useUi((ui) => (isLarge ? ui.focused : null))
  const key = useStore(({ transform: [x, y, zoom], width, height }) => {
    if (!isLarge) return ''
    const from = (at: number) => Math.floor(at / stridePx) * stridePx - stridePx
    const until = (at: number) => Math.ceil(at / stridePx) * stridePx + stridePx
    return [
      from(-x / zoom),
      from(-y / zoom),
      until((width - x) / zoom),
      until((height - y) / zoom),
    ].join(' ')
  })
  return partOf(places, key, focused)
}

const known = new WeakMap<Layout, { key: string; part: Layout }>()

function partOf(places: Layout, window: string, focused: Spot | null): Layout {
  if (window === '') return places
  const key = `${window} ${focused}`
  const before = known.get(places)
  if (before?.key === key) return before.part
  const [left = 0, top = 0, right = 0, bottom = 0] = window.split(' ').map(Number)
  const isIn = ({ x, y }: Point) => x >= left && x <= right && y >= top && y <= bottom
  const meets = ({ x, y, width, height }: Box) =>
    x <= right && x + width >= left && y <= bottom && y + height >= top
  const crosses = ({ points }: { points: readonly Point[] }) => {
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)]
    return (
      Math.min(...xs) <= right &&
      Math.max(...xs) >= left &&
      Math.min(...ys) <= bottom &&
      Math.max(...ys) >= top
    )
  }
  const part = {
    ...places,
    nodes: new Map([...places.nodes].filter(([id, box]) => id === focused || meets(box))),
    ghosts: places.ghosts.filter(
      (ghost) => spotOf(ghost.nodeId, ghost.port) === focused || meets(ghost),
    ),
    jumps: places.jumps.filter(meets),
    inserts: places.inserts.filter(isIn),
    joins: places.joins.filter(isIn),
    labels: places.labels.filter(isIn),
    edges: places.edges.filter(crosses),
  }
  known.set(places, { key, part })
  return part
}
