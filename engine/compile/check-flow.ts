import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import { diagnostic } from '../diagnostics.ts'
import { type Graph, reachableFrom } from '../graph.ts'

/** Ids, the start, edges that lead nowhere, and steps that nothing leads to. */
export function checkFlow(
  scenario: Scenario,
  graph: Graph,
  catalogue: Catalogue,
): readonly Diagnostic[] {
  const reached = reachableFrom(graph, graph.start)
  return [
    ...checkStart(scenario, graph),
    ...doubledIds(scenario),
    ...[...graph.nodes.values()].flatMap((node) => [
      ...checkIdentity(node, graph, catalogue),
      ...checkEdges(node, graph),
      // Without a start everything is unreachable, which would bury the one thing that is wrong.
      ...(graph.nodes.has(graph.start) && !reached.has(node.id) ? [unreachableNode(node)] : []),
    ]),
  ]
}

function checkStart(scenario: Scenario, graph: Graph): readonly Diagnostic[] {
  const start = graph.nodes.get(scenario.start)
  if (!start) {
    const values = { start: scenario.start }
    return [diagnostic('START_UNKNOWN', { nodeId: null, field: 'start' }, { values })]
  }
  return start.kind === 'segment'
    ? []
    : [diagnostic('START_NOT_SEGMENT', { nodeId: start.id }, { values: { kind: start.kind } })]
}

function doubledIds(scenario: Scenario): readonly Diagnostic[] {
  const ids = scenario.nodes.map((node) => node.id)
  const doubled = new Set(ids.filter((id, place) => ids.indexOf(id) < place))
  return [...doubled].map((id) =>
    diagnostic('DUPLICATE_ID', { nodeId: id, field: 'id' }, { values: { id } }),
  )
}

function checkIdentity(node: Node, graph: Graph, catalogue: Catalogue): readonly Diagnostic[] {
  const bound = Object.hasOwn(catalogue.nodes, node.id) ? catalogue.nodes[node.id] : undefined
  return [
    ...(bound && bound.kind !== node.kind
      ? [
          diagnostic(
            'KIND_CHANGED',
            { nodeId: node.id, field: 'id' },
            { values: { id: node.id, was: bound.kind } },
          ),
        ]
      : []),
    ...(node.kind === 'segment' && node.id !== graph.start
      ? [diagnostic('SEGMENT_NOT_FIRST', { nodeId: node.id })]
      : []),
  ]
}

function checkEdges(node: Node, graph: Graph): readonly Diagnostic[] {
  return (graph.out.get(node.id) ?? []).flatMap(({ port, to, optional }) => {
    const at = { nodeId: node.id, field: `next.${port}` }
    const target = Object.hasOwn(node.next, port) ? (node.next[port] ?? null) : null
    if (to !== null) {
      return graph.nodes.get(to)?.kind === 'segment'
        ? [diagnostic('EDGE_TO_SEGMENT', at, { values: { port } })]
        : []
    }
    const fix = { do: 'endBranch', nodeId: node.id, port } as const
    if (target !== null) {
      return [diagnostic('EDGE_TO_UNKNOWN', at, { values: { port, target }, fix })]
    }
    return optional ? [] : [diagnostic('BRANCH_EMPTY', at, { values: { port }, fix })]
  })
}

function unreachableNode(node: Node): Diagnostic {
  const fix = { do: 'removeUnreachable', nodeId: node.id } as const
  return diagnostic('UNREACHABLE', { nodeId: node.id }, { fix })
}
