import { type RawBuilder, sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Db, DbOrTx } from '../schema.ts'

/** How much of one field, or of one attribute, is known and can be right. */
export interface SubjectQuality {
  /** A field of a customer, or attributes.<key>. */
  readonly subject: string
  readonly total: number
  readonly filled: number
  readonly valid: number
}

/**
 * What makes a value valid: an address mail could go to (RFC 5321 in outline), a phone number with its area code, a
 * postal code of five digits or six old ones, a day of a life. Whether somebody lives there nobody can see from here.
 */
export const fieldChecks: Readonly<Record<string, { column: string; valid: RawBuilder<unknown> }>> =
  {
    name: { column: 'name', valid: sql`length(name) >= 2` },
    email: {
      column: 'email',
      valid: sql`email ~ '^[^\\s@<>,;:"()]{1,64}@[^\\s@.,;]+(\\.[^\\s@.,;]+)+$' and length(email) <= 254`,
    },
    phone: {
      column: 'phone',
      valid: sql`regexp_replace(phone, '[^0-9+]', '', 'g') ~ '^(0[0-9]{8,11}|1[0-9]{7}|[+][0-9]{8,15})$'`,
    },
    postalCode: {
      column: 'postal_code',
      valid: sql`postal_code ~ '^([0-9]{5}|[0-9]{3}-?[0-9]{3})$'`,
    },
    address: { column: 'address', valid: sql`length(address) >= 5` },
    gender: { column: 'gender', valid: sql`true` },
    birthDate: {
      column: 'birth_date',
      valid: sql`birth_date between current_date - interval '120 years' and current_date`,
    },
    region: { column: 'region', valid: sql`length(region) >= 2` },
  }

/** Of customer `c` with metrics `m` nothing has come in for two years: neither a change, nor a purchase. */
export const isStale = sql`(c.updated_at < now() - interval '2 years'
  and coalesce(m.last_purchase_at, c.created_at) < now() - interval '2 years')`

/** Whether customer `c` has, under the key, a value of the type and among the values that were declared. */
export function isValidAttribute(key: string): RawBuilder<unknown> {
  return sql`not exists (
    select from attribute t where t.key = ${key} and not (${asDeclared(sql`c.attributes -> ${key}::text`)}))`
}

/** A value fits attribute `t`. */
function asDeclared(value: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`jsonb_typeof(${value}) = case t.type when 'text' then 'string' else t.type end
    and (t.allowed is null or t.allowed ? (${value} #>> '{}'))`
}

/** Looks at every customer once and keeps what it finds, for the trend. */
export async function measureQuality(db: Db, now: InstantMs): Promise<readonly SubjectQuality[]> {
  const found = [...(await measureFields(db)), ...(await measureAttributes(db))]
  const at = new Date(now)
  if (found.length > 0) {
    await db
      .insertInto('quality_mark')
      .values(found.map((one) => ({ at, ...one })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  return found
}

async function measureFields(db: DbOrTx): Promise<SubjectQuality[]> {
  const parts = Object.entries(fieldChecks).map(
    ([
      field,
      { column, valid },
    ]) => sql`jsonb_build_object('subject', ${field}::text, 'total', count(*),
      'filled', count(${sql.ref(column)}), 'valid', count(*) filter (where ${sql.ref(column)} is not null and ${valid}))`,
  )
  const { rows } = await sql<{ found: SubjectQuality[] }>`
    select jsonb_build_array(${sql.join(parts)}) as found from customer where erased_at is null`.execute(
    db,
  )
  return rows[0]?.found ?? []
}

/** A value is valid if it has the type, and is among the values, that were declared. */
async function measureAttributes(db: DbOrTx): Promise<SubjectQuality[]> {
  const { rows } = await sql<SubjectQuality>`
    with house as (select count(*)::int as total from customer where erased_at is null),
    used as (
      select a.key, a.value
      from customer c, jsonb_each(c.attributes) a where c.erased_at is null),
    counted as (
      select u.key, count(*)::int as filled,
        count(*) filter (where t.key is null or (${asDeclared(sql`u.value`)}))::int as valid
      from used u left join attribute t using (key) group by u.key)
    select 'attributes.' || coalesce(c.key, t.key) as subject, h.total, coalesce(c.filled, 0) as filled,
      coalesce(c.valid, 0) as valid
    from house h, counted c full join attribute t using (key) order by 1 limit 200`.execute(db)
  return rows
}
