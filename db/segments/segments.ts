import { type RawBuilder, sql } from 'kysely'
import { type Channel, channels, type InstantMs } from '../../schemas/basics.ts'
import type { Rule } from '../../schemas/rule.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { fromWhere, loadRuleContext, type RuleContext } from './rule-sql.ts'

/** How many customers belong as of an instant; exact. Fails with INVALID for a rule that cannot be used. */
export async function countSegment(db: DbOrTx, rule: Rule, asOf: InstantMs): Promise<number> {
  const context = await loadRuleContext(db, asOf)
  const query = sql<{ n: number }>`select count(*) as n ${fromWhere(rule, context)}`
  return (await readLarge(db, query))[0]?.n ?? 0
}

export interface SampledCustomer {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly region: string | null
  readonly points: number
  readonly purchaseCount: number
  readonly totalAmount: number
  readonly lastPurchaseAt: InstantMs | null
}

/** At most `n` customers of a segment, the same ones each time while nothing changes; metrics are those of now. */
export async function sampleSegment(
  db: DbOrTx,
  rule: Rule,
  asOf: InstantMs,
  n: number,
): Promise<SampledCustomer[]> {
  if (n === 0) return []
  const context = await loadRuleContext(db, asOf)
  return readLarge(
    db,
    sql<SampledCustomer>`
      with drawn as (
        select c.id ${fromWhere(rule, context)} order by ${shuffled}, c.id limit ${n}
      ) select ${sampled}`,
  )
}

/** How many of a share of all customers belong (0–1; RuleContext), with at most `n` of them, 1 or more. */
export async function countShare(
  tx: Tx,
  { rule, context, n }: { rule: Rule; context: RuleContext; n: number },
): Promise<{ count: number; sample: SampledCustomer[] }> {
  const { rows } = await sql<SampledCustomer & { count: number }>`
    with member as materialized (select c.id ${fromWhere(rule, context)}),
    drawn as (select c.id from member c order by ${shuffled}, c.id limit ${n})
    select (select count(*)::int from member) as count, ${sampled}`.execute(tx)
  return { count: rows[0]?.count ?? 0, sample: rows.map(({ count: _, ...one }) => one) }
}

/** An order that looks like chance and costs next to nothing: Knuth’s multiplicative hash of the number. */
const shuffled = sql`(c.id::bigint * 2654435761) % 4294967296`

/** What is shown of those who were drawn. */
const sampled = sql`c.uuid as id, c.external_id as "externalId", c.name, c.region, c.points,
    coalesce(m.purchase_count, 0) as "purchaseCount",
    coalesce(m.total_amount, 0) as "totalAmount", m.last_purchase_at as "lastPurchaseAt"
  from drawn join customer c using (id) left join customer_metric m on m.customer = c.id
  order by ${shuffled}, c.id`

/** All customers who have not been erased. */
export function countCustomers(db: DbOrTx): Promise<number> {
  return countSegment(db, { type: 'everyone' }, 0)
}

/** Of a segment, how many may not be contacted for advertising by each channel. */
export async function countWithoutConsent(
  db: DbOrTx,
  rule: Rule,
  asOf: InstantMs,
): Promise<Record<Channel, number>> {
  const context = await loadRuleContext(db, asOf)
  const columns = channels.map(
    (channel) =>
      sql`count(*) filter (where coalesce(g.usable & ${channelBits[channel]}::int, 0) = 0)
        as ${sql.id(channel)}`,
  )
  const [row] = await readLarge(
    db,
    sql<Record<Channel, number>>`
      select ${sql.join(columns)}
      from (select c.id ${fromWhere(rule, context)}) member
      left join lateral (
        select consent & ~suppressed as usable from contact_state
        where scope = 0 and customer = member.id
      ) g on true`,
  )
  return row ?? { email: 0, sms: 0, letter: 0, call: 0 }
}

