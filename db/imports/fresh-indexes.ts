import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { type FreshOf, waitForNoDisk } from './fresh-table.ts'

export interface Index {
  readonly name: string
  /** From USING on. */
  readonly how: string
  readonly unique: boolean
  /** p or u: the index belongs to a constraint of its name. */
  readonly constraint: string | null
}

/** The indexes of a table, in the order in which they were made. */
export async function listIndexes(connection: Db, table: FreshOf): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select c.relname as name, substring(pg_get_indexdef(i.indexrelid) from ' USING .*$') as how,
      i.indisunique as unique, k.contype as constraint
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
    where i.indrelid = ${table}::regclass order by i.indexrelid`.execute(connection)
  return rows
}

export const indexNameOn = (table: string, index: Index) => `${table}_${index.name}`.slice(0, 63)

/** Builds an index on a full table, sorted and at once instead of row by row. */
export async function buildIndex(connection: Db, table: string, index: Index): Promise<void> {
  const unique = index.unique ? sql`unique` : sql``
  await connection.transaction().execute(async (tx) => {
    // What is sorted at a time stays in the processor's cache: more memory was slower. Another index is built beside
    // this one; further processes would only make more work of both.
    await sql`select set_config('maintenance_work_mem', '32MB', true),
      set_config('max_parallel_maintenance_workers', '0', true)`.execute(tx)
    await waitForNoDisk(tx)
    await sql`create ${unique} index ${sql.id(indexNameOn(table, index))} on ${sql.table(table)}${sql.raw(index.how)}`.execute(
      tx,
    )
  })
}

/** The same where rows may be equal: `settle` parts them, and answers how many it settled. */
export async function buildSettled(
  connection: Db,
  { table, index, settle }: { table: string; index: Index; settle: () => Promise<number> },
): Promise<number> {
  try {
    await buildIndex(connection, table, index)
    return 0
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== '23505') throw error
    const settled = await settle()
    await buildIndex(connection, table, index)
    return settled
  }
}

/** Waits for both, and then fails with the first that failed. */
export async function allEnd<A, B>(works: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}
