import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Catalogue } from '../catalogue.ts'
import { components } from '../components.ts'
import { diagnostic } from '../diagnostics.ts'
import { flowOrder, type Graph, successors } from '../graph.ts'
import { isContact } from './contacts.ts'

/** Whether the dearest way through the scenario, taken by the whole audience, would overrun the budget. */
export function checkCost(graph: Graph, catalogue: Catalogue): readonly Diagnostic[] {
  const size = audienceSize(graph, catalogue)
  const { budget } = catalogue
  if (size === null || budget === null) return []
  const cost = size * dearestWay(graph)
  return cost > budget
    ? [diagnostic('COST_ABOVE_BUDGET', { nodeId: null }, { values: { cost, budget } })]
    : []
}

/** The most that the contacts of one customer can cost; those inside a loop count once for each visit allowed. */
export function dearestWay(graph: Graph): number {
  const order = flowOrder(graph)
  const dearest = new Map<NodeId, number>()
  // Components come with what they lead to before them, so every successor is known already.
  for (const members of components(order, (id) => successors(graph, id))) {
    const own = members.reduce((sum, id) => sum + costOf(id, graph), 0)
    const rounds = members.reduce((sum, id) => sum + (graph.nodes.get(id)?.maxVisits ?? 0), 0)
    const after = members.flatMap((id) =>
      successors(graph, id).map((next) => dearest.get(next) ?? 0),
    )
    const total = own * Math.max(rounds, 1) + Math.max(0, ...after)
    for (const id of members) dearest.set(id, total)
  }
  return dearest.get(graph.start) ?? 0
}

function costOf(id: NodeId, graph: Graph): number {
  const node = graph.nodes.get(id)
  return isContact(node) ? node.unitCost : 0
}

function audienceSize(graph: Graph, catalogue: Catalogue): number | null {
  const start = graph.nodes.get(graph.start)
  if (start?.kind !== 'segment' || start.audience?.from !== 'saved') return null
  return catalogue.segments[start.audience.segmentId]?.size ?? null
}
