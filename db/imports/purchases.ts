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
  /** What it consists of, if of more than one thing; it then names no product itself. */
  readonly lines?: readonly PurchaseLine[] | undefined
  readonly channel: string | null
  readonly source: string
  /** What identifies it within its source. */
  readonly sourceRef: string
}

interface PurchaseLine {
  readonly product: string
  readonly quantity: number
  readonly amount: number
}

/** Stores purchases, each once by (source, sourceRef), and adds the new ones to their customers’ metrics. */
export async function savePurchases(tx: Tx, given: readonly PurchaseRow[]): Promise<void> {
  if (given.length === 0) return
  const purchases = given.map(withoutSingleLine)
  const lines = purchases.flatMap(({ source, sourceRef, lines: its = [] }) =>
    its.map((line, at) => ({ ...line, source, sourceRef, no: at + 1 })),
  )
  const bought = [...purchases, ...lines].flatMap((one) => one.product ?? [])
  const codes = [...new Set(bought)]
  await saveProducts(
    tx,
    codes.map((code) => ({ code, name: null, category: null })),
  )
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
        ${textArray(purchases.map((p) => p.source))}::text[],
        ${textArray(purchases.map((p) => p.sourceRef))}::text[]
      ) as u (customer, ms, amount, quantity, code, channel, source, ref)
      left join product p on p.code = u.code
      order by u.source, u.ref
    ), inserted as (
      insert into purchase (customer, at, amount, quantity, product, channel, source, source_ref)
      select customer, to_timestamp(ms / 1000), amount, quantity, product, channel, source, ref
      from incoming order by source, ref
      on conflict (source, source_ref) do nothing
      returning id, customer, at, amount, source, source_ref
    ), lined as (
      insert into purchase_line (purchase, no, product, quantity, amount)
      select i.id, l.no, p.id, l.quantity, l.amount
      from unnest(
        ${textArray(lines.map((l) => l.source))}::text[], ${textArray(lines.map((l) => l.sourceRef))}::text[],
        ${numberArray(lines.map((l) => l.no))}::smallint[], ${textArray(lines.map((l) => l.product))}::text[],
        ${numberArray(lines.map((l) => l.quantity))}::int[],
        ${numberArray(lines.map((l) => l.amount))}::numeric[]
      ) as l (source, ref, no, code, quantity, amount)
      join inserted i on i.source = l.source and i.source_ref = l.ref
      join product p on p.code = l.code
      on conflict do nothing
    )
    ${addToMetrics(added)}`.execute(tx)
}

/** What was bought alone stands in the purchase itself. */
function withoutSingleLine(purchase: PurchaseRow): PurchaseRow {
  const { lines = [] } = purchase
  const [only, ...others] = lines
  if (!only) return purchase
  if (others.length > 0) return { ...purchase, product: null }
  return { ...purchase, product: only.product, lines: [] }
}
