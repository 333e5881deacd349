import { loadRendered } from '../db/attempts.ts'
import { loadCustomerFacts } from '../db/customer-facts.ts'
import {
  type Addressee,
  chargeBudget,
  countContacts,
  deferIntents,
  type Entry,
  type IntentToSend,
  loadAddressees,
  loadRewards,
  lockSendable,
  lockWillingness,
  type NodeRef,
  type Settlement,
  startAttempts,
  type WillingnessRow,
} from '../db/deliveries.ts'
import { loadInstallation } from '../db/installation.ts'
import { type LoadedPlan, loadPlan } from '../db/plan-cache.ts'
import { currentPolicy } from '../db/policies.ts'
import { loadRunContext, type RunContext } from '../db/runs.ts'
import type { Tx } from '../db/schema.ts'
import { inTransaction } from '../db/transaction.ts'
import { loadContacts, loadPauses, loadPurchases } from '../db/turn-load.ts'
import type { CustomerFacts, Traveller } from '../engine/decision.ts'
import { exitBy, needsOfExitRules } from '../engine/exit-rules.ts'
import { type GateRules, gate } from '../engine/gate.ts'
import { linkToken } from '../engine/links.ts'
import {
  type CompiledMessage,
  compileMessage,
  type RenderedMessage,
} from '../engine/render/compile-message.ts'
import type { Channel } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
import type { PlanNode } from '../schemas/plan.ts'
import type { Policy } from '../schemas/policy.ts'
import { type ChannelAdapter, type Outgoing, postalRecipient } from './channels/channel.ts'
import type { DeliveryParts } from './deliver.ts'

/** A contact whose attempt stands in the database and may go out now. */
export interface Started {
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly attempt: number
  readonly startedAt: number
  /** Counted towards the contact limit. */
  readonly counted: boolean
  readonly cost: number
  readonly outgoing: Outgoing
}

export interface Prepared {
  /** How many intents were looked at; 0: there is nothing to do now. */
  readonly size: number
  readonly started: readonly Started[]
  /** Contacts that need no network to be settled: refused, expired, cancelled, unknown. */
  readonly settled: readonly Settlement[]
  /** Enrolments whose contact waits for budget. */
  readonly withoutBudget: readonly number[]
}

/** Beyond the time on the network, before another delivery may think an attempt abandoned. */
const leaseMarginMs = 10_000
/** Contacts whose instants are kept per customer: the most a policy can limit. */
const recentKept = 100

/**
 * Takes the next intents of a node and, in one transaction with the customers' contact rows locked, lets each through
 * the gate, charges the budget, and writes down what is about to be sent. A refusal that was committed before counts.
 */
export async function prepareChunk(
  parts: DeliveryParts,
  ref: NodeRef,
  adapter: ChannelAdapter,
): Promise<Prepared> {
  return inTransaction(parts.db, async (tx) => {
    const context = await loadRunContext(tx, ref.run)
    if (!context.gateOpen) {
      throw new Failure(
        'NOT_READY',
        'The gate of this installation is closed until an operator confirms.',
        { retryable: true },
      )
    }
    const intents = await lockSendable(tx, ref, { now: context.now, limit: adapter.chunkSize })
    if (intents.length === 0 || context.state === 'paused') {
      return { size: 0, started: [], settled: [], withoutBudget: [] }
    }
    const contacts = await withPeople(tx, ref, intents)
    const plan = await loadPlan(tx, contacts[0]?.entry.plan ?? context.plan)
    const at = plan.byNo.get(ref.node)
    if (!at) throw new Error(`Plan ${plan.id} has no node ${ref.node}`)

    const [again, fresh] = divide(contacts, (i) => i.status === 2)
    const resumed = await resume(tx, parts, { ref, again, adapter, context })
    const judged = await judge(tx, ref, { intents: fresh, context, plan, at })
    const begun = await begin(tx, parts, { ref, context, at, judged })
    return {
      size: intents.length,
      started: [...resumed.started, ...begun.started],
      settled: [...resumed.settled, ...judged.settled],
      withoutBudget: begun.withoutBudget,
    }
  })
}

/** An intent with its enrolment and its customer. */
interface Contact extends IntentToSend {
  readonly entry: Entry
  readonly to: Addressee
}

