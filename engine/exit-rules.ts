import type { InstantMs } from '../schemas/basics.ts'
import type { Plan } from '../schemas/plan.ts'
import type { ExitRule } from '../schemas/scenario.ts'
import type { Clock, Needs, Traveller, Why } from './decision.ts'

/** How and when an exit rule took somebody out. */
export interface Exit {
  readonly result: ExitRule['result']
  readonly why: Why
  /** When the rule came true, or on arrival at the present node if that was later: nobody leaves before having come. */
  readonly at: InstantMs
}

/**
 * The exit rule that came true first, up to `clock.now`; null if none did. Of rules that came true in one instant the
 * earlier in the list wins. Purchases count since entering the run; other responses over all contacts of the enrolment.
 * Of several equal responses to one contact only the first has a known instant, which then stands for all of them.
 */
export function exitBy(
  rules: readonly ExitRule[],
  traveller: Traveller,
  clock: Clock,
): Exit | null {
  let first: { rule: ExitRule; at: InstantMs } | null = null
  for (const rule of rules) {
    const at = cameTrueAt(rule, traveller)
    if (at === null || at > clock.now || (first && first.at <= at)) continue
    first = { rule, at }
  }
  if (!first) return null
  const { rule, at } = first
  return {
    result: rule.result,
    why: { code: 'EXIT_RULE', response: rule.response, atLeast: rule.atLeast },
    at: Math.max(at, traveller.arrivedAt),
  }
}

/** The facts the exit rules of a plan are judged by. */
export function needsOfExitRules(plan: Plan): Needs {
  const responses = plan.exitRules.filter((rule) => rule.response !== 'purchased')
  const contacts = plan.nodes
    .filter((at) => at.node.kind === 'channel' || at.node.kind === 'call')
    .map((at) => at.no)
  return {
    ...(responses.length < plan.exitRules.length && { purchases: true }),
    ...(responses.length > 0 && contacts.length > 0 && { contacts }),
  }
}

function cameTrueAt(rule: ExitRule, traveller: Traveller): InstantMs | null {
  const happened = rule.response === 'purchased' ? purchases(traveller) : responses(rule, traveller)
  happened.sort((a, b) => a.at - b.at)
  let counted = 0
  for (const { at, count } of happened) {
    counted += count
    if (counted >= rule.atLeast) return at
  }
  return null
}

interface Happened {
  readonly at: InstantMs
  readonly count: number
}

function purchases(traveller: Traveller): Happened[] {
  return traveller.purchases
    .filter((purchase) => purchase.at >= traveller.enteredAt)
    .map((purchase) => ({ at: purchase.at, count: 1 }))
}

function responses(rule: ExitRule, traveller: Traveller): Happened[] {
  return traveller.contacts.flatMap((contact) =>
    contact.responses
      .filter((response) => response.kind === rule.response)
      .map((response) => ({ at: response.firstAt, count: response.count })),
  )
}
