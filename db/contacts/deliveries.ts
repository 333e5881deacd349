import { type RawBuilder, sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import type { Channel } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import { booleans, floats, ints, rowsOf, smallints, texts } from '../rows-of.ts'
import type { Tx } from '../schema.ts'

export interface NodeRef extends CohortRef {
  readonly node: number
}

/** An intent that may be attempted now. */
export interface IntentToSend {
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly customer: number
  readonly outward: string
  /** 0 ordered, 2 started. */
  readonly status: number
  readonly attempt: number
  readonly expiresAt: number
}

/**
 * Locks up to `limit` intents of the node that may be attempted now, in order of key: those ordered, and those started
 * whose lease has run out. What another delivery holds is passed over.
 */
export async function lockSendable(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  { now, limit }: { now: number; limit: number },
): Promise<IntentToSend[]> {
  const { rows } = await sql<IntentToSend>`
    select enrolment, visit, occurrence, customer, outward, status, attempt, expires_at as "expiresAt"
    from intent
    where run = ${run} and cohort = ${cohort} and node = ${node} and status < 3
      and coalesce(not_before <= ${new Date(now)}, true)
      and coalesce(retry_at <= clock_timestamp(), true) and coalesce(lease_until <= clock_timestamp(), true)
      and reason is distinct from 'BUDGET'
    order by enrolment, visit, occurrence limit ${limit}
    for update skip locked`.execute(tx)
  return rows
}

/** What a contact needs of its enrolment. */
export interface Entry {
  readonly no: number
  readonly enteredAt: number
  readonly arrivedAt: number
  readonly active: boolean
  /** Plan by which its present step is decided. */
  readonly plan: number
  readonly node: number
  readonly visit: number
}

/** What a contact needs of its customer. */
export interface Addressee {
  readonly id: number
  readonly name: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly postalCode?: string | null
  readonly address?: string | null
  readonly language: string
  readonly zone: string
}

/**
 * The enrolments of these intents, by number. With `loadAddressees` two look-ups by key instead of one join: while a
 * young table has no statistics PostgreSQL takes the join for a handful of rows, and compares every intent with every
 * enrolment of the cohort.
 */
export async function loadEntries(
  tx: Tx,
  { run, cohort }: NodeRef,
  intents: readonly IntentToSend[],
): Promise<Map<number, Entry>> {
  const { rows } = await sql<Entry>`
    select no, entered_at as "enteredAt", arrived_at as "arrivedAt", active, coalesce(decided_by, plan) as plan, node, visit
    from enrolment
    where run = ${run} and cohort = ${cohort} and no = any(${numberArray(intents.map((i) => i.enrolment))}::int[])`.execute(
    tx,
  )
  return new Map(rows.map((e) => [e.no, e]))
}

/** Who these intents go to, with the address that the channel takes and no other, by customer. */
export async function loadAddressees(
  tx: Tx,
  channel: Channel,
  intents: readonly IntentToSend[],
): Promise<Map<number, Addressee>> {
  const { rows } = await sql<Addressee>`
    select id, name, language, zone, ${addressColumns[channel]} from customer
    where id = any(${numberArray(intents.map((i) => i.customer))}::int[])`.execute(tx)
  return new Map(rows.map((a) => [a.id, a]))
}

const addressColumns: Readonly<Record<Channel, RawBuilder<unknown>>> = {
  email: sql`email`,
  sms: sql`phone`,
  call: sql`phone`,
  letter: sql`postal_code as "postalCode", address`,
}

type Key = Pick<IntentToSend, 'enrolment' | 'visit' | 'occurrence'>
/** A contact and which of its attempts is spoken of; 0 before the first. */
export type AttemptKey = Key & Pick<IntentToSend, 'attempt'>

function keysOf(rows: readonly Key[]) {
  return {
    enrolment: ints(rows.map((r) => r.enrolment)),
    visit: smallints(rows.map((r) => r.visit)),
    occurrence: smallints(rows.map((r) => r.occurrence)),
  }
}

function attemptsOf(rows: readonly AttemptKey[]) {
  return { ...keysOf(rows), attempt: smallints(rows.map((r) => r.attempt)) }
}

/** The place of each row in the list, from 0: to know which of them a statement has changed. */
function placesOf(rows: readonly unknown[]) {
  return { place: ints(rows.map((_, i) => i)) }
}

/** Written before anything goes out: these attempts begin now, with what they will say. */
export async function startAttempts(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  {
    leaseMs,
    cost,
    at,
    rows,
    rendered,
  }: {
    leaseMs: number
    /** Null: charged and counted before, at the instant that stands in the row. */
    cost: number | null
    at: number
    rows: readonly AttemptKey[]
    /** JSON, in the order of the rows. */
    rendered: readonly string[]
  },
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    with begun as (
      update intent i set status = 2, attempt = i.attempt + 1, cost = coalesce(${cost}::numeric, i.cost),
        started_at = case when ${cost === null} then i.started_at else ${new Date(at)} end, retry_at = null, lease_until = clock_timestamp() + ${leaseMs} * interval '1 ms'
      from ${rowsOf(keysOf(rows))} v
      where i.run = ${run} and i.cohort = ${cohort} and i.node = ${node}
        and i.enrolment = v.enrolment and i.visit = v.visit and i.occurrence = v.occurrence)
    insert into attempt (run, cohort, node, enrolment, visit, occurrence, attempt, rendered)
    select ${run}::int, ${cohort}::int, ${node}::smallint, enrolment, visit, occurrence, attempt, rendered::jsonb
    from ${rowsOf({ ...attemptsOf(rows), rendered: texts(rendered) })} v`.execute(tx)
}

/**
 * Leaves these for later: not before an instant of the run's clock, or held until there is budget again. What has begun
 * stays begun.
 */
export async function deferIntents(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  rows: readonly (Key & { notBefore: number | null; reason: string })[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update intent i set not_before = to_timestamp(v.not_before / 1000), reason = v.reason, lease_until = null
    from ${rowsOf({
      ...keysOf(rows),
      not_before: floats(rows.map((r) => r.notBefore)),
      reason: texts(rows.map((r) => r.reason)),
    })} v
    where i.run = ${run} and i.cohort = ${cohort} and i.node = ${node}
      and i.enrolment = v.enrolment and i.visit = v.visit and i.occurrence = v.occurrence`.execute(
    tx,
  )
}

export interface Retry extends AttemptKey {
  readonly afterMs: number
  readonly reason: string
  /** It may have been taken: it keeps its place as started, and its cost. */
  readonly begun: boolean
}

/** Puts attempts off that did not succeed and may be repeated; returns those that no later attempt has replaced. */
export async function retryIntents(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  rows: readonly Retry[],
): Promise<readonly Retry[]> {
  if (rows.length === 0) return []
  const { rows: changed } = await sql<{ place: number }>`
    update intent i set status = case when v.begun then 2 else 0 end, reason = v.reason, lease_until = null,
      cost = case when v.begun then i.cost else 0 end,
      retry_at = clock_timestamp() + v.after_ms * interval '1 ms'
    from ${rowsOf({
      ...attemptsOf(rows),
      ...placesOf(rows),
      after_ms: floats(rows.map((r) => r.afterMs)),
      reason: texts(rows.map((r) => r.reason)),
      begun: booleans(rows.map((r) => r.begun)),
    })} v
    where i.run = ${run} and i.cohort = ${cohort} and i.node = ${node}
      and i.enrolment = v.enrolment and i.visit = v.visit and i.occurrence = v.occurrence and i.status = 2
      and i.attempt = v.attempt
    returning v.place`.execute(tx)
  return chosen(rows, changed)
}

export interface Settlement extends AttemptKey {
  /** 3 accepted, 4 refused, 5 failed, 6 expired, 7 unknown, 8 cancelled. */
  readonly status: number
  readonly reason: string | null
  /** Version of the policy that refused it. */
  readonly policy?: number
  readonly providerRef: string | null
  /** Charged after all; false gives the cost back. */
  readonly charged: boolean
}

/**
 * Settles contacts, each once: only what is not final yet. What was accepted settles whichever attempt is on its way;
 * anything else only the attempt it speaks of. Wakes their enrolments, in order, and returns what was settled.
 */
export async function settleIntents(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  { at, rows }: { at: number; rows: readonly Settlement[] },
): Promise<readonly Settlement[]> {
  if (rows.length === 0) return []
  await wake(
    tx,
    { run, cohort },
    rows.map((r) => r.enrolment),
  )
  const { rows: changed } = await sql<{ place: number }>`
    update intent i set status = v.status, reason = v.reason, policy = v.policy, provider_ref = v.provider_ref,
      lease_until = null, retry_at = null, settled_at = ${new Date(at)}, cost = case when v.charged then i.cost else 0 end
    from ${rowsOf({
      ...attemptsOf(rows),
      ...placesOf(rows),
      status: smallints(rows.map((r) => r.status)),
      reason: texts(rows.map((r) => r.reason)),
      policy: ints(rows.map((r) => r.policy ?? null)),
      provider_ref: texts(rows.map((r) => r.providerRef)),
      charged: booleans(rows.map((r) => r.charged)),
    })} v
    where i.run = ${run} and i.cohort = ${cohort} and i.node = ${node}
      and i.enrolment = v.enrolment and i.visit = v.visit and i.occurrence = v.occurrence and i.status < 3
      and (v.status = 3 or i.attempt = v.attempt)
    returning v.place`.execute(tx)
  return chosen(rows, changed)
}

/**
 * Lets the next turn look at these. Locked first, in order of number; no join, for which a plan made while the cohort's
 * rows are newer than the table's statistics compares every row with every other.
 */
async function wake(
  tx: Tx,
  { run, cohort }: CohortRef,
  enrolments: readonly number[],
): Promise<void> {
  const theirs = sql`run = ${run} and cohort = ${cohort} and no = any(${numberArray(enrolments)}::int[])`
  await sql`
    with locked as (select no from enrolment where ${theirs} order by no for update)
    update enrolment set woken = true where ${theirs} and (select count(*) from locked) > 0`.execute(
    tx,
  )
}

function chosen<T>(rows: readonly T[], changed: readonly { place: number }[]): readonly T[] {
  if (changed.length === rows.length) return rows
  const isChanged = new Set(changed.map((c) => c.place))
  return rows.filter((_, i) => isChanged.has(i))
}

/** Holds the enrolments that stand at the node and whose contacts there wait for budget; returns how many. */
export async function holdForBudget(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  enrolments: readonly number[],
): Promise<number> {
  if (enrolments.length === 0) return 0
  const { rows } = await sql`
    update enrolment set state = 2, reason = 'BUDGET'
    where run = ${run} and cohort = ${cohort} and no = any(${numberArray(enrolments)}::int[]) and node = ${node}
      and active and state <> 2
    returning no`.execute(tx)
  return rows.length
}
