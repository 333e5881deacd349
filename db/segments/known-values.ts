import { sql } from 'kysely'
import type { DbOrTx } from '../schema.ts'

/** What rules may compare with, as far as it occurs: to choose from instead of typing. */
export interface KnownValues {
  readonly regions: readonly string[]
  readonly purchaseChannels: readonly string[]
  readonly categories: readonly string[]
  readonly products: readonly { readonly code: string; readonly name: string }[]
}

const customersLookedAt = 20_000
const purchasesLookedAt = 50_000

/**
 * Regions of the customers who came last and channels of some 50,000 purchases, the most frequent first, at most 50 each; at most
 * 200 categories by name; at most 20 products whose code or name has `product` in it.
 */
export async function listKnownValues(db: DbOrTx, product: string): Promise<KnownValues> {
  const like = `%${product.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows: sizes } = await sql<{ n: number }>`
    select reltuples as n from pg_class where oid = 'purchase'::regclass`.execute(db)
  const share = Math.min(100, (purchasesLookedAt / Math.max(1, sizes[0]?.n ?? 1)) * 100)
  const { rows } = await sql<KnownValues>`
    select
      array(select region from (
        select region from customer where erased_at is null order by id desc limit ${customersLookedAt}) c
        where region <> '' group by region order by count(*) desc, region limit 50) as regions,
      array(select channel from (
        select channel from purchase tablesample system (${share}) repeatable (1)) p
        where channel <> '' group by channel order by count(*) desc, channel limit 50) as "purchaseChannels",
      array(select distinct category from product where category <> '' order by category limit 200) as categories,
      (select coalesce(jsonb_agg(found), '[]') from (
        select code, name from product where code ilike ${like} or name ilike ${like}
        order by code limit 20) found) as products`.execute(db)
  return rows[0] ?? { regions: [], purchaseChannels: [], categories: [], products: [] }
}
