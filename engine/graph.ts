import type { NodeId, Port } from '../schemas/node.ts'
import type { NodeNo, Plan } from '../schemas/plan.ts'
import type { Node, Scenario } from '../schemas/scenario.ts'
import { portsOf } from './kinds/ports.ts'

/** A way from one node to another; `to` is null where the branch is empty or names a node that does not exist. */
export interface Edge {
  readonly from: NodeId
  readonly port: Port
  readonly to: NodeId | null
  readonly optional: boolean
}

/** A drawing as nodes and edges. Of two nodes with one id the first counts; ports a node does not have lead nowhere. */
export interface Graph {
  readonly start: NodeId
  readonly nodes: ReadonlyMap<NodeId, Node>
  /** Ways out in the order they are drawn. */
  readonly out: ReadonlyMap<NodeId, readonly Edge[]>
  /** Ways in. */
  readonly in: ReadonlyMap<NodeId, readonly Edge[]>
}

const known = new WeakMap<Scenario, Graph>()

/** Reads a scenario as a graph, once for each; never throws, whatever is wrong with it. */
export function graphOf(scenario: Scenario): Graph {
  const graph = known.get(scenario) ?? readGraph(scenario)
  known.set(scenario, graph)
  return graph
}

function readGraph(scenario: Scenario): Graph {
  const nodes = new Map<NodeId, Node>()
  for (const node of scenario.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node)
  const out = new Map([...nodes.values()].map((node) => [node.id, edgesOf(node, nodes)]))
  const ways = { start: scenario.start, nodes, out }
  const into = new Map<NodeId, Edge[]>([...nodes.keys()].map((id) => [id, []]))
  // In the order of the flow, so that the order of nodes in the document decides nothing.
  for (const id of new Set([...flowOrder(ways), ...nodes.keys()])) {
    for (const edge of out.get(id) ?? []) if (edge.to !== null) into.get(edge.to)?.push(edge)
  }
  return { ...ways, in: into }
}

/** A graph as far as its ways lead forward. */
type Ways = Pick<Graph, 'start' | 'nodes' | 'out'>

/** Where a node leads, without empty branches. */
export function successors(graph: Ways, id: NodeId): readonly NodeId[] {
  return (graph.out.get(id) ?? []).flatMap((edge) => (edge.to === null ? [] : [edge.to]))
}

/** All that can be reached from `from`, itself included, each after one that leads to it. */
export function reachableFrom(graph: Graph, from: NodeId): ReadonlySet<NodeId> {
  const seen = new Set<NodeId>()
  const open = graph.nodes.has(from) ? [from] : []
  for (const id of open) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...successors(graph, id))
  }
  return seen
}

/**
 * Reachable nodes in the order of the flow: each after all that lead to it, but for those that lead back; branches in
 * port order. It does not depend on the order of nodes in the document.
 */
export function flowOrder(graph: Ways): readonly NodeId[] {
  const left: NodeId[] = []
  const seen = new Set<NodeId>([graph.start])
  const path = graph.nodes.has(graph.start) ? [visit(graph, graph.start)] : []
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const next = top.open.pop()
    if (next === undefined) {
      left.push(top.id)
      path.pop()
    } else if (!seen.has(next)) {
      seen.add(next)
      path.push(visit(graph, next))
    }
  }
  return left.reverse()
}

/** The nearest nodes before `id` that fit, on every way that leads to it; nearest first. */
export function nearestBefore(
  graph: Graph,
  id: NodeId,
  fits: (node: Node) => boolean,
): readonly NodeId[] {
  const found: NodeId[] = []
  const seen = new Set<NodeId>()
  const open = (graph.in.get(id) ?? []).map((edge) => edge.from)
  for (const before of open) {
    if (seen.has(before)) continue
    seen.add(before)
    const node = graph.nodes.get(before)
    if (node && fits(node)) found.push(before)
    else open.push(...(graph.in.get(before) ?? []).map((edge) => edge.from))
  }
  return found
}

/** Where customers return to: the first node, in the order of the flow, of every loop. */
export function loopHeads(plan: Plan): readonly NodeNo[] {
  const byNo = new Map(plan.nodes.map((at) => [at.no, at]))
  const next = (no: NodeNo) =>
    Object.values(byNo.get(no)?.next ?? {}).filter((target) => target !== null)
  const heads = new Set<NodeNo>()
  const state = new Map<NodeNo, 'open' | 'left'>()
  const path = [{ no: plan.start, open: next(plan.start) }]
  state.set(plan.start, 'open')
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const target = top.open.shift()
    if (target === undefined) {
      state.set(top.no, 'left')
      path.pop()
    } else if (state.get(target) === 'open') heads.add(target)
    else if (!state.has(target)) {
      state.set(target, 'open')
      path.push({ no: target, open: next(target) })
    }
  }
  return [...heads]
}

function edgesOf(node: Node, nodes: ReadonlyMap<NodeId, Node>): readonly Edge[] {
  return portsOf(node).map(({ port, optional }) => {
    const target = Object.hasOwn(node.next, port) ? (node.next[port] ?? null) : null
    const to = target !== null && nodes.has(target) ? target : null
    return { from: node.id, port, to, optional }
  })
}

// Taken from the end: the last port is walked first, so that after reversal the first port’s branch comes first.
function visit(graph: Ways, id: NodeId): { id: NodeId; open: NodeId[] } {
  return { id, open: [...successors(graph, id)] }
}
