import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

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

/** What the erasure of customers left of a batch: exported again, it gives the same bytes but for their lines. */
export interface Purged {
  /** Lines that are gone. */
  readonly purged: number
  /** Of what remains; null while nothing is gone. */
  readonly restSha256: string | null
}

/** The batches of a run, in the order they were frozen. */
export async function listBatches(
  db: DbOrTx,
  run: number,
): Promise<(Omit<PrintBatch, 'content'> & Purged & { node: number; createdAt: number })[]> {
  return db
    .selectFrom('print_batch')
    .select(['key', 'file', 'rows', 'sha256', 'node', 'created_at as createdAt'])
    .select(['purged', 'rest_sha256 as restSha256'])
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

/**
 * Takes a customer’s lines out of every batch they stand in; its manifest then says how many lines are gone and has the
 * checksum of the rest. Answers the keys of these batches.
 */
export async function purgeLetters(tx: Tx, customer: number): Promise<string[]> {
  const { rows } = await sql<{ key: string; content: string; outwards: string[] }>`
    select b.key, b.content, array_agg(l.outward::text) as outwards
    from intent i
    join print_line l on l.outward = i.outward
    join lateral (select key, content from print_batch where key = l.batch for update) b on true
    where i.customer = ${customer} group by b.key, b.content order by b.key`.execute(tx)
  for (const { key, content, outwards } of rows) {
    const { rest, gone } = withoutLines(content, outwards)
    await tx
      .updateTable('print_batch')
      .set({
        content: rest,
        purged: sql<number>`purged + ${gone}::int`,
        rest_sha256: createHash('sha256').update(rest).digest('hex'),
      })
      .where('key', '=', key)
      .execute()
  }
  return rows.map(({ key }) => key)
}

/** Every record of a print file begins on a line of its own with the quoted id of its contact. */
function withoutLines(
  content: string,
  outwards: readonly string[],
): { rest: string; gone: number } {
  const records = content.split(/(?<=\r\n)(?="[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}","|$)/)
  const kept = records.filter((record) => !outwards.some((id) => record.startsWith(`"${id}"`)))
  return { rest: kept.join(''), gone: records.length - kept.length }
}

async function batchesOf(
  db: DbOrTx,
  outwards: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ outward: string; batch: string }>`
    select outward, batch from print_line where outward = any(${outwards}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.outward, row.batch]))
}
