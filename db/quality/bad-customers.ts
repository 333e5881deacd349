import { type RawBuilder, sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { attributeKeySchema } from '../../schemas/rule.ts'
import { writeAudit } from '../accounts/audit.ts'
import { numberArray } from '../arrays.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { fieldChecks, isStale, isValidAttribute } from './measure.ts'

/** A customer with something to put right. */
export interface BadCustomer {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly value: string | null
}

export type DataProblem = 'invalid' | 'missing' | 'stale'

interface Asked {
  readonly field: string
  readonly problem: DataProblem
  /** What their id, name or the value holds, in any case. */
  readonly search?: string | undefined
}

/**
 * Customers whose field or attribute cannot be right (`invalid`) or is not known (`missing`), those who were active last
 * first. With `stale`, of whatever field: those of whom nothing was heard for long, the oldest first. `after` is `next` of
 * the page before. Fails with INVALID for a field that is not looked at.
 */
export async function listBadCustomers(
  db: DbOrTx,
  { after, limit, ...asked }: Asked & { after?: string | undefined; limit: number },
): Promise<{ items: BadCustomer[]; next: string | null }> {
  const { value, from, rank } = lookFor(asked)
  const cursor = after === undefined ? null : cursorOf(after)
  const isBehind = cursor
    ? sql`(${rank} < ${cursor.rank}::float8 or (${rank} = ${cursor.rank}::float8 and c.id > ${cursor.id}))`
    : sql`true`
  const { rows } = await sql<BadCustomer & { place: string }>`
    select c.uuid as id, c.external_id as "externalId", c.name, ${value} as value,
      ${rank}::text || '_' || c.id as place
    ${from} and ${isBehind}
    order by ${rank} desc, c.id limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit)
  return {
    items: items.map(({ place: _, ...one }) => one),
    next: rows.length > limit ? (items.at(-1)?.place ?? null) : null,
  }
}

/** The same, all of them, in pages; noted in the audit. Who is erased meanwhile is left out. */
export async function exportBadCustomers(
  db: Db,
  { by, ...asked }: Asked & { readonly by: string },
): Promise<AsyncIterable<readonly BadCustomer[]>> {
  const { value, from, rank } = lookFor(asked)
  const { rows } = await sql<{ id: number }>`
    select c.id ${from} order by ${rank} desc, c.id`.execute(db)
  await writeAudit(db, {
    ...{ actor: by, action: 'quality.export', subject: `quality:${asked.field}` },
    detail: { problem: asked.problem, customers: rows.length },
  })
  return pagesOf(
    db,
    rows.map((row) => row.id),
    value,
  )
}

const pageMax = 2000

async function* pagesOf(
  db: Db,
  ids: readonly number[],
  value: RawBuilder<unknown>,
): AsyncGenerator<readonly BadCustomer[]> {
  for (let i = 0; i < ids.length; i += pageMax) {
    const { rows } = await sql<BadCustomer>`
      select c.uuid as id, c.external_id as "externalId", c.name, ${value} as value
      from unnest(${numberArray(ids.slice(i, i + pageMax))}::int[]) with ordinality as u (id, n)
      join customer c using (id) left join customer_metric m on m.customer = c.id
      where c.erased_at is null order by u.n`.execute(db)
    yield rows
  }
}

function cursorOf(after: string): { rank: string; id: number } {
  const [, rank, id] = /^(-?(?:\d{1,20}(?:\.\d{1,20})?|Infinity))_(\d{1,9})$/.exec(after) ?? []
  if (rank === undefined || id === undefined) {
    throw new Failure('INVALID', `after is "${after}"; use \`next\` of the page before.`, {
      details: { reason: 'PAGE_LOST', field: 'after' },
    })
  }
  return { rank, id: Number(id) }
}

interface Look {
  readonly value: RawBuilder<unknown>
  readonly isBad: RawBuilder<unknown>
  /** A float8; the highest first. */
  readonly rank: RawBuilder<unknown>
}

function lookFor({ field, problem, search }: Asked) {
  const { value, isBad, rank } = problem === 'stale' ? staleness : checkOf(field)(problem)
  const words = search?.trim() ?? ''
  const pattern = `%${words.replaceAll(/[\\%_]/g, '\\$&')}%`
  const isFound =
    words === ''
      ? sql`true`
      : sql`(c.external_id ilike ${pattern} or c.name ilike ${pattern} or ${value} ilike ${pattern})`
  const from = sql`from customer c left join customer_metric m on m.customer = c.id
    where c.erased_at is null and ${isBad} and ${isFound}`
  return { value, rank, from }
}

const lastActiveFirst = sql`coalesce(extract(epoch from m.last_purchase_at)::float8, '-Infinity'::float8)`
const heardOf = sql`greatest(c.updated_at, coalesce(m.last_purchase_at, c.created_at))`
const staleness: Look = {
  value: sql`to_char(${heardOf}, 'YYYY-MM-DD')`,
  isBad: isStale,
  rank: sql`(-extract(epoch from ${heardOf}))::float8`,
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
    rank: lastActiveFirst,
  })
}