/**
 * Writes a run’s audience in one statement, numbered from `firstNo` (0) without gaps: all customers of the segment in the order of
 * their numbers, or, with a sample size, so many of them drawn by chance. `besides`: what else must hold of customer `c`. The same seed draws the same customers, by
 * their external ids. Returns how many there are.
 */
export async function takeSegment(
  tx: Tx,
  taken: {
    run: number
    rule: Rule
    asOf: InstantMs
    sampleSize: number | null
    seed: number
    firstNo?: number
    besides?: RawBuilder<unknown>
  },
): Promise<number> {
  const context = await loadRuleContext(tx, taken.asOf)
  const members = fromWhere(taken.rule, context)
  const order = memberOrder(taken)
  await giveRoom(tx)
  const { numAffectedRows } = await sql`
    insert into run_audience (run, no, customer)
    select ${taken.run}::int, ${taken.firstNo ?? 0}::int - 1 + row_number() over (order by ${order}), c.id
    ${members} ${taken.besides ?? sql``} order by ${order} limit ${taken.sampleSize}`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** The numbers of the customers `takeSegment` would write, in its order. */
export async function listMembers(
  tx: Tx,
  taken: { rule: Rule; asOf: InstantMs; sampleSize: number | null; seed: number },
): Promise<number[]> {
  const context = await loadRuleContext(tx, taken.asOf)
  const order = memberOrder(taken)
  await giveRoom(tx)
  const { rows } = await sql<{ id: number }>`
    select c.id ${fromWhere(taken.rule, context)} order by ${order} limit ${taken.sampleSize}`.execute(
    tx,
  )
  return rows.map((row) => row.id)
}

/** Whether one customer belongs. */
export async function isMember(
  tx: Tx,
  { rule, asOf }: { rule: Rule; asOf: InstantMs },
  customer: number,
): Promise<boolean> {
  const context = await loadRuleContext(tx, asOf)
  const { rows } = await sql`select 1 ${fromWhere(rule, context)} and c.id = ${customer}`.execute(
    tx,
  )
  return rows.length > 0
}

/** The same customers with the share of a span of time, 0–1, after which each has a simulated event; in that order. */
export async function listDrawnEvents(
  tx: Tx,
  taken: { rule: Rule; asOf: InstantMs; sampleSize: number | null; seed: number },
): Promise<{ id: number; share: number }[]> {
  const context = await loadRuleContext(tx, taken.asOf)
  await giveRoom(tx)
  const { rows } = await sql<{ id: number; share: number }>`
    select c.id, (${eventShare(taken.seed)})::float8 as share ${fromWhere(taken.rule, context)}
    order by share, c.id limit ${taken.sampleSize}`.execute(tx)
  return rows
}

/** Of a span of time 0–1, when customer `c` has a simulated event: the same on every machine. */
export function eventShare(seed: number): RawBuilder<unknown> {
  return sql`('x' || substr(md5(${seed}::text || ':event:' || c.external_id), 1, 8))::bit(32)::bigint / 4294967296.0`
}

function memberOrder({ sampleSize, seed }: { sampleSize: number | null; seed: number }) {
  return sampleSize === null ? sql`c.id` : sql`${lot(seed)}, c.id`
}

/** A number drawn for each customer, the same on every machine. */
function lot(seed: number): RawBuilder<unknown> {
  return sql`md5(${seed}::text || ':' || c.external_id)`
}

/** Reads what may pass over every customer and purchase, in one transaction with room to hash them. */
export async function readWithRoom<Result>(
  db: Db,
  read: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, async (tx) => {
    await giveRoom(tx)
    return read(tx)
  })
}

async function readLarge<Row>(db: DbOrTx, query: RawBuilder<Row>): Promise<Row[]> {
  if (db.isTransaction) return (await query.execute(db)).rows
  return readWithRoom(db as Db, async (tx) => (await query.execute(tx)).rows)
}

async function giveRoom(tx: Tx): Promise<void> {
  await sql`select set_config('work_mem', '128MB', true), set_config('jit', 'off', true)`.execute(
    tx,
  )
}
