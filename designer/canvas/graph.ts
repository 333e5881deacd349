import { portsOf } from '../../engine/kinds/ports.ts'
import { type Layout, type LayoutNode, sizes } from '../../engine/layout/shapes.ts'
import { layout } from '../../engine/layout.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { shapeOf } from '../kinds/registry.ts'
import { type Fold, foldsOf } from './folding.ts'
import { foldId, isFoldId, readSpot, type Spot, spotOf, standingAt } from './spots.ts'

export type CanvasMode = 'design' | 'live'

/** How a drawing is looked at: which branches are put away, and whether remarks stand beside their steps. */
export interface View {
  readonly folded: ReadonlySet<Spot>
  readonly notes: boolean
}

export const plainView: View = { folded: new Set(), notes: false }

const known = new WeakMap<Scenario, Map<string, Layout>>()

/**
 * Where everything of a scenario stands; the same drawing, looked at alike, always gives the same places, which are
 * worked out once.
 */
export function layoutOf(
  scenario: Scenario,
  mode: CanvasMode | 'picture',
  view: View = plainView,
): Layout {
  const hasNotes = view.notes && scenario.nodes.some(({ note }) => note !== undefined)
  const key = [mode, hasNotes, ...[...view.folded].toSorted()].join(' ')
  const layouts = known.get(scenario) ?? new Map<string, Layout>()
  const places = layouts.get(key) ?? place(scenario, mode, view)
  known.set(scenario, layouts.set(key, places))
  return places
}

function place(scenario: Scenario, mode: CanvasMode | 'picture', view: View): Layout {
  const folds = foldsOf(scenario, view.folded)
  const hidden = new Set([...folds.values()].flatMap((fold) => fold.hidden))
  const placed = layout(
    scenario.start,
    [
      ...scenario.nodes
        .filter(({ id }) => !hidden.has(id))
        .map((node) => layoutNode(node, { mode, folds, notes: view.notes })),
      ...[...folds].map(([spot, { exits }]) => ({
        id: foldId(spot),
        ...sizes.fold,
        ports: exits.map((to, index) => ({ port: String(index), to, optional: true })),
      })),
    ],
    { editable: mode === 'design' },
  )
  // Nothing can be put in, or is called anything, where a branch that is put away goes on.
  const isReal = ({ nodeId }: { nodeId: string }) => !isFoldId(nodeId)
  return folds.size === 0
    ? placed
    : { ...placed, inserts: placed.inserts.filter(isReal), labels: placed.labels.filter(isReal) }
}

/** Between a step and its remark, and the remark itself. */
const noteRoom = 12 + sizes.note.width

function layoutNode(
  node: Node,
  {
    mode,
    folds,
    notes,
  }: { mode: CanvasMode | 'picture'; folds: ReadonlyMap<Spot, Fold>; notes: boolean },
): LayoutNode {
  const card = mode === 'live' ? sizes.liveCard : sizes.card
  return {
    id: node.id,
    ...(shapeOf(node.kind) === 'pill' ? sizes.pill : card),
    ...(notes && node.note !== undefined && { beside: noteRoom }),
    ports: portsOf(node).map(({ port, optional }) => {
      const spot = spotOf(node.id, port)
      return { port, optional, to: folds.has(spot) ? foldId(spot) : (node.next[port] ?? null) }
    }),
  }
}

export type Direction = 'up' | 'down' | 'left' | 'right'

/** The spot to go to: along the flow upwards and downwards, to the nearest beside it sideways; null: there is none. */
export function neighbour(places: Layout, from: Spot, direction: Direction): Spot | null {
  const { nodeId, port } = readSpot(from)
  const isFold = port !== null && places.nodes.has(foldId(from))
  if (direction === 'up') {
    if (port !== null) return nodeId
    const lines = places.edges.filter((edge) => edge.to === nodeId && edge.kind === 'forward')
    return lines[0] ? standingAt(lines[0].nodeId) : null
  }
  if (direction === 'down') {
    if (port !== null && !isFold) return null
    const here = isFold ? foldId(from) : nodeId
    const ghost = places.ghosts.find((one) => one.nodeId === here)
    const lines = places.edges.filter((edge) => edge.nodeId === here && edge.kind === 'forward')
    const nearest = lines.toSorted((a, b) => endX(a.points) - endX(b.points))[0]
    if (nearest?.to && (!ghost || endX(nearest.points) < ghost.x)) return standingAt(nearest.to)
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
  const fold = places.nodes.get(foldId(spot))
  if (fold) return fold
  return places.ghosts.find((ghost) => ghost.nodeId === nodeId && ghost.port === port)
}

function* spots({ nodes, ghosts }: Layout): Generator<[Spot, BoxLike]> {
  for (const [id, box] of nodes) yield [standingAt(id), box]
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
