import { type RawBuilder, sql } from 'kysely'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'
import { forgetHabits } from './habits.ts'

/**
 * Counts the metrics of customers anew from all their purchases, after purchases were changed or taken back. The
 * customers are locked first, in order (`forgetHabits`), so that two who count at once cannot miss each other’s purchases.
 */
export async function refreshMetrics(tx: Tx, customers: readonly number[]): Promise<void> {
  if (customers.length === 0) return
  const ids = numberArray(customers)
  await forgetHabits(tx, customers)
  await sql`delete from customer_metric m
    where m.customer = any(${ids}::int[])
      and not exists (select from purchase p where p.customer = m.customer)`.execute(tx)
  await sql`insert into customer_metric as m
      (customer, first_purchase_at, last_purchase_at, purchase_count, total_amount)
    select customer, min(at), max(at), count(*), sum(amount)
    from purchase where customer = any(${ids}::int[])
    group by customer order by customer
    on conflict (customer) do update set
      first_purchase_at = excluded.first_purchase_at, last_purchase_at = excluded.last_purchase_at,
      purchase_count = excluded.purchase_count, total_amount = excluded.total_amount`.execute(tx)
}

/**
 * The part of a statement that adds new purchases to the metrics; `added` names rows with customer, at and amount.
 * Adding is exact whoever else adds at the same time. A row that repeats another counts as a purchase like any other:
 * the file says it happened, and the flag lets an analyst leave it out.
 */
export function addToMetrics(added: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`insert into customer_metric as m
      (customer, first_purchase_at, last_purchase_at, purchase_count, total_amount)
    select customer, min(at), max(at), count(*), sum(amount)
    from ${added} group by customer order by customer
    on conflict (customer) do update set
      first_purchase_at = least(m.first_purchase_at, excluded.first_purchase_at),
      last_purchase_at = greatest(m.last_purchase_at, excluded.last_purchase_at),
      purchase_count = m.purchase_count + excluded.purchase_count,
      total_amount = m.total_amount + excluded.total_amount`
}
