import type { Box, Layout } from '../../engine/layout/shapes.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import type { CanvasFlowNode } from './canvas.tsx'
import { type Fold, foldsOf } from './folding.ts'
import { foldId, type Spot, spotOf } from './spots.ts'

/** React Flow's nodes for a drawing; what has not changed keeps its object, so that it is not painted again. */
export function flowNodes(
  drawn: {
    readonly scenario: Scenario
    readonly places: Layout
    readonly folded: ReadonlySet<Spot>
  },
  before: readonly CanvasFlowNode[],
): CanvasFlowNode[] {
  const { scenario, places, folded } = drawn
  const known = new Map(before.map((node) => [node.id, node]))
  const keep = <One extends CanvasFlowNode>(fresh: One): CanvasFlowNode => {
    const old = known.get(fresh.id)
    return old && sameNode(old, fresh) ? old : fresh
  }
  const order = scenario.nodes
    .filter(({ id }) => places.nodes.has(id))
    .toSorted((a, b) => (places.nodes.get(a.id)?.y ?? 0) - (places.nodes.get(b.id)?.y ?? 0))
  return [
    ...order.flatMap((node) => {
      const box = places.nodes.get(node.id)
      return box
        ? [keep({ id: node.id, type: 'step', data: { node }, className, ...frame(box) })]
        : []
    }),
    ...[...foldsOf(scenario, folded)].flatMap(([spot, fold]) => {
      const box = places.nodes.get(foldId(spot))
      return box ? [keep({ id: foldId(spot), type: 'fold', data: { fold }, ...frame(box) })] : []
    }),
    ...places.ghosts.map((ghost) =>
      keep({
        id: spotOf(ghost.nodeId, ghost.port),
        type: 'ghost',
        data: { ghost },
        ...frame(ghost),
      }),
    ),
    ...places.jumps.map((jump) =>
      keep({ id: spotOf(jump.nodeId, jump.port), type: 'jump', data: { jump }, ...frame(jump) }),
    ),
  ]
}

/** A step is dragged to another place; a finger pans everywhere. */
const className = matchMedia('(pointer: fine)').matches ? 'nopan' : ''

function frame({ x, y, width, height }: Box) {
  return { position: { x, y }, width, height, handles: [] }
}

function sameNode(a: CanvasFlowNode, b: CanvasFlowNode): boolean {
  const isSamePlace =
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.width === b.width &&
    a.height === b.height
  if (!isSamePlace || a.type !== b.type) return false
  if (a.type === 'step' && b.type === 'step') return a.data.node === b.data.node
  if (a.type === 'fold' && b.type === 'fold') return sameFold(a.data.fold, b.data.fold)
  if (a.type === 'jump' && b.type === 'jump') return a.data.jump.to === b.data.jump.to
  return a.type === 'ghost' && b.type === 'ghost' && a.data.ghost.optional === b.data.ghost.optional
}

function sameFold(a: Fold, b: Fold): boolean {
  return a.hidden.length === b.hidden.length && a.hidden.every((id, at) => id === b.hidden[at])
}
