import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx } from '../schema.ts'

export interface Attribute {
  readonly key: string
  readonly type: 'text' | 'number' | 'boolean'
  /** What people call it; the key if nobody declared it. */
  readonly label: string
  readonly unit: string | null
  /** Null: any value of its type. */
  readonly allowed: readonly string[] | null
  /** False: only found among customers. */
  readonly declared: boolean
  /** The allowed values, else the most frequent ones, at most 20. */
  readonly examples: readonly string[]
}

export type DeclaredAttribute = Pick<Attribute, 'key' | 'label' | 'type' | 'unit' | 'allowed'>

const customersLookedAt = 20_000

/** Declared attributes, and those found among the 20,000 customers who came last, by key. */
export async function listAttributes(db: DbOrTx): Promise<Attribute[]> {
  const found = new Map((await findUsed(db)).map((one) => [one.key, one]))
  const declared = await loadDeclared(db)
  const undeclared = { unit: null, allowed: null, declared: false }
  return [...new Set([...declared.keys(), ...found.keys()])].sort().flatMap((key): Attribute[] => {
    const used = found.get(key)
    const said = declared.get(key)
    if (said) {
      return [{ ...said, declared: true, examples: said.allowed ?? used?.examples ?? [] }]
    }
    return used ? [{ ...used, label: key, ...undeclared }] : []
  })
}

/** By key. */
export async function loadDeclared(db: DbOrTx): Promise<Map<string, DeclaredAttribute>> {
  const rows = await db
    .selectFrom('attribute')
    .select(['key', 'label', 'type', 'unit', 'allowed'])
    .orderBy('key')
    .execute()
  return new Map(rows.map((row) => [row.key, row]))
}

/**
 * Declares an attribute, or what it is from now on. Values that customers have are kept as they are; how many of them it
 * does not allow the quality of data shows.
 */
export async function declareAttribute(
  db: Db,
  { by, ...attribute }: DeclaredAttribute & { readonly by: string },
): Promise<void> {
  const { key, type, unit, allowed } = attribute
  await db.transaction().execute(async (tx) => {
    await saveAttribute(tx, { ...attribute, by })
    const detail = { type, unit, allowed: allowed?.length ?? null }
    await writeAudit(tx, {
      actor: by,
      action: 'attribute.declare',
      subject: `attribute:${key}`,
      detail,
    })
  })
}

/** Keeps a declaration without a word in the audit. */
export async function saveAttribute(
  db: DbOrTx,
  { key, label, type, unit, allowed, by }: DeclaredAttribute & { readonly by: string },
): Promise<void> {
  const said = { label, type, unit, allowed: allowed && JSON.stringify(allowed) }
  await db
    .insertInto('attribute')
    .values({ key, ...said, made_by: by })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(said))
    .execute()
}

/** Takes a declaration back; values of customers stay. Fails with NOT_FOUND. */
export async function removeAttribute(
  db: Db,
  { key, by }: { readonly key: string; readonly by: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('attribute')
      .where('key', '=', key)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new Failure('NOT_FOUND', `Nobody declared "${key}".`)
    await writeAudit(tx, { actor: by, action: 'attribute.remove', subject: `attribute:${key}` })
  })
}

async function findUsed(db: DbOrTx): Promise<Pick<Attribute, 'key' | 'type' | 'examples'>[]> {
  const { rows } = await sql<Pick<Attribute, 'key' | 'type' | 'examples'>>`
    with recent as (
      select attributes from customer where erased_at is null and attributes <> '{}'
      order by id desc limit ${customersLookedAt}),
    counted as (
      select a.key, jsonb_typeof(a.value) as type, left(a.value #>> '{}', 80) as value, count(*) as n
      from recent, jsonb_each(recent.attributes) a
      where a.value <> 'null' group by 1, 2, 3),
    ranked as (
      select *, row_number() over (partition by key order by n desc, value) as rank,
        first_value(type) over (partition by key order by n desc, value) as main
      from counted)
    select key, case main when 'number' then 'number' when 'boolean' then 'boolean' else 'text' end as type,
      array_agg(value order by rank) filter (where rank <= 20) as examples
    from ranked group by key, main order by key`.execute(db)
  return rows
}
