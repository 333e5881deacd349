import type { InstantMs } from '../schemas/basics.ts'
import type { NodeNo, Plan, PlanNode } from '../schemas/plan.ts'
import type { Clock, Decision, Order, Traveller, Why } from './decision.ts'
import { exitBy } from './exit-rules.ts'
import { decide } from './kinds/registry.ts'

/** One step of one enrolment: what was decided, and where it stands then. */
export type Step =
  | { readonly do: 'park'; readonly dueAt: InstantMs | null; readonly orders: readonly Order[] }
  | {
      readonly do: 'move'
      /** Port taken; null if it left by none (an end, an exit rule). */
      readonly port: string | null
      /** Where it comes to; null: it has left the scenario. */
      readonly to: NodeNo | null
      /** Why it left, for the enrolment's row; null while it goes on. */
      readonly ended: 'success' | 'completed' | 'left' | null
      readonly why: Why
      readonly at: InstantMs
      readonly orders: readonly Order[]
    }

/**
 * Takes one customer one step: exit rules first (unless `exits` is false), then the limit on visits, then the meaning
 * of the node. `visits` is how often the customer has come to this node, this time included.
 */
export function step(
  plan: Plan,
  at: PlanNode,
  traveller: Traveller,
  clock: Clock,
  { exits, visits }: { exits: boolean; visits: number },
): Step {
  const exit = exits ? exitBy(plan.exitRules, traveller, clock) : null
  if (exit) {
    return {
      do: 'move',
      port: null,
      to: null,
      ended: exit.result,
      why: exit.why,
      at: exit.at,
      orders: [],
    }
  }
  if (at.node.maxVisits !== undefined && visits > at.node.maxVisits) {
    return follow(at, {
      do: 'go',
      port: 'exhausted',
      why: { code: 'VISITS_EXHAUSTED', limit: at.node.maxVisits },
      at: traveller.arrivedAt,
      orders: [],
    })
  }
  return follow(at, decide(at, traveller, clock))
}

function follow(at: PlanNode, decision: Decision): Step {
  switch (decision.do) {
    case 'park':
      return decision
    case 'end':
      return { ...decision, do: 'move', port: null, to: null, ended: decision.result }
    case 'go': {
      const to = at.next[decision.port] ?? null
      return { ...decision, do: 'move', to, ended: to === null ? 'completed' : null }
    }
  }
}

const secondMs = 1000
const grainsMs = [15 * 60, 5 * 60, 60, 15, 5, 1].map((s) => s * secondMs)

/**
 * Rounds a due instant up so that many customers of a cohort come due together: to 1 % of the wait, at least a second,
 * at most 15 minutes; never early. What is decided does not depend on it.
 */
export function grainUp(dueAt: InstantMs, now: InstantMs): InstantMs {
  const grainMs = grainsMs.find((g) => g <= (dueAt - now) / 100) ?? secondMs
  return Math.ceil(dueAt / grainMs) * grainMs
}