async function withPeople(
  tx: Tx,
  ref: NodeRef,
  intents: readonly IntentToSend[],
): Promise<Contact[]> {
  const { entries, addressees } = await loadAddressees(tx, ref, intents)
  return intents.map((intent) => {
    const entry = entries.get(intent.enrolment)
    const to = addressees.get(intent.customer)
    if (!entry || !to)
      throw new Error(`Intent of enrolment ${intent.enrolment} in run ${ref.run} belongs to nobody`)
    return { ...intent, entry, to }
  })
}

/** Attempts whose outcome nobody saw: repeated with the same key where the provider honours keys, else unknown. */
async function resume(
  tx: Tx,
  parts: DeliveryParts,
  {
    ref,
    again,
    adapter,
    context,
  }: { ref: NodeRef; again: readonly Contact[]; adapter: ChannelAdapter; context: RunContext },
): Promise<Pick<Prepared, 'started' | 'settled'>> {
  if (again.length === 0) return { started: [], settled: [] }
  const repeatable = adapter.keyed ? again.filter((i) => i.expiresAt > context.now) : []
  const isRepeatable = new Set(repeatable)
  const settled = again
    .filter((i) => !isRepeatable.has(i))
    .map((i) => ({ ...keyOf(i), status: 7, reason: 'NO_ANSWER', providerRef: null, charged: true }))
  const rendered = await loadRendered(
    tx,
    ref,
    repeatable.map((i) => i.enrolment),
  )
  const started = repeatable.map((intent) => {
    const said = rendered.get(
      `${intent.enrolment} ${intent.visit} ${intent.occurrence}`,
    ) as WrittenAhead
    return startedOf(ref, intent, { ...said, cost: 0, counted: false, startedAt: context.now })
  })
  await startAttempts(tx, ref, {
    leaseMs: parts.sendTimeoutMs + leaseMarginMs,
    cost: null,
    at: context.now,
    rows: started.map((s) => ({ ...s, rendered: JSON.stringify(writtenAhead(s.outgoing)) })),
  })
  return { started, settled }
}

interface Judged {
  readonly send: readonly Contact[]
  readonly settled: readonly Settlement[]
}

