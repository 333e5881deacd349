import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Tx } from '../schema.ts'
import { copyGrants } from './copy-grants.ts'
import { type Index, indexNameOn } from './fresh-indexes.ts'
import { copyOptions, type FreshOf } from './fresh-table.ts'

/** A full table with its indexes. */
export interface Full {
  readonly table: FreshOf
  readonly name: string
  readonly indexes: readonly Index[]
}

/**
 * Puts filled tables in the place of the empty ones: the only moment at which readers wait, a few milliseconds. The
 * caller has seen to it that the old tables are empty and nobody writes to them. False, and nothing changed, if somebody
 * does not let go of them for some seconds; that nobody waits for us meanwhile is why each try is short.
 */
export async function takePlaces(tx: Tx, fresh: readonly Full[]): Promise<boolean> {
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
    await sql`alter table ${sql.table(name)} reset (autovacuum_enabled)`.execute(tx)
    await copyOptions(tx, { from: table, to: name })
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

interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
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
