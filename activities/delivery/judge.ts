import { deferIntents, type NodeRef, type Settlement } from '../../db/contacts/deliveries.ts'
import { lockWillingness, type WillingnessRow } from '../../db/contacts/willingness.ts'
import { mergePendingOf } from '../../db/inbox/inbox-merge.ts'
import type { RunContext } from '../../db/runs/runs.ts'
import { loadContacts, loadPauses, loadPurchases } from '../../db/runs/turn-load.ts'
import type { LoadedPlan } from '../../db/scenarios/plan-cache.ts'
import { currentPolicy } from '../../db/scenarios/policies.ts'
import type { Tx } from '../../db/schema.ts'
import type { Traveller } from '../../engine/decision.ts'
import { exitBy, needsOfExitRules } from '../../engine/exit-rules.ts'
import { type ContactState, type GateRules, gate, gateRulesOf } from '../../engine/gate.ts'
import type { Channel } from '../../schemas/basics.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import { type Contact, keyOf, recipientOf } from './contact.ts'

export interface Judged {
  readonly send: readonly Contact[]
  readonly settled: readonly Settlement[]
}

type Verdict =
  | { readonly do: 'send' }
  | { readonly do: 'settle'; readonly as: Unmade; readonly code: string; readonly policy?: number }
  | { readonly do: 'defer'; readonly until: number; readonly code: string }

/** How a contact ends that is not made; what stands in its row. */
const unmade = { refused: 4, expired: 6, cancelled: 8 } as const
type Unmade = keyof typeof unmade
const unknown = 7

/**
 * Who may be contacted now; defers in the database who may be later. What has begun passes the same gate before it is
 * repeated, but it may have been taken: not repeated, it is unknown and stays charged.
 */
export async function judge(tx: Tx, { ref, intents, context, plan, at }: Judging): Promise<Judged> {
  if (intents.length === 0) return { send: [], settled: [] }
  const customers = intents.map((i) => i.customer)
  // A refusal that was answered counts, though no router has seen it.
  await mergePendingOf(tx, customers)
  const { policy, version } = await currentPolicy(tx)
  const leaving = await exiting(tx, ref, { intents, context, plan })
  const rules = gateRulesOf(at, policy, version)
  const { scope, now } = context
  const willing = await lockWillingness(tx, { scope, customers, now })
  const settled: Settlement[] = []
  const deferred: (Contact & { notBefore: number; reason: string })[] = []
  const send: Contact[] = []
  for (const intent of intents) {
    const state = stateOf(intent, rules.channel, willing.get(intent.customer))
    const verdict = verdictOn(intent, { ref, rules, state, now, isLeaving: leaving })
    if (verdict.do === 'send') send.push(intent)
    else if (verdict.do === 'settle') settled.push(settlementOf(intent, verdict))
    else deferred.push({ ...intent, notBefore: verdict.until, reason: verdict.code })
  }
  await deferIntents(tx, ref, deferred)
  return { send, settled }
}

interface Judging {
  readonly ref: NodeRef
  readonly intents: readonly Contact[]
  readonly context: RunContext
  readonly plan: LoadedPlan
  readonly at: PlanNode
}

function verdictOn(
  intent: Contact,
  {
    ref,
    rules,
    state,
    now,
    isLeaving,
  }: {
    ref: NodeRef
    rules: GateRules
    state: ContactState
    now: number
    isLeaving: ReadonlySet<number>
  },
): Verdict {
  if (!isWaitedFor(intent, ref)) return { do: 'settle', as: 'cancelled', code: 'LEFT' }
  if (intent.expiresAt <= now) return { do: 'settle', as: 'expired', code: 'EXPIRED' }
  if (isLeaving.has(intent.enrolment)) return { do: 'settle', as: 'refused', code: 'EXIT_RULE' }
  const verdict = gate(rules, state, now)
  if (verdict.do === 'refuse') {
    return { do: 'settle', as: 'refused', code: verdict.code, policy: verdict.policyVersion }
  }
  if (verdict.do === 'defer' && verdict.until >= intent.expiresAt) {
    return { do: 'settle', as: 'expired', code: verdict.code }
  }
  return verdict
}

function settlementOf(
  intent: Contact,
  { as, code, policy }: Extract<Verdict, { do: 'settle' }>,
): Settlement {
  return {
    ...keyOf(intent),
    ...{ reason: code, providerRef: null, charged: intent.begun !== null },
    status: intent.begun ? unknown : unmade[as],
    ...(policy !== undefined && { policy }),
  }
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

function stateOf(intent: Contact, channel: Channel, row: WillingnessRow | undefined): ContactState {
  return {
    consent: row?.consent ?? 0,
    nightConsent: row?.nightConsent ?? 0,
    suppressed: row?.suppressed ?? 0,
    recent: otherContacts(intent, row?.recent ?? []),
    zone: intent.to.zone,
    reachable: recipientOf(intent, channel) !== null,
  }
}

/** Without the contact itself, which was counted when it began: it cannot stand in its own way. */
function otherContacts({ begun }: Contact, recent: readonly number[]): readonly number[] {
  const own = begun ? recent.indexOf(begun.startedAt) : -1
  return own < 0 ? recent : recent.toSpliced(own, 1)
}
