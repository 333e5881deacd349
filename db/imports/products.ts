import { sql } from 'kysely'
import { textArray } from '../arrays.ts'
import { forgetAllHabits } from '../customers/habits.ts'
import type { Tx } from '../schema.ts'

export interface ProductRow {
  readonly code: string
  /** Null: unknown; a new product is then named by its code. */
  readonly name: string | null
  readonly category: string | null
  readonly price?: number | null
}

/**
 * Makes products that are not known yet, and fills in what is said of known ones; what is null leaves what is there.
 * Answers how many were made.
 */
export async function saveProducts(tx: Tx, products: readonly ProductRow[]): Promise<number> {
  const byCode = new Map(products.map((product) => [product.code, product]))
  if (byCode.size === 0) return 0
  const rows = [...byCode.values()]
  const { rows: saved } = await sql<{ made: boolean; moved: boolean }>`
    insert into product as p (code, name, category, price)
    select u.code, coalesce(u.name, u.code), u.category, u.price
    from unnest(
      ${textArray(rows.map((r) => r.code))}::text[], ${textArray(rows.map((r) => r.name))}::text[],
      ${textArray(rows.map((r) => r.category))}::text[],
      ${textArray(rows.map((r) => (r.price == null ? null : String(r.price))))}::numeric[]
    ) as u (code, name, category, price)
    order by u.code
    on conflict (code) do update set
      name = case when excluded.name = excluded.code then p.name else excluded.name end,
      category = coalesce(excluded.category, p.category), price = coalesce(excluded.price, p.price)
    where (p.name, p.category, p.price) is distinct from (
      case when excluded.name = excluded.code then p.name else excluded.name end,
      coalesce(excluded.category, p.category), coalesce(excluded.price, p.price))
    returning old.id is null as made, old.category is distinct from new.category as moved`.execute(
    tx,
  )
  if (saved.some((row) => !row.made && row.moved)) await forgetAllHabits(tx)
  return saved.filter((row) => row.made).length
}
