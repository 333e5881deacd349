import { sql } from 'kysely'
import type { Problem } from '../../schemas/api/common.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { dropLeftTables } from './fresh-table.ts'

export interface ImportJob {
  readonly id: string
  readonly kind: string
  readonly source: string
  readonly state: string
  readonly startedAt: InstantMs
  readonly endedAt: InstantMs | null
  readonly counts: Record<string, number>
  readonly by: string
  readonly file: string | null
  readonly progress: { readonly bytes?: number; readonly rows?: number; readonly rejected?: number }
  readonly failure: Problem | null
  readonly hasRejects: boolean
}

const jobsMax = 100
/** An import that has said nothing for so long has lost its process. */
const lostAfter = sql`interval '2 minutes'`
/** Rejects hold personal data: they are kept no longer than somebody needs to mend a file. */
const rejectsKept = sql`interval '30 days'`

const lost: Problem = {
  code: 'UNAVAILABLE',
  message: 'The import has lost its process. Nothing was stored; run it again.',
  details: { reason: 'IMPORT_LOST' },
}
/** Reports of earlier versions hold a message alone. */
const notKept: Problem = { code: 'NOT_SAID', message: '', details: {} }

const columns = sql`id, kind, source,
  case when state = 'running' and told_at < now() - ${lostAfter} then 'failed' else state end as state,
  started_at as "startedAt", ended_at as "endedAt", counts, by, file, progress,
  case when state = 'running' and told_at < now() - ${lostAfter} then ${JSON.stringify(lost)}::jsonb
    when report ? 'problem' then ${JSON.stringify(notKept)}::jsonb || jsonb_build_object('message', report -> 'problem')
    else report -> 'failure' end as failure,
  rejects is not null as "hasRejects"`

/** The latest imports, newest first, at most 100. */
export async function listImports(db: DbOrTx): Promise<ImportJob[]> {
  const { rows } = await sql<ImportJob>`
    select ${columns} from import_job order by started_at desc limit ${jobsMax}`.execute(db)
  return rows
}

/** Fails with NOT_FOUND. */
export async function loadImport(db: DbOrTx, id: string): Promise<ImportJob> {
  const { rows } = await sql<ImportJob>`select ${columns} from import_job where id = ${id}`.execute(
    db,
  )
  const [job] = rows
  if (!job) throw new Failure('NOT_FOUND', `There is no import ${id}.`)
  return job
}

/** Lines that were not taken, as CSV; null when there are none or they are not kept any more. Fails with NOT_FOUND. */
export async function loadRejects(db: DbOrTx, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('import_job')
    .select('rejects')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no import ${id}.`)
  return row.rejects
}

export interface NewJob {
  /** By which its caller wants to find it again; made up without it. */
  readonly id?: string | undefined
  readonly kind: string
  readonly source: string
  readonly by: string
  readonly file: string | null
}

/** Clears away what earlier imports left. Fails with CONFLICT when an import has that id already. */
export async function startJob(db: Db, { id, ...job }: NewJob): Promise<string> {
  await dropLeftTables(db)
  await sql`update import_job set rejects = null
    where rejects is not null and started_at < now() - ${rejectsKept}`.execute(db)
  const made = await db
    .insertInto('import_job')
    .values({ ...job, ...(id === undefined ? {} : { id }), state: 'running' })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!made) {
    throw new Failure('CONFLICT', `There is an import ${id} already; choose another id.`, {
      details: { reason: 'IMPORT_KNOWN' },
    })
  }
  return made.id
}

/** Says how far an import is; true: somebody asked to cancel it. */
export async function tellProgress(
  db: Db,
  id: string,
  progress: ImportJob['progress'],
): Promise<boolean> {
  const row = await db
    .updateTable('import_job')
    .set({ progress: JSON.stringify(progress), told_at: new Date() })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .returning('cancel_asked')
    .executeTakeFirst()
  return row?.cancel_asked === true
}

/** Asks an import to stop; it does within seconds, and stores nothing. Fails with NOT_FOUND, or CONFLICT when it ended. */
export async function cancelImport(tx: Tx, id: string): Promise<void> {
  const job = await loadImport(tx, id)
  if (job.state !== 'running') {
    throw new Failure('CONFLICT', 'The import has ended already; there is nothing to cancel.', {
      details: { reason: 'IMPORT_OVER' },
    })
  }
  await tx.updateTable('import_job').set({ cancel_asked: true }).where('id', '=', id).execute()
}

/** What remains of an import: its report and rejects; of a dry run, nothing. */
export async function endJob(
  db: Db,
  id: string,
  end: {
    readonly state: 'done' | 'failed' | 'cancelled' | 'tried'
    readonly report: unknown
    readonly rejects: string | null
    readonly progress?: ImportJob['progress']
  },
): Promise<void> {
  if (end.state === 'tried') {
    await db.deleteFrom('import_job').where('id', '=', id).execute()
    return
  }
  await sql`update import_job set state = ${end.state}, report = ${JSON.stringify(end.report)}::jsonb,
    rejects = ${end.rejects}, progress = coalesce(${end.progress ? JSON.stringify(end.progress) : null}::jsonb, progress),
    ended_at = coalesce(ended_at, now()) where id = ${id}`.execute(db)
}
