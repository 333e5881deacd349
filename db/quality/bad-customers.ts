import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'
import { fieldChecks } from './measure.ts'

/** A customer with something to put right. */
export interface BadCustomer {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly value: string | null
}

const rowsMax = 500

/**
 * Customers whose field cannot be right (`invalid`) or is not known (`missing`), those who were active last first; at
 * most 500. Fails with INVALID for a field that is not looked at.
 */
export async function listBadCustomers(
  db: DbOrTx,
  { field, problem }: { readonly field: string; readonly problem: 'invalid' | 'missing' },
): Promise<BadCustomer[]> {
  const check = fieldChecks[field]
  if (!check) {
    throw new Failure('INVALID', `"${field}" is none of ${Object.keys(fieldChecks).join(', ')}.`, {
      details: { field },
    })
  }
  const column = sql.ref(`c.${check.column}`)
  const isBad =
    problem === 'missing'
      ? sql`${column} is null`
      : sql`${column} is not null and not (${check.valid})`
  const { rows } = await sql<BadCustomer>`
    select c.uuid as id, c.external_id as "externalId", c.name, ${column}::text as value
    from customer c left join customer_metric m on m.customer = c.id
    where c.erased_at is null and ${isBad}
    order by m.last_purchase_at desc nulls last, c.id limit ${rowsMax}`.execute(db)
  return rows
}
