import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node } from '../../schemas/scenario.ts'
import { loopsIn } from '../components.ts'
import { diagnostic } from '../diagnostics.ts'
import { flowOrder, type Graph, successors } from '../graph.ts'

/**
 * Returning is allowed only with a limit on visits and a wait inside. Who has used up the visits of a limited step
 * always leaves it by `exhausted`, so nobody goes round for ever if and only if no loop is left once every limited step
 * has that way out alone.
 */
export function checkLoops(graph: Graph): readonly Diagnostic[] {
  const order = flowOrder(graph)
  return [...unlimited(graph, order), ...waitless(graph, order)]
}

function unlimited(graph: Graph, order: readonly NodeId[]): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const cured = new Set<NodeId>()
  const next = (id: NodeId) => (cured.has(id) ? [] : waysOnceExhausted(graph, id))
  // Each round cuts every loop at one step, so that nested loops are all reported at once.
  for (let loops = loopsIn(order, next); loops.length > 0; loops = loopsIn(order, next)) {
    for (const members of loops) {
      const limited = members.find((id) => graph.nodes.get(id)?.maxVisits !== undefined)
      const head = limited ?? members[0]
      if (head === undefined) continue
      cured.add(head)
      found.push(
        limited
          ? diagnostic('LOOP_EXHAUSTED', { nodeId: head, field: 'next.exhausted' })
          : diagnostic(
              'LOOP_UNLIMITED',
              { nodeId: head, field: 'maxVisits' },
              { fix: { do: 'limitVisits', nodeId: head } },
            ),
      )
    }
  }
  return found
}

function waysOnceExhausted(graph: Graph, id: NodeId): readonly NodeId[] {
  if (graph.nodes.get(id)?.maxVisits === undefined) return successors(graph, id)
  return (graph.out.get(id) ?? []).flatMap((edge) =>
    edge.port === 'exhausted' && edge.to !== null ? [edge.to] : [],
  )
}

function waitless(graph: Graph, order: readonly NodeId[]): readonly Diagnostic[] {
  const hasty = order.filter((id) => !alwaysWaits(graph.nodes.get(id)))
  return loopsIn(hasty, (id) => successors(graph, id)).flatMap(([head]) =>
    head === undefined ? [] : [diagnostic('LOOP_WITHOUT_WAIT', { nodeId: head })],
  )
}

/** A date waits once and never again; a response branch not at all if everything has happened before. */
function alwaysWaits(node: Node | undefined): boolean {
  return node?.kind === 'wait' && node.until?.mode !== 'date'
}
