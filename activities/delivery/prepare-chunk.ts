import { loadAttempts } from '../../db/attempts.ts'
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
import { type LoadedPlan, loadPlan } from '../../db/plan-cache.ts'
import { loadRunContext, type RunContext } from '../../db/runs.ts'
import type { Tx } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import { Failure } from '../../schemas/failure.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { ChannelAdapter } from '../channels/channel.ts'
import {
  type Begun,
  type Contact,
  keyOf,
  type Prepared,
  recipientOf,
  type Started,
  startedOf,
  type WrittenAhead,
  writtenAhead,
} from './contact.ts'
import { judge } from './judge.ts'
import type { DeliveryParts } from './parts.ts'
import { render } from './render.ts'

/** Beyond the time on the network, before another delivery may think an attempt abandoned. */
const leaseMarginMs = 10_000
/** Contacts whose instants are kept per customer: the most a policy can limit. */
const recentKept = 100

/** A step as a plan of the run knows it, and the way to the world there. */
interface Place {
  readonly plan: LoadedPlan
  readonly at: PlanNode
  readonly adapter: ChannelAdapter
}

/** What all that is done for a chunk has in common. */
interface Chunk extends Place {
  readonly ref: NodeRef
  readonly context: RunContext
}

/**
 * Takes the next intents of a node and, in one transaction with the customers' contact rows locked, lets each through
 * the gate, charges the budget, and writes down what is about to be sent. A refusal that was committed before counts.
 * A chunk is judged and rendered by one plan. Null: nothing is to be sent now.
 */
export async function prepareChunk(parts: DeliveryParts, ref: NodeRef): Promise<Prepared | null> {
  return inTransaction(parts.db, async (tx) => {
    const context = await loadRunContext(tx, ref.run)
    if (!context.gateOpen) {
      throw new Failure(
        'NOT_READY',
        'The gate of this installation is closed until an operator confirms.',
        { retryable: true },
      )
    }
    const newest = await placeOf(tx, parts, { ref, context, plans: context.plans })
    if (!newest || context.state === 'paused') return null
    const limit = newest.adapter.chunkSize
    const intents = await lockSendable(tx, ref, { now: context.now, limit })
    if (intents.length === 0) return null
    await parts.reach?.('delivery.taken')
    const everybody = await withPeople(tx, ref, intents)
    const first = everybody[0]?.entry.plan ?? context.plan
    // A contact on its way may stand at a step that its enrolment's plan no longer has.
    const place = await placeOf(tx, parts, { ref, context, plans: [first, ...context.plans] })
    if (!place) return null
    const contacts = everybody
      .filter((c) => c.entry.plan === first)
      .slice(0, place.adapter.chunkSize)
    return prepare(tx, parts, { ref, context, ...place }, contacts)
  })
}

/** The step by the first of these plans that has it; null if none has. */
async function placeOf(
  tx: Tx,
  { adapterFor }: DeliveryParts,
  { ref, context, plans }: { ref: NodeRef; context: RunContext; plans: readonly number[] },
): Promise<Place | null> {
  for (const id of plans) {
    const plan = await loadPlan(tx, id)
    const at = plan.byNo.get(ref.node)
    if (at) return { plan, at, adapter: adapterFor(context, at) }
  }
  return null
}

async function withPeople(
  tx: Tx,
  ref: NodeRef,
  intents: readonly IntentToSend[],
): Promise<Contact[]> {
  const { entries, addressees } = await loadAddressees(tx, ref, intents)
  const begun = intents.filter((i) => i.status === 2)
  const attempts = await loadAttempts(
    tx,
    ref,
    begun.map((i) => i.enrolment),
  )
  return intents.map((intent) => {
    const { enrolment, visit, occurrence, status } = intent
    const entry = entries.get(enrolment)
    const to = addressees.get(intent.customer)
    if (!entry || !to)
      throw new Error(`Intent of enrolment ${enrolment} in run ${ref.run} belongs to nobody`)
    const attempt = status === 2 ? attempts.get(`${enrolment} ${visit} ${occurrence}`) : undefined
    const said = attempt?.rendered as WrittenAhead | null | undefined
    return { ...intent, entry, to, begun: attempt && said ? { ...attempt, ...said } : null }
  })
}

