import { admit, takeAudience } from '../db/admission.ts'
import { markStarted, unfinishedCohorts } from '../db/cohorts.ts'
import { endRunNow } from '../db/run-end.ts'
import type { Db } from '../db/schema.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Reach } from '../engine/points.ts'
import type { CohortRef, RunActivities } from '../engine/ports.ts'

/** Cohort workflows started side by side. */
const startsAtOnce = 50

/** The activities of a run as a whole; `startCohort` starts a cohort's workflow unless it runs already. */
export function createRunActivities({
  db,
  startCohort,
  reach,
}: {
  db: Db
  startCohort: (ref: CohortRef) => Promise<void>
  reach?: Reach | undefined
}): RunActivities {
  return {
    async takeAudience({ run }) {
      const taken = await takeAudience(db, run)
      await reach?.('audience.taken')
      return taken
    },
    async admit({ run }) {
      const admission = await admit(db, run, reach)
      await reach?.('admission.committed')
      return admission
    },
    async startCohorts({ run }) {
      const refs = await unfinishedCohorts(db, { run })
      await startAll(db, refs, startCohort, reach)
      await reach?.('cohorts.marked')
      return { started: refs.length }
    },
    async finishRun({ run }) {
      const ended = await inTransaction(db, (tx) => endRunNow(tx, run))
      if (ended) await reach?.('run.ended')
      return { ended }
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
