import { portsOf } from '../../engine/kinds/ports.ts'
import { type Layout, type LayoutNode, sizes } from '../../engine/layout/shapes.ts'
import { layout } from '../../engine/layout.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { shapeOf } from '../kinds/registry.ts'

export type CanvasMode = 'design' | 'live'

/** Where everything of a scenario stands; the same drawing always gives the same places. */
export function layoutOf(scenario: Scenario, mode: CanvasMode): Layout {
  return layout(
    scenario.start,
    scenario.nodes.map((node) => layoutNode(node, mode)),
    { editable: mode === 'design' },
  )
}

function layoutNode(node: Node, mode: CanvasMode): LayoutNode {
  const card = mode === 'live' ? sizes.liveCard : sizes.card
  return {
    id: node.id,
    ...(shapeOf(node.kind) === 'pill' ? sizes.pill : card),
    ports: portsOf(node).map(({ port, optional }) => ({
      port,
      optional,
      to: node.next[port] ?? null,
    })),
  }
}

/** What can be stood on with the keyboard: a step by its id, an empty branch by step and port. */
export type Spot = string

export const spotOf = (nodeId: NodeId, port?: string): Spot =>
  port === undefined ? nodeId : `${nodeId}/${port}`

export function readSpot(spot: Spot): { nodeId: NodeId; port: string | null } {
  const [nodeId = '', port] = spot.split('/')
  return { nodeId, port: port ?? null }
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The spot to go to: along the flow upwards and downwards, to the nearest beside it sideways; null: there is none. */
export function neighbour(places: Layout, from: Spot, direction: Direction): Spot | null {
  const { nodeId, port } = readSpot(from)
  if (direction === 'up') {
    if (port !== null) return nodeId
    const lines = places.edges.filter((edge) => edge.to === nodeId && edge.kind === 'forward')
    return lines[0]?.nodeId ?? null
  }
  if (direction === 'down') {
    if (port !== null) return null
    const ghost = places.ghosts.find((one) => one.nodeId === nodeId)
    const lines = places.edges.filter((edge) => edge.nodeId === nodeId && edge.kind === 'forward')
    const nearest = lines.toSorted((a, b) => endX(a.points) - endX(b.points))[0]
    if (nearest?.to && (!ghost || endX(nearest.points) < ghost.x)) return nearest.to
    return ghost ? spotOf(ghost.nodeId, ghost.port) : null
  }
  const here = boxOf(places, from)
  if (!here) return null
  const sign = direction === 'left' ? -1 : 1
  const beside = [...spots(places)]
    .filter(([, box]) => box.y < here.y + here.height && here.y < box.y + box.height)
    .map(([spot, box]) => ({ spot, distance: (middle(box) - middle(here)) * sign }))
    .filter(({ distance }) => distance > 1)
    .toSorted((a, b) => a.distance - b.distance)
  return beside[0]?.spot ?? null
}

export function boxOf(places: Layout, spot: Spot) {
  const { nodeId, port } = readSpot(spot)
  if (port === null) return places.nodes.get(nodeId)
  return places.ghosts.find((ghost) => ghost.nodeId === nodeId && ghost.port === port)
}

function* spots({ nodes, ghosts }: Layout): Generator<[Spot, BoxLike]> {
  for (const [id, box] of nodes) yield [id, box]
  for (const ghost of ghosts) yield [spotOf(ghost.nodeId, ghost.port), ghost]
}

interface BoxLike {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const middle = (box: BoxLike) => box.x + box.width / 2
const endX = (points: readonly { readonly x: number }[]) => points.at(-1)?.x ?? 0
