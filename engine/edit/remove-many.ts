import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { graphOf, successors } from '../graph.ts'
import { type Edited, nodeOf, without, withoutLost } from './document.ts'

/**
 * Takes several steps out at once. What led to one of them leads to the first step that follows them, branches taken in
 * port order; what then nothing leads to goes with them. NOT_FOUND if a step is gone, INVALID with the start or without
 * any step.
 */
export function removeMany(scenario: Scenario, ids: readonly NodeId[]): Edited {
  const taken = new Set(ids.map((id) => nodeOf(scenario, id).id))
  if (taken.size === 0)
    throw new Failure('INVALID', 'Choose the steps to remove.', {
      details: { reason: 'STEP_CANNOT' },
    })
  if (taken.has(scenario.start)) {
    throw new Failure('INVALID', 'The first step cannot be removed: everything begins there.', {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const graph = graphOf(scenario)
  const past = (node: Node): Node => {
    const next = Object.entries(node.next).map(([port, to]) => {
      if (to === null || !taken.has(to)) return [port, to] as const
      const follows = [...followedBy(to)].find((id) => id !== node.id) ?? null
      return [port, follows] as const
    })
    return { ...node, next: Object.fromEntries(next) }
  }
  /** Steps that stay, in the order in which they are reached through those that go. */
  function* followedBy(from: NodeId): Generator<NodeId> {
    const seen = new Set<NodeId>()
    const open = [from]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue
      seen.add(id)
      if (taken.has(id)) open.push(...successors(graph, id).toReversed())
      else yield id
    }
  }
  const before = scenario.nodes.find(
    (node) => !taken.has(node.id) && successors(graph, node.id).some((id) => taken.has(id)),
  )
  const joined = { ...scenario, nodes: scenario.nodes.map(past) }
  const { scenario: edited, removed } = withoutLost(scenario, without(joined, taken))
  return {
    scenario: edited,
    description: { code: 'REMOVED_MANY', values: { count: taken.size, removed } },
    ...(before && edited.nodes.some(({ id }) => id === before.id) && { select: before.id }),
  }
}
