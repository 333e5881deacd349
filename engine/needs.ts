import type { Plan } from '../schemas/plan.ts'
import type { Field } from '../schemas/rule.ts'
import type { Needs } from './decision.ts'
import { needsOfExitRules } from './exit-rules.ts'
import { needsOf } from './kinds/registry.ts'

/** All facts that any step or exit rule of a plan asks for. */
export function needsOfPlan(plan: Plan): Needs {
  const known = needsByPlan.get(plan)
  if (known) return known
  const needs = mergeNeeds([...plan.nodes.map(needsOf), needsOfExitRules(plan)])
  needsByPlan.set(plan, needs)
  return needs
}

/** Everything any of these asks for. */
export function mergeNeeds(all: readonly Needs[]): Needs {
  const fields = new Set<Field>(all.flatMap((n) => n.fields ?? []))
  const contacts = new Set(all.flatMap((n) => n.contacts ?? []))
  return {
    fields: [...fields],
    history: all.some((n) => n.history),
    consents: all.some((n) => n.consents),
    earlier: all.some((n) => n.earlier),
    lists: all.some((n) => n.lists),
    purchases: all.some((n) => n.purchases),
    ...(contacts.size > 0 && { contacts: [...contacts] }),
  }
}

/** Whether deciding looks at the customer at all, beyond who they are. */
export function asksForProfile(needs: Needs): boolean {
  const { fields, history, consents, earlier, lists } = needs
  return Boolean(fields?.length || history || consents || earlier || lists)
}

// A plan never changes, so what it needs is worked out once.
const needsByPlan = new WeakMap<Plan, Needs>()
