import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { DbOrTx } from '../schema.ts'

export interface CustomerListRow {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly region: string | null
  readonly points: number
  readonly purchaseCount: number
  readonly totalAmount: number
  readonly lastPurchaseAt: InstantMs | null
}

/**
 * Customers in the order they came, without those erased. `search`: the beginning of their id, name, e-mail or
 * telephone number, in any case. `after`: the id of the last one seen; an unknown one begins anew.
 */
export async function listCustomers(
  db: DbOrTx,
  {
    search,
    after,
    limit,
  }: { search?: string | undefined; after?: string | undefined; limit: number },
): Promise<{ items: CustomerListRow[]; next: string | null }> {
  const pattern = search?.trim() ? `${search.trim().replaceAll(/[\\%_]/g, '\\$&')}%` : null
  const { rows } = await sql<CustomerListRow>`
    select c.uuid as id, c.external_id as "externalId", c.name, c.email, c.phone, c.region, c.points,
      coalesce(m.purchase_count, 0) as "purchaseCount", coalesce(m.total_amount, 0) as "totalAmount",
      m.last_purchase_at as "lastPurchaseAt"
    from customer c left join customer_metric m on m.customer = c.id
    where c.erased_at is null
      and c.id > coalesce((select id from customer where uuid::text = ${after ?? null}), 0)
      and (${pattern}::text is null or c.external_id ilike ${pattern} or c.name ilike ${pattern}
        or c.email ilike ${pattern} or c.phone ilike ${pattern}
        or replace(c.phone, '-', '') ilike ${pattern})
    order by c.id limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}
