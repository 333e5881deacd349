import type { NodeId, Port } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { type Edge, flowOrder, graphOf, reachableFrom } from '../graph.ts'
import { portsOf } from '../kinds/ports.ts'
import { nodeOf } from './document.ts'

/**
 * A step with its block: of a branching step, everything that belongs to one of its branches alone. Where branches
 * meet again, the block ends.
 */
export function blockOf(scenario: Scenario, id: NodeId): readonly NodeId[] {
  const graph = graphOf(scenario)
  const ports = portsOf(nodeOf(scenario, id))
  if (ports.length < 2) return [id]
  const cut = graphOf({ ...scenario, nodes: scenario.nodes.filter((node) => node.id !== id) })
  const elsewhere = reachableFrom(cut, scenario.start)
  const branches = (graph.out.get(id) ?? []).flatMap((edge) =>
    edge.to === null ? [] : [reachableFrom(cut, edge.to)],
  )
  const own = scenario.nodes
    .map((node) => node.id)
    .filter((one) => {
      return !elsewhere.has(one) && branches.filter((branch) => branch.has(one)).length === 1
    })
  return [id, ...own]
}

/** One way out of a branching step, and the branch that the step itself stands in. */
export interface Branch {
  readonly nodeId: NodeId
  readonly port: Port
  readonly outer: Branch | null
}

/**
 * For each step that can be reached the innermost branch that alone leads to it; null for the trunk, which includes
 * where branches have met again. Ways that lead back count for nothing.
 */
export function branchesIn(scenario: Scenario): ReadonlyMap<NodeId, Branch | null> {
  const graph = graphOf(scenario)
  const known = new Map<NodeId, Branch | null>([[scenario.start, null]])
  const ways = new Map<string, Branch>()
  const wayOf = ({ from, port }: Edge): Branch | null => {
    const outer = known.get(from) ?? null
    if ((graph.out.get(from)?.length ?? 0) < 2) return outer
    const key = `${from}/${port}`
    const way = ways.get(key) ?? { nodeId: from, port, outer }
    ways.set(key, way)
    return way
  }
  for (const id of flowOrder(graph)) {
    if (id === scenario.start) continue
    const [first, ...others] = (graph.in.get(id) ?? []).filter((edge) => known.has(edge.from))
    if (first) known.set(id, others.map(wayOf).reduce(commonBranch, wayOf(first)))
  }
  return known
}

/** A branch with those around it, from the inside out. */
export function* branchesAround(branch: Branch | null): Generator<Branch> {
  for (let at = branch; at; at = at.outer) yield at
}

function commonBranch(a: Branch | null, b: Branch | null): Branch | null {
  const around = new Set(branchesAround(a))
  for (const branch of branchesAround(b)) if (around.has(branch)) return branch
  return null
}
