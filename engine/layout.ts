import type { NodeId } from '../schemas/node.ts'
import { placeBlocks } from './layout/blocks.ts'
import { flowOf } from './layout/flow.ts'
import type { Layout, LayoutNode, LayoutOptions } from './layout/shapes.ts'

/**
 * Places a scenario top-down: a block is its card, then a row of its branches in port order, then the joins that it
 * dominates, centred below the branches that meet there. Synchronous; the same drawing always gives the same places.
 * The first node is at x 0 (its centre) and y 0 (its top); y grows downwards. Boxes are given by their top left corner.
 * Nodes that cannot be reached from `start` stand in columns of their own at the right.
 * Ports that lead to an unknown node are treated as empty.
 */
export function layout(
  start: NodeId,
  nodes: readonly LayoutNode[],
  options: LayoutOptions = { editable: true },
): Layout {
  return placeBlocks(flowOf(start, nodes), options)
}
