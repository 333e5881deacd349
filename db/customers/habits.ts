import { type RawBuilder, sql } from 'kysely'
import { numberArray, textArray } from '../arrays.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { workOutHabits } from './work-out-habits.ts'

/**
 * What engine/habits.ts says of the purchases `p` for which `which` holds: customer, channel, category, products. No row
 * for who has none of them.
 */
export function habitsOf(which: RawBuilder<unknown>): RawBuilder<unknown> {
  // What a purchase consists of stands in its lines, where it has any.
  const lines = sql`purchase p join purchase_line l on l.purchase = p.id where p.product is null and ${which}`
  return sql`
    select a.customer, a.chosen as channel, b.chosen as category, k.products
    from (${mostBought(sql`select p.customer, p.channel as key, p.at from purchase p where ${which}`)}) a
    join (${mostBought(sql`
      select p.customer, d.category as key, p.at from purchase p left join product d on d.id = p.product
      where ${which}
      union all
      select customer, category, at from (
        select distinct p.id, p.customer, d.category, p.at
        from product d, ${lines} and d.id = l.product) of_lines`)}) b using (customer)
    join (
      select customer, count(distinct product)::int as products from (
        select p.customer, p.product from purchase p where ${which}
        union all select p.customer, l.product from ${lines}) bought
      group by 1
    ) k using (customer)`
}

/** The key of most rows by customer; of two equally often, the one of the latest row, then the first by its letters. */
function mostBought(rows: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select customer, (array_agg(key order by n desc, last desc, key collate "C")
      filter (where key is not null))[1] as chosen
    from (select customer, key, count(*) as n, max(at) as last from (${rows}) r group by 1, 2) counted
    group by customer`
}

/**
 * Works out what is kept of the habits of customers whose purchases are not those it was made from, at most `max` in the
 * order of their numbers, from behind `after`. Answers the last of them, null at the end, and `busy` while purchases
 * are being corrected. No row of a customer is locked; who corrects purchases waits for the end of a round.
 */
export async function keepHabits(
  db: Db,
  { after, max }: { readonly after: number; readonly max: number },
): Promise<number | 'busy' | null> {
  return inTransaction(db, async (tx) => {
    const { rows: locks } = await sql<{ got: boolean }>`
      select pg_try_advisory_xact_lock(${habitLock}) as got`.execute(tx)
    if (locks[0]?.got !== true) return 'busy'
    const { rows } = await sql<{ customer: number }>`
      select m.customer from customer_metric m
      left join customer_habit h on h.customer = m.customer and h.purchases = m.purchase_count
      where h.customer is null and m.customer > ${after} order by m.customer limit ${max}`.execute(
      tx,
    )
    const last = rows.at(-1)
    if (!last) return null
    const habits = await workOutHabits(
      tx,
      rows.map((row) => row.customer),
    )
    await sql`
      insert into customer_habit as h (customer, purchases, channel, category, products)
      select * from unnest(
        ${numberArray(habits.map((one) => one.customer))}::int[],
        ${numberArray(habits.map((one) => one.purchases))}::int[],
        ${textArray(habits.map((one) => one.channel))}::text[],
        ${textArray(habits.map((one) => one.category))}::text[],
        ${numberArray(habits.map((one) => one.products))}::int[])
      on conflict (customer) do update set purchases = excluded.purchases, channel = excluded.channel,
        category = excluded.category, products = excluded.products`.execute(tx)
    return last.customer
  })
}

/** Changes when purchases came in, or all habits were forgotten. */
export async function loadHabitMark(db: Db): Promise<string> {
  const { rows } = await sql<{ mark: string }>`
    select concat(pg_sequence_last_value(pg_get_serial_sequence('purchase', 'id')::regclass), ' ',
      exists (select from customer_habit)) as mark`.execute(db)
  return rows[0]?.mark ?? ''
}

/**
 * After purchases were corrected: the number of them may be the same. Until the transaction ends nobody else corrects
 * these customers’ purchases.
 */
export async function forgetHabits(tx: Tx, customers: readonly number[]): Promise<void> {
  if (customers.length === 0) return
  const ids = numberArray(customers)
  await keepOut(tx)
  await sql`select count(*) from (
    select 1 from customer where id = any(${ids}::int[]) order by id for no key update
  ) locked`.execute(tx)
  await sql`delete from customer_habit where customer = any(${ids}::int[])`.execute(tx)
}

/** After products went over to another category: anybody may have bought them. */
export async function forgetAllHabits(tx: Tx): Promise<void> {
  await keepOut(tx)
  await sql`delete from customer_habit`.execute(tx)
}

/** Alone by who works out habits, shared by those who make them wrong: what was read before must not be kept after. */
const habitLock = 62_027

async function keepOut(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${habitLock})`.execute(tx)
}
