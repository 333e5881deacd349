import { sql } from 'kysely'
import { Failure } from '../schemas/failure.ts'
import type { Db, DbOrTx } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** One batch of letters, frozen: the same key always gives the same bytes. */
export interface PrintBatch {
  readonly key: string
  readonly file: string
  readonly rows: number
  /** Of the content as UTF-8, hexadecimal. */
  readonly sha256: string
  readonly content: string
}

/**
 * Freezes those of `outwards` that stand in no batch yet as one batch, made by `compose`, in one transaction; answers
 * the batch of every contact. Handing contacts in again adds nothing, in whatever company they come.
 */
export async function freezeBatch(
  db: Db,
  place: { readonly run: number; readonly node: number },
  outwards: readonly string[],
  compose: (fresh: readonly string[]) => PrintBatch,
): Promise<ReadonlyMap<string, string>> {
  return inTransaction(db, async (tx) => {
    // One writer at a time for a step of a run, so that no contact is taken as fresh twice.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`print ${place.run} ${place.node}`}, 0))`.execute(
      tx,
    )
    const known = await batchesOf(tx, outwards)
    const fresh = [...new Set(outwards)].filter((outward) => !known.has(outward))
    if (fresh.length === 0) return known
    const batch = compose(fresh)
    await tx
      .insertInto('print_batch')
      .values({ ...batch, run: place.run, node: place.node })
      .execute()
    await sql`
      insert into print_line (outward, batch)
      select outward, ${batch.key} from unnest(${fresh}::uuid[]) as given(outward)`.execute(tx)
    return new Map([...known, ...fresh.map((outward) => [outward, batch.key] as const)])
  })
}

/** The batches of a run, in the order they were frozen. */
export async function listBatches(
  db: DbOrTx,
  run: number,
): Promise<(Omit<PrintBatch, 'content'> & { node: number; createdAt: number })[]> {
  return db
    .selectFrom('print_batch')
    .select(['key', 'file', 'rows', 'sha256', 'node', 'created_at as createdAt'])
    .where('run', '=', run)
    .orderBy('created_at')
    .orderBy('key')
    .execute()
}

/** A batch with its content. Fails with NOT_FOUND. */
export async function loadBatch(db: DbOrTx, key: string): Promise<PrintBatch> {
  const batch = await db
    .selectFrom('print_batch')
    .select(['key', 'file', 'rows', 'sha256', 'content'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!batch) throw new Failure('NOT_FOUND', `There is no batch of letters ${key}.`)
  return batch
}

async function batchesOf(
  db: DbOrTx,
  outwards: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ outward: string; batch: string }>`
    select outward, batch from print_line where outward = any(${outwards}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.outward, row.batch]))
}
