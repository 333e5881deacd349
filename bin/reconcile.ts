import { startAll } from '../activities/run.ts'
import { unfinishedCohorts, unfinishedRuns } from '../db/runs/cohorts.ts'
import type { Db } from '../db/schema.ts'
import type { TemporalPort } from './workflow-port.ts'

/**
 * Gives every unfinished run and cohort its workflow again: after a crash, and after the loss of Temporal's store.
 * Those that have theirs are left alone.
 */
export async function reconcile(
  db: Db,
  workflows: TemporalPort,
): Promise<{ runs: number; cohorts: number }> {
  const runs = await unfinishedRuns(db)
  for (const run of runs) await workflows.startRun(run)
  const cohorts = await unfinishedCohorts(db, 'all')
  await startAll(db, cohorts, (ref) => workflows.startCohort(ref))
  return { runs: runs.length, cohorts: cohorts.length }
}
