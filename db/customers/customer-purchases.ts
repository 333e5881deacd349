import { sql } from 'kysely'
import type { PurchaseTotals } from '../../engine/customer-fields.ts'
import type { HistoryPurchase } from '../../engine/decision.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import type { DbOrTx } from '../schema.ts'

/** Totals as they were at an instant before the last purchase, counted from the purchases themselves. */
export async function loadPastTotals(
  tx: DbOrTx,
  { customers, asOf }: { customers: readonly number[]; asOf: InstantMs },
): Promise<Map<number, PurchaseTotals>> {
  if (customers.length === 0) return new Map()
  const { rows } = await sql<PurchaseTotals & { customer: number }>`
    select customer, min(at) as "firstAt", max(at) as "lastAt", count(*)::int as count, sum(amount) as amount
    from purchase
    where customer = any(${numberArray(customers)}::int[]) and at <= ${new Date(asOf)}
    group by customer`.execute(tx)
  return new Map(rows.map((row) => [row.customer, row]))
}

/** Every purchase up to an instant, oldest first. */
export async function loadHistories(
  tx: DbOrTx,
  { customers, asOf }: { customers: readonly number[]; asOf: InstantMs },
): Promise<Map<number, HistoryPurchase[]>> {
  const { rows } = await sql<HistoryPurchase & { customer: number }>`
    select p.customer, p.at, p.amount, p.channel, product.code as product, product.category,
      ${linesOfPurchase} as lines
    from purchase p left join product on product.id = p.product
    where p.customer = any(${numberArray(customers)}::int[]) and p.at <= ${new Date(asOf)}
    order by p.customer, p.at, p.id`.execute(tx)
  return byCustomer(rows)
}

/** Every purchase after an instant, oldest first. */
export async function loadLaterPurchases(
  tx: DbOrTx,
  { customers, asOf }: { customers: readonly number[]; asOf: InstantMs },
): Promise<Map<number, HistoryPurchase[]>> {
  if (customers.length === 0) return new Map()
  const { rows } = await sql<HistoryPurchase & { customer: number }>`
    select p.customer, p.at, p.amount, p.channel, product.code as product, product.category,
      ${linesOfPurchase} as lines
    from purchase p left join product on product.id = p.product
    where p.customer = any(${numberArray(customers)}::int[]) and p.at > ${new Date(asOf)}
    order by p.customer, p.at, p.id`.execute(tx)
  return byCustomer(rows)
}

/** What customers bought in a sandbox run alone, oldest first. */
export async function loadSimulatedPurchases(
  tx: DbOrTx,
  { customers, asOf, scope }: { customers: readonly number[]; asOf: InstantMs; scope: number },
): Promise<Map<number, HistoryPurchase[]>> {
  const { rows } = await sql<HistoryPurchase & { customer: number }>`
    select e.customer, p.at, p.amount, null as channel, null as product
    from enrolment e
    join run_purchase p on p.run = e.run and p.cohort = e.cohort and p.enrolment = e.no
    where e.run = ${scope} and e.customer = any(${numberArray(customers)}::int[])
      and p.purchase is null and p.at <= ${new Date(asOf)}
    order by e.customer, p.at, p.ref`.execute(tx)
  return byCustomer(rows)
}

/** Lines of purchase `p`; null where its own row names what was bought. */
const linesOfPurchase = sql`case when p.product is null then (
  select jsonb_agg(jsonb_build_object('product', d.code, 'category', d.category, 'amount', l.amount) order by l.no)
  from purchase_line l join product d on d.id = l.product where l.purchase = p.id) end`

function byCustomer(
  rows: readonly (HistoryPurchase & { customer: number })[],
): Map<number, HistoryPurchase[]> {
  const result = new Map<number, HistoryPurchase[]>()
  for (const { customer, lines, ...rest } of rows) {
    const purchase = lines ? { ...rest, lines } : rest
    const list = result.get(customer)
    if (list) list.push(purchase)
    else result.set(customer, [purchase])
  }
  return result
}
