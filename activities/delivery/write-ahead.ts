import { chargeBudget, chargeWhole, seemsCovered } from '../../db/contacts/budget.ts'
import {
  deferIntents,
  type NodeRef,
  type Settlement,
  startAttempts,
} from '../../db/contacts/deliveries.ts'
import { countContacts } from '../../db/contacts/willingness.ts'
import type { RunContext } from '../../db/runs/runs.ts'
import type { LoadedPlan } from '../../db/scenarios/plan-cache.ts'
import type { Tx } from '../../db/schema.ts'
import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { ChannelAdapter } from '../channels/channel.ts'
import {
  type Begun,
  type Contact,
  channelOf,
  divide,
  keyOf,
  recipientOf,
  type Started,
  startedOf,
  writtenAhead,
} from './contact.ts'
import type { DeliveryParts } from './parts.ts'
import { render } from './render.ts'

/** Beyond the time on the network, before another delivery may think an attempt abandoned. */
const leaseMarginMs = 10_000
/** Contacts whose instants are kept per customer: the most a policy can limit. */
const recentKept = 100

/** What all that is done for a chunk has in common: the step as one plan of the run knows it. */
export interface Chunk {
  readonly ref: NodeRef
  readonly context: RunContext
  readonly plan: LoadedPlan
  readonly at: PlanNode
  readonly adapter: ChannelAdapter
  /** The budget may not cover the chunk: it is charged before anything is written. */
  readonly isTight: boolean
}

/** Attempts that are made once more: with the same words and key, and charged and counted already. */
export async function repeat(
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

/** The budget was spent by others while a chunk that it covered was written. */
export class BudgetSpent extends Error {}

/**
 * Renders, charges and writes ahead those that may go; what the budget does not cover is held. A budget that covers the
 * chunk is charged at the end, for its row is the run's one: whoever locks it holds up every other delivery of the run.
 * @throws BudgetSpent when it did not cover the chunk in the end: try again with `isTight`.
 */
export async function begin(
  tx: Tx,
  parts: DeliveryParts,
  { ref, context, plan, at, isTight }: Chunk,
  contacts: readonly Contact[],
): Promise<{ started: Started[]; settled: Settlement[]; withoutBudget: number[] }> {
  if (contacts.length === 0) return { started: [], settled: [], withoutBudget: [] }
  const { node } = at
  if (node.kind !== 'channel' && node.kind !== 'call')
    throw new Error('Contacts are made at channel and call nodes only')
  const channel = channelOf(at)
  const messages = await render(tx, parts, { ref, context, plan, at, intents: contacts })
  const { run } = ref
  const { unitCost: unit } = node
  const wanted = contacts.length
  const amount = unit * wanted
  const isCovered = !isTight && (await seemsCovered(tx, { run, amount }))
  const granted = isCovered ? wanted : await chargeBudget(tx, { run, unit, wanted })
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
  if (isCovered && !(await chargeWhole(tx, { run, amount }))) throw new BudgetSpent()
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
    rows: started,
    rendered: started.map((s) => JSON.stringify(writtenAhead(s.outgoing))),
  })
}
