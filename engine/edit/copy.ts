import { Failure } from '../../schemas/failure.ts'
import type { Fragment } from '../../schemas/fragment.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { flowOrder, graphOf } from '../graph.ts'
import { portsOf } from '../kinds/ports.ts'
import { nextOf, nodeOf } from './document.ts'

/**
 * Steps to be pasted elsewhere, in the order of the flow. Where steps between two chosen ones are not chosen, the later
 * follows the earlier; what then hangs together with nothing follows at the first empty branch. NOT_FOUND if a step is
 * gone, INVALID with the start.
 */
export function copyFragment(scenario: Scenario, ids: readonly NodeId[]): Fragment {
  const chosen = new Set(ids.map((id) => nodeOf(scenario, id).id))
  if (chosen.size === 0 || chosen.has(scenario.start)) {
    throw new Failure('INVALID', 'Choose one or more steps after the first to copy.', {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const graph = graphOf(scenario)
  const order = [...new Set([...flowOrder(graph), ...graph.nodes.keys()])]
  const nodes = order
    .filter((id) => chosen.has(id))
    .map((id) => cutTo(nodeOf(scenario, id), { nodes: graph.nodes, chosen }))
  return { format: 1, ...joined(nodes) }
}

/** A step whose ports lead to chosen steps only: past those that are not, along their first ports. */
function cutTo(
  node: Node,
  { nodes, chosen }: { nodes: ReadonlyMap<NodeId, Node>; chosen: ReadonlySet<NodeId> },
): Node {
  const chosenFrom = (from: NodeId | null): NodeId | null => {
    const seen = new Set<NodeId>()
    let to = from
    while (to !== null && !chosen.has(to)) {
      const passed: Node | undefined = seen.has(to) ? undefined : nodes.get(to)
      seen.add(to)
      const port = passed && portsOf(passed)[0]?.port
      to = passed && port !== undefined ? nextOf(passed, port) : null
    }
    // Past a loop of steps that are not chosen a step would come to lead to itself.
    return to === node.id && from !== node.id ? null : to
  }
  const next = portsOf(node).map(({ port }) => [port, chosenFrom(nextOf(node, port))] as const)
  return { ...node, next: Object.fromEntries(next) }
}

/** One fragment out of pieces: each is put at the first empty branch of those before it, where there is one. */
function joined(nodes: readonly Node[]): Pick<Fragment, 'entry' | 'nodes'> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const led = new Set(nodes.flatMap((node) => Object.values(node.next)))
  const heads = [...nodes.filter(({ id }) => !led.has(id)), ...nodes]
  const reached = new Set<NodeId>()
  for (const { id: head } of heads) {
    if (reached.has(head)) continue
    const before = [...reached].flatMap((id) => byId.get(id) ?? [])
    const last = before.find((node) => emptyPort(node) !== undefined)
    const port = last && emptyPort(last)
    if (last && port !== undefined)
      byId.set(last.id, { ...last, next: { ...last.next, [port]: head } })
    const open = [head]
    for (const id of open) {
      if (reached.has(id)) continue
      reached.add(id)
      for (const to of Object.values(byId.get(id)?.next ?? {})) if (to !== null) open.push(to)
    }
  }
  const [entry] = reached
  if (entry === undefined)
    throw new Failure('INVALID', 'There is nothing to copy.', {
      details: { reason: 'STEP_CANNOT' },
    })
  return { entry, nodes: [...byId.values()] }
}

function emptyPort(node: Node) {
  return portsOf(node).find(({ port }) => nextOf(node, port) === null)?.port
}
