import { type RawBuilder, sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import type { Tx } from '../schema.ts'

const lock = sql`hashtextextended('merge', 0)`

/**
 * Nobody is merged until the transaction ends. Whoever stores what was read earlier calls it, and then asks once more who
 * the customers are (`followMerged`): what went to somebody out of sight would be lost.
 */
export async function holdMerges(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(tx)
}

/** Rows of a table go to whoever their customers were merged into; answers the numbers of all whom that concerns. */
export async function followMerged(tx: Tx, table: RawBuilder<unknown>): Promise<number[]> {
  const { rows } = await sql<{ gone: number; kept: number }>`
    with merged as (select id as gone, merged_into as kept from customer where merged_into is not null),
    followed as (
      update ${table} t set customer = m.kept from merged m where t.customer = m.gone returning m.gone, m.kept)
    select distinct gone, kept from followed`.execute(tx)
  return [...new Set(rows.flatMap(({ gone, kept }) => [gone, kept]))]
}

const waitMs = 5_000

/** For whoever merges customers, or parts them again. Fails with CONFLICT while an import is stored. */
export async function lockMerges(tx: Tx): Promise<void> {
  try {
    await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx)
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    await sql`select set_config('lock_timeout', '0', true)`.execute(tx)
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== '55P03') throw error
    throw importStores(error)
  }
}

function importStores(cause: unknown): Failure {
  return new Failure(
    'CONFLICT',
    'An import is being stored, and customers cannot be merged or parted meanwhile. Try again in a minute.',
    { details: { reason: 'MERGE_IMPORT_STORES' }, cause },
  )
}
