import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Tx } from '../schema.ts'
import { copyGrants } from './copy-grants.ts'

/** Tables that are filled beside the empty one of their name and take its place when they are full. */
export type FreshOf = 'purchase' | 'customer' | 'customer_metric' | 'contact_state'

export interface Index {
  readonly name: string
  /** From USING on. */
  readonly how: string
  readonly unique: boolean
  /** p or u: the index belongs to a constraint of its name. */
  readonly constraint: string | null
}

/**
 * Makes a table like `table`, without indexes and foreign keys, for the transaction of an import; answers its name.
 * Nobody else sees it, and it is gone if the transaction is undone.
 */
export async function makeFresh(tx: Tx, table: FreshOf): Promise<string> {
  const { rows } = await sql<{ pid: number; options: string | null }>`
    select pg_backend_pid() as pid, array_to_string(reloptions, ', ') as options
    from pg_class where oid = ${table}::regclass`.execute(tx)
  const name = `${table}_${rows[0]?.pid ?? 0}`
  const options = rows[0]?.options
  await sql`create table ${sql.table(name)} (like ${sql.table(table)} including defaults including identity
    including storage including comments including constraints)
    ${options ? sql.raw(`with (${options})`) : sql``}`.execute(tx)
  return name
}

/** The indexes of a table, unique ones first: whoever is settled there is not yet in another. */
export async function listIndexes(tx: Tx, table: FreshOf): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select c.relname as name, substring(pg_get_indexdef(i.indexrelid) from ' USING .*$') as how,
      i.indisunique as unique, k.contype as constraint
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
    where i.indrelid = ${table}::regclass order by i.indisunique desc, i.indexrelid`.execute(tx)
  return rows
}

const indexNameOn = (table: string, index: Index) => `${table}_${index.name}`.slice(0, 63)

/**
 * Builds the indexes on the fresh table, sorted and at once instead of row by row. Where rows are equal in a unique one,
 * `settle` is asked to part them, and the index built again. Its numbers of rows settled are summed.
 */
export async function buildIndexes(
  tx: Tx,
  {
    name,
    indexes,
    settle,
  }: { name: string; indexes: readonly Index[]; settle: () => Promise<number> },
): Promise<number> {
  // Each of the processes that sort has a third of it, which its caches hold: more memory is no quicker.
  await sql`select set_config('maintenance_work_mem', '96MB', true)`.execute(tx)
  let settled = 0
  for (const index of indexes) {
    if (!index.unique) await build(tx, name, index)
    else if (!(await buildUnique(tx, name, index))) {
      settled += await settle()
      await build(tx, name, index)
    }
  }
  return settled
}

async function build(tx: Tx, table: string, index: Index): Promise<void> {
  const unique = index.unique ? sql`unique` : sql``
  await sql`create ${unique} index ${sql.id(indexNameOn(table, index))} on ${sql.table(table)}${sql.raw(index.how)}`.execute(
    tx,
  )
}

/** False if two rows are equal in it; the transaction goes on. */
async function buildUnique(tx: Tx, table: string, index: Index): Promise<boolean> {
  await sql`savepoint before_unique`.execute(tx)
  try {
    await build(tx, table, index)
    return true
  } catch (error) {
    if (codeOf(error) !== '23505') throw error
    await sql`rollback to savepoint before_unique`.execute(tx)
    return false
  }
}

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/**
 * Puts filled tables in the place of the empty ones: the only moment at which readers wait, a few milliseconds. The
 * caller has seen to it that the old tables are empty and nobody writes to them. False, and nothing changed, if somebody
 * does not let go of them for some seconds; that nobody waits for us meanwhile is why each try is short.
 */
export async function takePlaces(
  tx: Tx,
  fresh: readonly {
    readonly table: FreshOf
    readonly name: string
    readonly indexes: readonly Index[]
  }[],
): Promise<boolean> {
  const keys = await listForeignKeys(
    tx,
    fresh.map(({ table }) => table),
  )
  const tables = [
    ...new Set([...fresh.map(({ table }) => table), ...keys.map(({ table }) => table)]),
  ]
  if (!(await lockAll(tx, tables.sort()))) return false
  for (const { table, name } of keys) {
    await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(tx)
  }
  for (const { table, name, indexes } of fresh) {
    await copyGrants(tx, { from: table, to: name })
    await sql`drop table ${sql.table(table)}`.execute(tx)
    await sql`alter table ${sql.table(name)} rename to ${sql.id(table)}`.execute(tx)
    await renameSequence(tx, table, name)
    for (const index of indexes) await takeName(tx, { table, name, index })
  }
  for (const { table, name, definition } of keys) {
    await sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(
      tx,
    )
  }
  return true
}

async function listForeignKeys(tx: Tx, tables: readonly string[]): Promise<ForeignKey[]> {
  const { rows } = await sql<ForeignKey>`
    select k.conrelid::regclass::text as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k
    where k.contype = 'f' and (k.confrelid = any(${[...tables]}::text[]::regclass[])
      or k.conrelid = any(${[...tables]}::text[]::regclass[]))
    order by 1, 2`.execute(tx)
  return rows
}

async function takeName(
  tx: Tx,
  { table, name, index }: { table: FreshOf; name: string; index: Index },
): Promise<void> {
  const made = sql.id(indexNameOn(name, index))
  if (index.constraint === null) {
    await sql`alter index ${made} rename to ${sql.id(index.name)}`.execute(tx)
    return
  }
  const kind = index.constraint === 'p' ? sql`primary key` : sql`unique`
  await sql`alter table ${sql.table(table)} add constraint ${sql.id(index.name)} ${kind} using index ${made}`.execute(
    tx,
  )
}

async function renameSequence(tx: Tx, table: FreshOf, name: string): Promise<void> {
  const { rows } = await sql<{ is: boolean }>`
    select to_regclass(${`${name}_id_seq`}) is not null as is`.execute(tx)
  if (rows[0]?.is !== true) return
  await sql`alter sequence ${sql.id(`${name}_id_seq`)} rename to ${sql.id(`${table}_id_seq`)}`.execute(
    tx,
  )
}

/** Shorter than PostgreSQL waits before it looks for a deadlock, so that nobody is ever sent back for us. */
const tryMs = 200
const triesMax = 30

/** All of the tables for us alone, in their order; false, and none of them, if that cannot be had. */
async function lockAll(tx: Tx, tables: readonly string[]): Promise<boolean> {
  for (let tried = 0; tried < triesMax; tried++) {
    await sql`savepoint before_lock`.execute(tx)
    try {
      await sql`select set_config('lock_timeout', ${`${tryMs}ms`}, true)`.execute(tx)
      await sql`lock table ${sql.join(tables.map((table) => sql.table(table)))} in access exclusive mode`.execute(
        tx,
      )
      await sql`select set_config('lock_timeout', '0', true)`.execute(tx)
      return true
    } catch (error) {
      if (codeOf(error) !== '55P03') throw error
      await sql`rollback to savepoint before_lock`.execute(tx)
      await sleep(tried * 10)
    }
  }
  return false
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code
}
