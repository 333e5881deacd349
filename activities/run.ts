import { admit } from '../db/runs/admission.ts'
import { loadSchedule } from '../db/runs/admission-schedule.ts'
import { takeAudience } from '../db/runs/audience.ts'
import { markStarted, unfinishedCohorts } from '../db/runs/cohorts.ts'
import { endRunNow, lookAtAdmission } from '../db/runs/run-end.ts'
import type { Db } from '../db/schema.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Reach } from '../engine/points.ts'
import type { AdmissionSchedule, CohortRef, RunActivities, WorkflowPort } from '../engine/ports.ts'

/** Cohort workflows started side by side. */
const startsAtOnce = 50
const longWaitMs = 1000

export interface RunParts {
  readonly db: Db
  readonly workflows: Pick<WorkflowPort, 'revive'> & {
    /** Starts a cohort's workflow unless it runs already. */
    startCohort(ref: CohortRef): Promise<void>
    keepSchedule(schedule: AdmissionSchedule): Promise<void>
  }
  readonly reach?: Reach | undefined
}

/** The activities of a run as a whole. */
export function createRunActivities({ db, workflows, reach }: RunParts): RunActivities {
  const keepSchedule = async (run: number) => {
    const schedule = await loadSchedule(db, run)
    if (schedule) await workflows.keepSchedule(schedule)
  }
  return {
    async takeAudience({ run }) {
      const taken = await takeAudience(db, run)
      await reach?.('audience.taken')
      return taken
    },
    async admit({ run }) {
      const { cohorts: _, joined, ...admission } = await admit(db, run, reach)
      await reach?.('admission.committed')
      await workflows.revive(joined.map((cohort) => ({ run, cohort })))
      // A long wait: perhaps because the run is paused, and then its schedule pauses too.
      if (admission.waitMs >= longWaitMs) await keepSchedule(run)
      return admission
    },
    async startCohorts({ run }) {
      const refs = await unfinishedCohorts(db, { run })
      await startAll(db, refs, workflows.startCohort, reach)
      await reach?.('cohorts.marked')
      return { started: refs.length }
    },
    async finishRun({ run }) {
      const ended = await inTransaction(db, (tx) => endRunNow(tx, run))
      if (ended) await reach?.('run.ended')
      await keepSchedule(run)
      return { ended, ...(await lookAtAdmission(db, run)) }
    },
  }
}

/** Starts the workflows of these cohorts, some at a time, and notes it in their rows. */
export async function startAll(
  db: Db,
  refs: readonly CohortRef[],
  startCohort: (ref: CohortRef) => Promise<void>,
  reach?: Reach | undefined,
): Promise<void> {
  for (let i = 0; i < refs.length; i += startsAtOnce) {
    const some = refs.slice(i, i + startsAtOnce)
    await Promise.all(some.map(startCohort))
    await reach?.('cohorts.started')
    await markStarted(db, some)
  }
}
