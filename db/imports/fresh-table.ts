import { sql } from 'kysely'
import type { CopyClient } from '../connect.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'

/** Tables that are filled beside the empty one of their name and take its place when they are full. */
export type FreshOf = 'purchase' | 'customer' | 'customer_metric' | 'contact_state'

const lockOf = (owner: number) => sql`hashtextextended(${`fresh/${owner}`}, 0)`

/** Who fills fresh tables, on which connection. */
export interface Filler {
  readonly connection: Db
  readonly client: CopyClient
  /** The number that its tables bear. */
  readonly owner: number
}

/**
 * Lets `work` fill fresh tables, which are committed before their import is: only so can two connections index them at
 * once. Whatever did not take its place by the end is dropped, or, if this process dies, by `dropLeftTables`.
 */
export async function withFreshTables<T>(
  { connection, client }: Omit<Filler, 'owner'>,
  work: (filler: Filler) => Promise<T>,
): Promise<T> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
  const owner = rows[0]?.pid ?? 0
  await sql`select pg_advisory_lock(${lockOf(owner)})`.execute(connection)
  try {
    // Of somebody who died and had our number.
    await dropTablesOf(connection, owner)
    return await work({ connection, client, owner })
  } finally {
    // On a broken connection there is no lock any more, and whoever imports next clears away.
    await dropTablesOf(connection, owner).catch(() => undefined)
    await sql`select pg_advisory_unlock(${lockOf(owner)})`
      .execute(connection)
      .catch(() => undefined)
  }
}

/** Drops the fresh tables whose import died. */
export async function dropLeftTables(db: Db): Promise<void> {
  const owners = new Set((await listFresh(db)).map(({ owner }) => owner))
  for (const owner of owners) {
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ left: boolean }>`
        select pg_try_advisory_xact_lock(${lockOf(owner)}) as left`.execute(tx)
      if (rows[0]?.left === true) await dropTablesOf(tx, owner)
    })
  }
}

/**
 * Makes a table like `table`, without indexes and foreign keys; answers its name. What is copied into it in the same
 * transaction may be frozen.
 */
export async function makeFresh(tx: Tx, table: FreshOf, owner: number): Promise<string> {
  const name = `fresh_${table}_${owner}`
  await sql`create table ${sql.table(name)} (like ${sql.table(table)} including defaults including identity
    including storage including comments including constraints)`.execute(tx)
  await copyOptions(tx, { from: table, to: name })
  await waitForNoDisk(tx)
  // Vacuuming would wait for the indexes, or they for it.
  await sql`alter table ${sql.table(name)} set (autovacuum_enabled = false)`.execute(tx)
  return name
}

/** A fresh table may be lost with the server; the commit that puts it in its place waits for all that came before. */
export async function waitForNoDisk(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx)
}

/** Says that rows have the numbers from 1 to `last`; the next one is given the number behind. */
export async function setLastId(tx: Tx, name: string, last: number): Promise<void> {
  if (last === 0) return
  await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${last})`.execute(tx)
}

/** Gives a table the storage options of another. */
export async function copyOptions(
  tx: Tx,
  { from, to }: { from: FreshOf; to: string },
): Promise<void> {
  const { rows } = await sql<{ options: string | null }>`
    select array_to_string(reloptions, ', ') as options from pg_class where oid = ${from}::regclass`.execute(
    tx,
  )
  const options = rows[0]?.options
  if (options) await sql`alter table ${sql.table(to)} set (${sql.raw(options)})`.execute(tx)
}

async function listFresh(db: DbOrTx): Promise<{ name: string; owner: number }[]> {
  const { rows } = await sql<{ name: string; owner: number }>`
    select relname as name, substring(relname from '[0-9]+$')::int as owner from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and relname ~ '^fresh_(purchase|customer|customer_metric|contact_state)_[0-9]+$'`.execute(db)
  return rows
}

async function dropTablesOf(db: DbOrTx, owner: number): Promise<void> {
  for (const one of await listFresh(db)) {
    if (one.owner === owner) await sql`drop table if exists ${sql.table(one.name)}`.execute(db)
  }
}