/** Who may be contacted now; defers in the database who may be later. */
async function judge(
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
    if (!intent.entry.active) settle(intent, 8, 'LEFT')
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

function gateRulesOf({ node }: PlanNode, policy: Policy, policyVersion: number): GateRules {
  if (node.kind === 'call') {
    return {
      policy,
      policyVersion,
      channel: 'call',
      advertising: node.advertising,
      sendFrom: null,
      sendUntil: null,
    }
  }
  if (node.kind !== 'channel' || !node.channel)
    throw new Error('Contacts are made at channel and call nodes only')
  const { channel, advertising, sendFrom, sendUntil } = node
  return { policy, policyVersion, channel, advertising, sendFrom, sendUntil }
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

function recipientOf(intent: Contact, channel: Channel): string | null {
  switch (channel) {
    case 'email':
      return intent.to.email
    case 'sms':
    case 'call':
      return intent.to.phone
    case 'letter': {
      const { name, postalCode, address } = intent.to
      return address
        ? postalRecipient({ name: name ?? '', postalCode: postalCode ?? '', address })
        : null
    }
  }
}

/** Renders, charges and writes ahead those that may go; what the budget does not cover is held. */
async function begin(
  tx: Tx,
  parts: DeliveryParts,
  { ref, context, at, judged }: { ref: NodeRef; context: RunContext; at: PlanNode; judged: Judged },
): Promise<{ started: Started[]; withoutBudget: number[] }> {
  if (judged.send.length === 0) return { started: [], withoutBudget: [] }
  const { node } = at
  if (node.kind !== 'channel' && node.kind !== 'call')
    throw new Error('Contacts are made at channel and call nodes only')
  const channel = node.kind === 'call' ? 'call' : (node.channel ?? 'email')
  const messages = await render(tx, parts, { ref, context, at, intents: judged.send })
  const granted = await chargeBudget(tx, {
    run: ref.run,
    unit: node.unitCost,
    wanted: judged.send.length,
  })
  const started = judged.send.slice(0, granted).map((intent, i) =>
    startedOf(ref, intent, {
      recipient: recipientOf(intent, channel) ?? '',
      message: messages[i] as RenderedMessage,
      cost: node.unitCost,
      counted: node.advertising,
      startedAt: context.now,
    }),
  )
  const waiting = judged.send.slice(granted)
  await startAttempts(tx, ref, {
    leaseMs: parts.sendTimeoutMs + leaseMarginMs,
    cost: node.unitCost,
    at: context.now,
    rows: started.map((s) => ({ ...s, rendered: JSON.stringify(writtenAhead(s.outgoing)) })),
  })
  if (node.advertising) {
    const customers = started.map((s) => s.outgoing.customer)
    await countContacts(tx, { scope: context.scope, customers, at: context.now, keep: recentKept })
  }
  await deferIntents(
    tx,
    ref,
    waiting.map((i) => ({ ...i, notBefore: null, reason: 'BUDGET' })),
  )
  return { started, withoutBudget: waiting.map((i) => i.enrolment) }
}

async function render(
  tx: Tx,
  { publicUrl }: DeliveryParts,
  {
    ref,
    context,
    at,
    intents,
  }: { ref: NodeRef; context: RunContext; at: PlanNode; intents: readonly Contact[] },
): Promise<RenderedMessage[]> {
  const { secret, currency } = await loadInstallation(tx)
  const { policy, version } = await currentPolicy(tx)
  const compiled = compiledMessage(at, {
    policy,
    currency,
    key: `${context.plan}/${at.no}/${version}/${currency}`,
  })
  const facts = await loadCustomerFacts(tx, {
    customers: compiled.fields.length > 0 ? intents.map((i) => i.customer) : [],
    fields: compiled.fields,
    history: false,
    consents: false,
    asOf: context.now,
    scope: context.scope,
  })
  const rewards =
    at.offerNo === null || !at.offer?.reward
      ? new Map()
      : await loadRewards(
          tx,
          { ...ref, node: at.offerNo },
          intents.map((i) => i.enrolment),
        )
  const { node } = at
  const linked = node.kind === 'channel' && Boolean(node.message?.linkUrl)
  const refusable = node.kind === 'channel' && node.advertising
  const mailed = node.kind === 'channel' && node.channel === 'email'
  return intents.map(({ outward, customer, enrolment, to: { name, language, zone } }) =>
    compiled.render({
      ...{ name, language, zone },
      fields: facts.get(customer)?.facts.fields ?? noFields,
      reward: rewards.get(enrolment) ?? null,
      link: linked ? `${publicUrl}/l/${linkToken(secret, { use: 'l', outward })}` : null,
      openUrl: mailed ? `${publicUrl}/o/${linkToken(secret, { use: 'o', outward })}.gif` : null,
      optOutUrl: refusable ? `${publicUrl}/u/${linkToken(secret, { use: 'u', outward })}` : null,
    }),
  )
}

const noFields: CustomerFacts['fields'] = {}
const messagesKept = 256
const messages = new Map<string, CompiledMessage>()

/** Compiled once per plan, step and policy. */
function compiledMessage(
  at: PlanNode,
  { policy, currency, key }: { policy: Policy; currency: string; key: string },
): CompiledMessage {
  const known = messages.get(key)
  if (known) return known
  const compiled = compileMessage(at, { policy, currency })
  if (messages.size >= messagesKept) messages.clear()
  messages.set(key, compiled)
  return compiled
}

/** What is kept of an attempt: enough to send the very same again. */
interface WrittenAhead {
  readonly recipient: string
  readonly message: RenderedMessage
}

function writtenAhead({ recipient, message }: Outgoing): WrittenAhead {
  return { recipient, message }
}

function startedOf(
  ref: NodeRef,
  intent: Contact,
  {
    recipient,
    message,
    ...facts
  }: WrittenAhead & { cost: number; counted: boolean; startedAt: number },
): Started {
  const { outward, customer, expiresAt, attempt } = intent
  const key = keyOf(intent)
  return {
    ...key,
    ...facts,
    attempt: attempt + 1,
    outgoing: { outward, customer, expiresAt, recipient, message, place: { ...ref, ...key } },
  }
}

function keyOf({ enrolment, visit, occurrence }: Contact) {
  return { enrolment, visit, occurrence }
}

function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
