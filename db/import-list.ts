import type { InstantMs } from '../schemas/basics.ts'
import type { DbOrTx } from './schema.ts'

export interface ImportJob {
  readonly id: string
  readonly kind: string
  readonly source: string
  readonly state: string
  readonly startedAt: InstantMs
  readonly endedAt: InstantMs | null
  readonly counts: Record<string, number>
}

const jobsMax = 100

/** The latest imports, newest first, at most 100. */
export async function listImports(db: DbOrTx): Promise<ImportJob[]> {
  return db
    .selectFrom('import_job')
    .select(['id', 'kind', 'source', 'state', 'started_at as startedAt', 'ended_at as endedAt'])
    .select('counts')
    .orderBy('started_at', 'desc')
    .limit(jobsMax)
    .execute()
}
