import { sql } from 'kysely'
import { booleanArray, numberArray, textArray } from '../arrays.ts'
import type { DbOrTx, Tx } from '../schema.ts'
import { ensureContactStates } from './consents.ts'

/** A person as the house knows them; null is unknown. */
export interface NewCustomer {
  /** The house’s own id of the customer. */
  readonly externalId: string
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly postalCode: string | null
  readonly address: string | null
  readonly gender: 'f' | 'm' | null
  /** YYYY-MM-DD. */
  readonly birthDate: string | null
  readonly region: string | null
  readonly points: number
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** Does not exist, and cannot be reached. */
  readonly fictional: boolean
  /** Since when the house knows them; by default now. */
  readonly createdAt?: number
}

/** A customer of whom nothing is known but the id. */
export function newStranger(externalId: string): NewCustomer {
  return {
    externalId,
    name: null,
    email: null,
    phone: null,
    postalCode: null,
    address: null,
    gender: null,
    birthDate: null,
    region: null,
    points: 0,
    attributes: {},
    fictional: false,
  }
}

/**
 * Makes those customers whose external id is not known yet, each with its contact row; known ones are left as they are.
 * Answers the numbers of all, by external id. Bounded by memory: a few thousand at a time.
 */
export async function createCustomers(
  tx: Tx,
  people: readonly NewCustomer[],
): Promise<Map<string, number>> {
  const created = people.map((p) => (p.createdAt === undefined ? null : p.createdAt))
  const { rows } = await sql<{ id: number }>`
    insert into customer (external_id, name, email, phone, postal_code, address, gender, birth_date, region, points,
      attributes, fictional, created_at)
    select external_id, name, email, phone, postal_code, address, gender, birth_date, region, points,
      attributes, fictional, coalesce(to_timestamp(created_ms / 1000), now())
    from unnest(
      ${textArray(people.map((p) => p.externalId))}::text[], ${textArray(people.map((p) => p.name))}::text[],
      ${textArray(people.map((p) => p.email))}::text[], ${textArray(people.map((p) => p.phone))}::text[],
      ${textArray(people.map((p) => p.postalCode))}::text[], ${textArray(people.map((p) => p.address))}::text[],
      ${textArray(people.map((p) => p.gender))}::text[], ${textArray(people.map((p) => p.birthDate))}::date[],
      ${textArray(people.map((p) => p.region))}::text[], ${numberArray(people.map((p) => p.points))}::int[],
      ${textArray(people.map((p) => JSON.stringify(p.attributes)))}::jsonb[],
      ${booleanArray(people.map((p) => p.fictional))}::boolean[], ${numberArray(created)}::float8[]
    ) as u (external_id, name, email, phone, postal_code, address, gender, birth_date, region, points,
      attributes, fictional, created_ms)
    on conflict (external_id) do nothing
    returning id`.execute(tx)
  await ensureContactStates(
    tx,
    sql`select unnest(${numberArray(rows.map((row) => row.id))}::int[]) as id`,
  )
  return findCustomers(
    tx,
    people.map((p) => p.externalId),
  )
}

/** Numbers of customers by external id; erased and unknown ones are missing, merged ones mean who was kept. */
export async function findCustomers(
  db: DbOrTx,
  externalIds: readonly string[],
): Promise<Map<string, number>> {
  if (externalIds.length === 0) return new Map()
  const { rows } = await sql<{ id: number; external_id: string }>`
    select coalesce(merged_into, id) as id, external_id from customer
    where external_id = any(${textArray(externalIds)}::text[])
      and (erased_at is null or merged_into is not null)`.execute(db)
  return new Map(rows.map((row) => [row.external_id, row.id]))
}
