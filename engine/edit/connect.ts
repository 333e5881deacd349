import { Failure } from '../../schemas/failure.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { graphOf, reachableFrom } from '../graph.ts'
import {
  type Edited,
  naming,
  nodeOf,
  type Point,
  targetOf,
  withNode,
  withoutLost,
  withTarget,
} from './document.ts'

/** How often a customer may come to a step that a branch is led back to, until the author says otherwise. */
export const usualVisits = 3

/**
 * Lets a branch continue at a step that exists. What followed before is removed unless another way leads to it. Led
 * back to an earlier step, that step gets a limit on visits if it has none. INVALID for the segment at the start.
 */
export function connect(scenario: Scenario, point: Point, to: NodeId): Edited {
  const target = nodeOf(scenario, to)
  if (target.kind === 'segment') {
    throw new Failure('INVALID', 'A branch cannot continue at the segment: choose a later step.', {
      details: { reason: 'STEP_CANNOT', nodeId: to },
    })
  }
  targetOf(scenario, point)
  const isBack = reachableFrom(graphOf(scenario), to).has(point.after)
  const limited =
    isBack && target.maxVisits === undefined
      ? withNode(scenario, { ...target, maxVisits: usualVisits })
      : scenario
  const { scenario: edited, removed } = withoutLost(scenario, withTarget(limited, point, to))
  const values = { ...naming(target), after: point.after, port: point.port, removed }
  return { scenario: edited, description: { code: 'CONNECTED', values }, select: point.after }
}

/** Empties a branch; what followed is removed unless another way leads to it. */
export function disconnect(scenario: Scenario, point: Point): Edited {
  targetOf(scenario, point)
  const { scenario: edited, removed } = withoutLost(scenario, withTarget(scenario, point, null))
  const values = { ...naming(nodeOf(scenario, point.after)), port: point.port, removed }
  return { scenario: edited, description: { code: 'DISCONNECTED', values }, select: point.after }
}
