import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import type { CohortRef, WorkflowPort } from '../engine/ports.ts'
import { queueName } from '../engine/ports.ts'
import type { campaignRun } from '../workflows/campaign-run.ts'
import type { cohort } from '../workflows/cohort.ts'
import { cohortWorkflowId, runWorkflowId } from '../workflows/ids.ts'

export interface TemporalPort extends WorkflowPort {
  /** Starts the workflow of a cohort; one that runs already is left alone. */
  startCohort(ref: CohortRef): Promise<void>
}

const signalsAtOnce = 50

/** The workflows as Temporal runs them. `prefix` as in `queueName`. */
export function createWorkflowPort(client: Client, { prefix }: { prefix: string }): TemporalPort {
  const taskQueue = queueName(prefix, 'control')
  return {
    async startRun(run) {
      await startOnce(() =>
        client.workflow.start<typeof campaignRun>('campaignRun', {
          taskQueue,
          workflowId: runWorkflowId(prefix, run),
          args: [{ run }],
        }),
      )
    },
    async startCohort({ run, cohort: no }) {
      // Sequence 0 is behind any row that has moved: the first turn then adopts what stands there.
      await startOnce(() =>
        client.workflow.start<typeof cohort>('cohort', {
          taskQueue,
          workflowId: cohortWorkflowId(prefix, run, no),
          args: [{ run, cohort: no, seq: 0 }],
        }),
      )
    },
    async wake(refs) {
      for (let i = 0; i < refs.length; i += signalsAtOnce) {
        await Promise.all(
          refs.slice(i, i + signalsAtOnce).map((ref) => wakeOne(client, prefix, ref)),
        )
      }
    },
  }
}

async function startOnce(start: () => Promise<unknown>): Promise<void> {
  try {
    await start()
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}

async function wakeOne(client: Client, prefix: string, { run, cohort }: CohortRef): Promise<void> {
  try {
    await client.workflow.getHandle(cohortWorkflowId(prefix, run, cohort)).signal('wake')
  } catch (error) {
    // Not started yet, or done: then its first turn sees the news, or nobody needs it.
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
