import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray, textArray } from '../arrays.ts'
import { addToMetrics } from '../customers/metrics.ts'
import type { Tx } from '../schema.ts'
import { saveProducts } from './products.ts'

export interface PurchaseRow {
  readonly customer: number
  readonly at: InstantMs
  readonly amount: number
  readonly quantity: number
  /** Product code; one that is not known yet is made. */
  readonly product: string | null
  readonly channel: string | null
  readonly source: string
  /** What identifies it within its source. */
  readonly sourceRef: string
}

/**
 * Stores purchases, each once by (source, sourceRef), and adds the new ones to their customers’ metrics. Answers the
 * numbers of all of them, those known before included; in no particular order.
 */
export async function savePurchases(tx: Tx, purchases: readonly PurchaseRow[]): Promise<number[]> {
  if (purchases.length === 0) return []
  const codes = [...new Set(purchases.flatMap((p) => p.product ?? []))]
  await saveProducts(
    tx,
    codes.map((code) => ({ code, name: null, category: null })),
  )
  const sources = textArray(purchases.map((p) => p.source))
  const refs = textArray(purchases.map((p) => p.sourceRef))
  const added = sql`inserted`
  await sql`
    with incoming as (
      select distinct on (u.source, u.ref) u.*, p.id as product
      from unnest(
        ${numberArray(purchases.map((p) => p.customer))}::int[],
        ${numberArray(purchases.map((p) => p.at))}::float8[],
        ${numberArray(purchases.map((p) => p.amount))}::numeric[],
        ${numberArray(purchases.map((p) => p.quantity))}::int[],
        ${textArray(purchases.map((p) => p.product))}::text[],
        ${textArray(purchases.map((p) => p.channel))}::text[],
        ${sources}::text[], ${refs}::text[]
      ) as u (customer, ms, amount, quantity, code, channel, source, ref)
      left join product p on p.code = u.code
      order by u.source, u.ref
    ), inserted as (
      insert into purchase (customer, at, amount, quantity, product, channel, source, source_ref)
      select customer, to_timestamp(ms / 1000), amount, quantity, product, channel, source, ref
      from incoming order by source, ref
      on conflict (source, source_ref) do nothing
      returning id, customer, at, amount
    )
    ${addToMetrics(added)}`.execute(tx)
  // A statement of its own, so that it also sees what somebody else stored at the same time.
  const { rows } = await sql<{ id: number }>`
    select distinct p.id from purchase p
    join unnest(${sources}::text[], ${refs}::text[]) as u (source, ref)
      on p.source = u.source and p.source_ref = u.ref`.execute(tx)
  return rows.map((row) => row.id)
}