async function prepare(
  tx: Tx,
  parts: DeliveryParts,
  chunk: Chunk,
  contacts: readonly Contact[],
): Promise<Prepared> {
  const { adapter, context } = chunk
  // A started attempt whose outcome nobody saw is repeated, with its key, only where the provider honours keys.
  const isLost = (c: Contact) =>
    c.status === 2 && !(adapter.keyed && c.begun && c.expiresAt > context.now)
  // Nobody knows whether the database forgot that it was made: without a key it would be made again.
  const isDoubtful = (c: Contact) =>
    !adapter.keyed && c.status === 0 && c.occurrence === 0 && c.entry.arrivedAt <= doubtUntil
  const doubtUntil = context.doubtUntil ?? Number.NEGATIVE_INFINITY
  const [lost, known] = divide(contacts, isLost)
  const [doubtful, open] = divide(known, isDoubtful)
  const judged = await judge(tx, { ...chunk, intents: open })
  await parts.reach?.('delivery.judged')
  const [again, fresh] = divide(judged.send, isBegun)
  const repeated = await repeat(tx, parts, chunk, again)
  const begun = await begin(tx, parts, chunk, fresh)
  await parts.reach?.('delivery.written')
  const unknownFor = (reason: string) => (c: Contact) => ({
    ...keyOf(c),
    ...{ status: 7, reason, providerRef: null, charged: true },
  })
  const unknown = [...lost.map(unknownFor('NO_ANSWER')), ...doubtful.map(unknownFor('RESTORED'))]
  return {
    adapter,
    started: [...repeated, ...begun.started],
    settled: [...unknown, ...judged.settled, ...begun.settled],
    withoutBudget: begun.withoutBudget,
  }
}

function isBegun(contact: Contact): contact is Contact & { begun: Begun } {
  return contact.begun !== null
}

/** Attempts that are made once more: with the same words and key, and charged and counted already. */
async function repeat(
  tx: Tx,
  parts: DeliveryParts,
  { ref, at, context }: Chunk,
  contacts: readonly (Contact & { begun: Begun })[],
): Promise<Started[]> {
  const counted = 'advertising' in at.node && at.node.advertising
  const started = contacts.map((c) => startedOf(ref, c, { ...c.begun, counted }))
  await writeAhead(tx, parts, { ref, context, started, cost: null })
  return started
}

/** Renders, charges and writes ahead those that may go; what the budget does not cover is held. */
async function begin(
  tx: Tx,
  parts: DeliveryParts,
  { ref, context, plan, at }: Chunk,
  contacts: readonly Contact[],
): Promise<{ started: Started[]; settled: Settlement[]; withoutBudget: number[] }> {
  if (contacts.length === 0) return { started: [], settled: [], withoutBudget: [] }
  const { node } = at
  if (node.kind !== 'channel' && node.kind !== 'call')
    throw new Error('Contacts are made at channel and call nodes only')
  const channel = node.kind === 'call' ? 'call' : (node.channel ?? 'email')
  const messages = await render(tx, parts, { ref, context, plan, at, intents: contacts })
  const granted = await chargeBudget(tx, {
    run: ref.run,
    unit: node.unitCost,
    wanted: contacts.length,
  })
  const started = contacts.slice(0, granted).map((contact, i) =>
    startedOf(ref, contact, {
      recipient: recipientOf(contact, channel) ?? '',
      message: messages[i] as RenderedMessage,
      cost: node.unitCost,
      counted: node.advertising,
      startedAt: context.now,
    }),
  )
  // Nobody is held for a repetition: the customer has long gone on.
  const [repeated, waiting] = divide(contacts.slice(granted), (c) => c.occurrence > 0)
  await writeAhead(tx, parts, { ref, context, started, cost: node.unitCost })
  if (node.advertising) {
    const customers = started.map((s) => s.outgoing.customer)
    await countContacts(tx, { scope: context.scope, customers, at: context.now, keep: recentKept })
  }
  await deferIntents(
    tx,
    ref,
    waiting.map((c) => ({ ...c, notBefore: null, reason: 'BUDGET' })),
  )
  const settled = repeated.map((c) => ({
    ...keyOf(c),
    ...{ status: 4, reason: 'BUDGET', providerRef: null, charged: false },
  }))
  return { started, settled, withoutBudget: waiting.map((c) => c.enrolment) }
}

async function writeAhead(
  tx: Tx,
  { sendTimeoutMs }: DeliveryParts,
  {
    ref,
    context,
    started,
    cost,
  }: { ref: NodeRef; context: RunContext; started: readonly Started[]; cost: number | null },
): Promise<void> {
  await startAttempts(tx, ref, {
    leaseMs: sendTimeoutMs + leaseMarginMs,
    cost,
    at: context.now,
    rows: started.map((s) => ({ ...s, rendered: JSON.stringify(writtenAhead(s.outgoing)) })),
  })
}

function divide<T, Part extends T>(
  items: readonly T[],
  belongs: (item: T) => item is Part,
): [Part[], T[]]
function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]]
function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
