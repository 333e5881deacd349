import { watchBeat } from '../../db/beat.ts'
import { loadAttempts } from '../../db/contacts/attempts.ts'
import {
  type Entry,
  type IntentToSend,
  loadAddressees,
  loadEntries,
  lockSendable,
  type NodeRef,
} from '../../db/contacts/deliveries.ts'
import { loadRunContext, type RunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import type { Tx } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { Failure } from '../../schemas/failure.ts'
import {
  type Contact,
  channelOf,
  divide,
  isBegun,
  keyOf,
  type Prepared,
  type WrittenAhead,
} from './contact.ts'
import { doubtsOf } from './doubt.ts'
import { judge } from './judge.ts'
import type { DeliveryParts } from './parts.ts'
import { BudgetSpent, begin, type Chunk, repeat } from './write-ahead.ts'

/**
 * Takes the next intents of a node and, in one transaction with the customers' contact rows locked, lets each through
 * the gate, charges the budget, and writes down what is about to be sent. A refusal that was committed before counts.
 * A chunk is judged and rendered by one plan. Null: nothing is to be sent now; `restored`: nothing was done, for the
 * database was put back to an older copy, as this beat of it shows.
 */
export async function prepareChunk(
  parts: DeliveryParts,
  ref: NodeRef,
): Promise<Prepared | null | { restored: number }> {
  try {
    return await prepareOnce(parts, ref, { isTight: false })
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error
    return prepareOnce(parts, ref, { isTight: true })
  }
}

async function prepareOnce(
  parts: DeliveryParts,
  ref: NodeRef,
  { isTight }: Pick<Chunk, 'isTight'>,
): Promise<Prepared | null | { restored: number }> {
  return inTransaction(parts.db, async (tx) => {
    const wentBack = watchBeat(parts.db)
    const context = await loadRunContext(tx, ref.run)
    if (wentBack(context.beat)) return { restored: context.beat }
    if (!context.gateOpen) {
      throw new Failure(
        'NOT_READY',
        'The gate of this installation is closed until an operator confirms.',
        { details: { reason: 'GATE_CLOSED' }, retryable: true },
      )
    }
    const newest = await placeOf(tx, parts, { ref, context, plans: context.plans })
    if (!newest || context.state === 'paused') return null
    const limit = newest.adapter.chunkSize
    const intents = await lockSendable(tx, ref, { now: context.now, limit })
    if (intents.length === 0) return null
    await parts.reach?.('delivery.taken')
    const entries = await loadEntries(tx, ref, intents)
    const planOf = (i: IntentToSend) => entries.get(i.enrolment)?.plan ?? context.plan
    const plan = intents[0] ? planOf(intents[0]) : context.plan
    // A contact on its way may stand at a step that its enrolment's plan no longer has.
    const place = await placeOf(tx, parts, { ref, context, plans: [plan, ...context.plans] })
    if (!place) return null
    const taken = intents.filter((i) => planOf(i) === plan).slice(0, place.adapter.chunkSize)
    const chunk = { ref, context, isTight, ...place }
    return prepare(tx, parts, chunk, await withPeople(tx, chunk, { taken, entries }))
  })
}

/** The step by the first of these plans that has it; null if none has. */
async function placeOf(
  tx: Tx,
  { adapterFor }: DeliveryParts,
  { ref, context, plans }: { ref: NodeRef; context: RunContext; plans: readonly number[] },
): Promise<Pick<Chunk, 'plan' | 'at' | 'adapter'> | null> {
  for (const id of plans) {
    const plan = await loadPlan(tx, id)
    const at = plan.byNo.get(ref.node)
    if (at) return { plan, at, adapter: adapterFor(context, at) }
  }
  return null
}

async function withPeople(
  tx: Tx,
  { ref, at }: Chunk,
  { taken, entries }: { taken: readonly IntentToSend[]; entries: ReadonlyMap<number, Entry> },
): Promise<Contact[]> {
  const addressees = await loadAddressees(tx, channelOf(at), taken)
  const begun = taken.filter((i) => i.status === 2).map((i) => i.enrolment)
  const attempts = await loadAttempts(tx, ref, begun)
  return taken.map((intent) => {
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
  const [lost, known] = divide(contacts, isLost)
  // What the provider itself knows again may be sent again.
  const isDoubtful = await doubtsOf(tx, chunk, adapter.remembers ? [] : known)
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
