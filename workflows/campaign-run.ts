import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { RunActivities } from '../engine/ports.ts'
import { cohortDone } from './cohort.ts'
import { heartbeatTimeout } from './ids.ts'

const { takeAudience, admit, startCohorts, finishRun } = proxyActivities<RunActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout,
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
})

/** How often a run looks whether it has ended, should the last cohort's word be lost. */
const lookEvery = '10 minutes'

/** Takes the audience once, admits it chunk by chunk, starts the cohorts' workflows, and ends when the rows say so. */
export async function campaignRun({ run }: { run: number }): Promise<void> {
  let news = false
  setHandler(cohortDone, () => {
    news = true
  })
  await takeAudience({ run })
  for (;;) {
    const { admitted, left, waitMs } = await admit({ run })
    if (admitted > 0) await startCohorts({ run })
    if (left === 0) break
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignRun>({ run })
    if (waitMs > 0) await sleep(waitMs)
  }
  // Cohorts of chunks that were admitted when a crash came between admitting and starting.
  await startCohorts({ run })
  for (;;) {
    news = false
    const { ended } = await finishRun({ run })
    if (ended) return
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaignRun>({ run })
    await condition(() => news, lookEvery)
  }
}
