import {
  deferIntents,
  lockWillingness,
  type NodeRef,
  type Settlement,
  type WillingnessRow,
} from '../../db/deliveries.ts'
import type { LoadedPlan } from '../../db/plan-cache.ts'
import { currentPolicy } from '../../db/policies.ts'
import type { RunContext } from '../../db/runs.ts'
import type { Tx } from '../../db/schema.ts'
import { loadContacts, loadPauses, loadPurchases } from '../../db/turn-load.ts'
import type { Traveller } from '../../engine/decision.ts'
import { exitBy, needsOfExitRules } from '../../engine/exit-rules.ts'
import { gate, gateRulesOf } from '../../engine/gate.ts'
import type { Channel } from '../../schemas/basics.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import { type Contact, keyOf, recipientOf } from './contact.ts'

export interface Judged {
  readonly send: readonly Contact[]
  readonly settled: readonly Settlement[]
}

/** Who may be contacted now; defers in the database who may be later. */
export async function judge(
  tx: Tx,
  ref: NodeRef,
  {
    intents,
    context,
    plan,
    at,
  }: { intents: readonly Contact[]; context: RunContext; plan: LoadedPlan; at: PlanNode },
): Promise<Judged> {
  if (intents.length === 0) return { send: [], settled: [] }
  const settled: Settlement[] = []
  const settle = (intent: Contact, status: number, reason: string, refusedBy?: number) =>
    settled.push({
      ...keyOf(intent),
      ...{ status, reason, providerRef: null, charged: false },
      ...(refusedBy !== undefined && { policy: refusedBy }),
    })
  const { policy, version } = await currentPolicy(tx)
  const leaving = await exiting(tx, ref, { intents, context, plan })
  const rules = gateRulesOf(at, policy, version)
  const willing = await lockWillingness(
    tx,
    context.scope,
    intents.map((i) => i.customer),
  )
  const deferred: (Contact & { notBefore: number; reason: string })[] = []
  const send: Contact[] = []
  for (const intent of intents) {
    if (!isWaitedFor(intent, ref)) settle(intent, 8, 'LEFT')
    else if (intent.expiresAt <= context.now) settle(intent, 6, 'EXPIRED')
    else if (leaving.has(intent.enrolment)) settle(intent, 4, 'EXIT_RULE')
    else {
      const verdict = gate(
        rules,
        stateOf(intent, rules.channel, willing.get(intent.customer)),
        context.now,
      )
      if (verdict.do === 'send') send.push(intent)
      else if (verdict.do === 'refuse') settle(intent, 4, verdict.code, verdict.policyVersion)
      else if (verdict.until >= intent.expiresAt) settle(intent, 6, verdict.code)
      else deferred.push({ ...intent, notBefore: verdict.until, reason: verdict.code })
    }
  }
  await deferIntents(tx, ref, deferred)
  return { send, settled }
}

/** Whether its customer still stands where it was ordered. A repetition by an operator does not ask. */
function isWaitedFor({ entry, visit, occurrence }: Contact, { node }: NodeRef): boolean {
  return occurrence > 0 || (entry.active && entry.node === node && entry.visit === visit)
}

/** Enrolments of these that an exit rule takes out of the scenario before this contact. */
async function exiting(
  tx: Tx,
  ref: NodeRef,
  {
    intents,
    context,
    plan,
  }: { intents: readonly Contact[]; context: RunContext; plan: LoadedPlan },
): Promise<Set<number>> {
  const { exitRules } = plan.plan
  if (exitRules.length === 0) return new Set()
  const needs = needsOfExitRules(plan.plan)
  const enrolments = intents.map((i) => i.enrolment)
  const contacts = await loadContacts(tx, ref, { enrolments, nodes: needs.contacts ?? [] })
  const purchases = needs.purchases ? await loadPurchases(tx, ref, enrolments) : new Map()
  const clock = { now: context.now, pauses: await loadPauses(tx, ref.run) }
  const out = new Set<number>()
  for (const intent of intents) {
    const traveller: Traveller = {
      seed: '',
      zone: intent.to.zone,
      visit: intent.visit,
      enteredAt: intent.entry.enteredAt,
      arrivedAt: intent.entry.arrivedAt,
      customer: { fields: {}, history: [], consents: [] },
      contacts: contacts.get(intent.enrolment) ?? [],
      purchases: purchases.get(intent.enrolment) ?? [],
      rewardLeft: true,
    }
    if (exitBy(exitRules, traveller, clock)) out.add(intent.enrolment)
  }
  return out
}

function stateOf(intent: Contact, channel: Channel, row: WillingnessRow | undefined) {
  return {
    consent: row?.consent ?? 0,
    nightConsent: row?.nightConsent ?? 0,
    suppressed: row?.suppressed ?? 0,
    recent: row?.recent ?? [],
    zone: intent.to.zone,
    reachable: recipientOf(intent, channel) !== null,
  }
}
