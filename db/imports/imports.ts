import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { type CopyClient, onOneConnection } from '../connect.ts'
import { holdMerges } from '../merging/hold.ts'
import { isGone } from '../pg-error.ts'
import type { Db, Tx } from '../schema.ts'

/** What an import read and did, for the record of imports. */
export interface ImportRecord {
  readonly kind: string
  readonly source: string
  /** Its row if it has one already. */
  readonly job?: string | undefined
  readonly startedAt: number
  readonly counts: Readonly<Record<string, number>>
}

/**
 * Gives `work` one connection whose temporary tables hold what is read before anything is stored; they vanish however
 * it ends, even when the process is killed.
 */
export async function withStage<T>(
  db: Db,
  work: (connection: Db, client: CopyClient) => Promise<T>,
): Promise<T> {
  return onOneConnection(db, async (connection, client) => {
    try {
      return await work(connection, client)
    } finally {
      // On a broken connection there is nothing to discard, and its error is already on the way.
      await sql`discard temp`.execute(connection).catch(() => undefined)
    }
  })
}

class Undone<T> extends Error {
  readonly result: T
  constructor(result: T) {
    super('A dry run is rolled back')
    this.result = result
  }
}

/**
 * Runs `work` in one transaction in which no other import of the same source runs, and no customers are merged; a dry run does the same work and
 * rolls it back, so that its answer is what would have happened.
 */
export async function storeOnce<T>(
  connection: Db,
  { source, dryRun }: { readonly source: string; readonly dryRun: boolean },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await connection.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`import/${source}`}, 0))`.execute(
        tx,
      )
      await holdMerges(tx)
      const result = await work(tx)
      if (dryRun) throw new Undone(result)
      return result
    })
  } catch (error) {
    if (error instanceof Undone) return error.result as T
    throw collided(error) ?? error
  }
}

/** What an import says when its database went away; undefined: that is not what happened. */
export function databaseGone(error: unknown): Failure | undefined {
  if (!isGone(error)) return undefined
  return new Failure(
    'UNAVAILABLE',
    'The database went away during the import. The file is stored whole or not at all; run it again, for the same rows change nothing.',
    { details: { reason: 'IMPORT_DATABASE_WENT' }, retryable: true, cause: error },
  )
}

/** Two who write the same rows in opposite order: one of them is sent back whole. */
function collided(error: unknown): Failure | undefined {
  const code = (error as { code?: unknown } | null)?.code
  if (code !== '40P01' && code !== '40001') return undefined
  return new Failure(
    'UNAVAILABLE',
    'The import met somebody else’s changes and was undone. Nothing was stored; run it again.',
    { details: { reason: 'IMPORT_UNDONE' }, retryable: true, cause: error },
  )
}

/** Says in the transaction of an import that it is done. */
export async function recordImport(tx: Tx, record: ImportRecord): Promise<void> {
  const done = { state: 'done', ended_at: new Date(), counts: JSON.stringify(record.counts) }
  if (record.job !== undefined) {
    await tx.updateTable('import_job').set(done).where('id', '=', record.job).execute()
    return
  }
  const { kind, source, startedAt } = record
  await tx
    .insertInto('import_job')
    .values({ kind, source, started_at: new Date(startedAt), ...done })
    .execute()
}
