import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { layoutOf } from '../canvas/graph.ts'

/** Steps that a branch further down comes back to. */
export function loopHeadsOf(scenario: Scenario): ReadonlySet<NodeId> {
  return new Set(layoutOf(scenario, 'design').jumps.map(({ to }) => to))
}
