import { type RawBuilder, sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { attributeKeySchema } from '../../schemas/rule.ts'
import type { DbOrTx } from '../schema.ts'
import { fieldChecks, isStale, isValidAttribute } from './measure.ts'

/** A customer with something to put right. */
export interface BadCustomer {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly value: string | null
}

export type DataProblem = 'invalid' | 'missing' | 'stale'

const rowsMax = 500

/**
 * Customers whose field or attribute cannot be right (`invalid`) or is not known (`missing`), those who were active last
 * first; at most 500. With `stale`, of whatever field: those of whom nothing was heard for long, the oldest first. Fails
 * with INVALID for a field that is not looked at.
 */
export async function listBadCustomers(
  db: DbOrTx,
  { field, problem }: { readonly field: string; readonly problem: DataProblem },
): Promise<BadCustomer[]> {
  const { value, isBad, order } = problem === 'stale' ? staleness : checkOf(field)(problem)
  const { rows } = await sql<BadCustomer>`
    select c.uuid as id, c.external_id as "externalId", c.name, ${value} as value
    from customer c left join customer_metric m on m.customer = c.id
    where c.erased_at is null and ${isBad}
    order by ${order}, c.id limit ${rowsMax}`.execute(db)
  return rows
}

interface Look {
  readonly value: RawBuilder<unknown>
  readonly isBad: RawBuilder<unknown>
  readonly order: RawBuilder<unknown>
}

const lastActiveFirst = sql`m.last_purchase_at desc nulls last`
const heardOf = sql`greatest(c.updated_at, coalesce(m.last_purchase_at, c.created_at))`
const staleness: Look = {
  value: sql`to_char(${heardOf}, 'YYYY-MM-DD')`,
  isBad: isStale,
  order: heardOf,
}

function checkOf(field: string): (problem: 'invalid' | 'missing') => Look {
  const check = fieldChecks[field]
  if (check) {
    const column = sql.ref(`c.${check.column}`)
    return lookAt(sql`${column}::text`, sql`${column} is not null`, check.valid)
  }
  const key = attributeKeySchema.safeParse(field.replace(/^attributes\./, '')).data
  if (field.startsWith('attributes.') && key !== undefined) {
    const value = sql`(c.attributes ->> ${key}::text)`
    return lookAt(value, sql`c.attributes ? ${key}::text`, isValidAttribute(key))
  }
  const known = `${Object.keys(fieldChecks).join(', ')} or attributes.<key>`
  throw new Failure('INVALID', `"${field}" is none of ${known}.`, {
    details: { reason: 'NO_SUCH_FIELD', field },
  })
}

function lookAt(
  value: RawBuilder<unknown>,
  isKnown: RawBuilder<unknown>,
  isValid: RawBuilder<unknown>,
): (problem: 'invalid' | 'missing') => Look {
  return (problem) => ({
    value,
    isBad: problem === 'missing' ? sql`not (${isKnown})` : sql`${isKnown} and not (${isValid})`,
    order: lastActiveFirst,
  })
}
