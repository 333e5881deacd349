import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { RunActivities } from '../engine/ports.ts'
import { enter } from './admission.ts'
import { cohortDone } from './cohort.ts'
import { heartbeatTimeout } from './ids.ts'

const { takeAudience, admit, startCohorts, finishRun } = proxyActivities<RunActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout,
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
})

/** How often a run looks at its rows, should every word be lost. */
const lookEveryMs = 600_000

/**
 * Takes the audience and admits it chunk by chunk, starting the cohorts' workflows; again whenever the audience is due or
 * events have brought somebody; and ends when the rows say that nobody is left and nobody may come.
 */
export async function campaignRun({ run }: { run: number }): Promise<void> {
  let news = false
  let called = false
  setHandler(cohortDone, () => {
    news = true
  })
  setHandler(enter, () => {
    news = true
    called = true
  })
  for (;;) {
    await takeAudience({ run })
    for (;;) {
      called = false
      const { admitted, left, waitMs } = await admit({ run })
      if (admitted > 0) await startCohorts({ run })
      if (left === 0) break
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignRun>({ run })
      if (waitMs > 0) await condition(() => called, waitMs)
    }
    // Cohorts of chunks that were admitted when a crash came between admitting and starting.
    await startCohorts({ run })
    for (;;) {
      news = false
      const { ended, more, lookInMs } = await finishRun({ run })
      if (ended) return
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignRun>({ run })
      if (more) break
      await condition(() => news, Math.min(lookEveryMs, lookInMs ?? lookEveryMs))
    }
  }
}
