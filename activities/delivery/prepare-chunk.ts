import { loadRendered } from '../../db/attempts.ts'
import {
  chargeBudget,
  countContacts,
  deferIntents,
  type IntentToSend,
  loadAddressees,
  lockSendable,
  type NodeRef,
  type Settlement,
  startAttempts,
} from '../../db/deliveries.ts'
import { loadPlan } from '../../db/plan-cache.ts'
import { loadRunContext, type RunContext } from '../../db/runs.ts'
import type { Tx } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import { Failure } from '../../schemas/failure.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { ChannelAdapter } from '../channels/channel.ts'
import {
  type Contact,
  keyOf,
  type Prepared,
  recipientOf,
  type Started,
  startedOf,
  type WrittenAhead,
  writtenAhead,
} from './contact.ts'
import { type Judged, judge } from './judge.ts'
import type { DeliveryParts } from './parts.ts'
import { render } from './render.ts'

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
    await parts.reach?.('delivery.taken')
    const contacts = await withPeople(tx, ref, intents)
    const plan = await loadPlan(tx, contacts[0]?.entry.plan ?? context.plan)
    const at = plan.byNo.get(ref.node)
    if (!at) throw new Error(`Plan ${plan.id} has no node ${ref.node}`)

    const [again, fresh] = divide(contacts, (i) => i.status === 2)
    const resumed = await resume(tx, parts, { ref, again, adapter, context })
    const judged = await judge(tx, ref, { intents: fresh, context, plan, at })
    await parts.reach?.('delivery.judged')
    const begun = await begin(tx, parts, { ref, context, at, judged })
    await parts.reach?.('delivery.written')
    return {
      size: intents.length,
      started: [...resumed.started, ...begun.started],
      settled: [...resumed.settled, ...judged.settled, ...begun.settled],
      withoutBudget: begun.withoutBudget,
    }
  })
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

/** Renders, charges and writes ahead those that may go; what the budget does not cover is held. */
async function begin(
  tx: Tx,
  parts: DeliveryParts,
  { ref, context, at, judged }: { ref: NodeRef; context: RunContext; at: PlanNode; judged: Judged },
): Promise<{ started: Started[]; settled: Settlement[]; withoutBudget: number[] }> {
  if (judged.send.length === 0) return { started: [], settled: [], withoutBudget: [] }
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
  // Nobody is held for a repetition: the customer has long gone on.
  const [repeated, waiting] = divide(judged.send.slice(granted), (i) => i.occurrence > 0)
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
  const settled = repeated.map((i) => ({
    ...keyOf(i),
    ...{ status: 4, reason: 'BUDGET', providerRef: null, charged: false },
  }))
  return { started, settled, withoutBudget: waiting.map((i) => i.enrolment) }
}

function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
