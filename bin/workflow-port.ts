import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client'
import type { AdmissionSchedule, CohortRef, WorkflowPort } from '../engine/ports.ts'
import { queueName } from '../engine/ports.ts'
import type { campaignRun } from '../workflows/campaign-run.ts'
import type { cohort } from '../workflows/cohort.ts'
import { cohortWorkflowId, runWorkflowId } from '../workflows/ids.ts'
import { keepSchedule } from './admission-schedule.ts'

export interface TemporalPort extends WorkflowPort {
  /** Starts the workflow of a cohort; one that runs already is left alone. */
  startCohort(ref: CohortRef): Promise<void>
  /** Makes, changes, pauses or removes what takes a run's audience again. */
  keepSchedule(schedule: AdmissionSchedule): Promise<void>
}

const callsAtOnce = 50

/** The workflows as Temporal runs them. `prefix` as in `queueName`. */
export function createWorkflowPort(client: Client, { prefix }: { prefix: string }): TemporalPort {
  const runOptions = (run: number) => ({
    taskQueue: queueName(prefix, 'control'),
    workflowId: runWorkflowId(prefix, run),
    args: [{ run }] as [{ run: number }],
    priority: { fairnessKey: fairnessKey(run) },
  })
  const cohortOptions = ({ run, cohort: no, urgent = false }: CohortRef) => ({
    taskQueue: queueName(prefix, 'control'),
    workflowId: cohortWorkflowId(prefix, run, no),
    // Sequence 0 is behind any row that has moved: the first turn then adopts what stands there.
    args: [{ run, cohort: no, seq: 0 }] as [{ run: number; cohort: number; seq: number }],
    priority: { fairnessKey: fairnessKey(run), ...(urgent && { priorityKey: urgentKey }) },
  })
  return {
    async startRun(run) {
      await startOnce(() =>
        client.workflow.start<typeof campaignRun>('campaignRun', runOptions(run)),
      )
    },
    async enter(run) {
      await client.workflow.signalWithStart<typeof campaignRun>('campaignRun', {
        ...runOptions(run),
        signal: 'enter',
      })
    },
    async startCohort(ref) {
      await startOnce(() => client.workflow.start<typeof cohort>('cohort', cohortOptions(ref)))
    },
    wake: (refs) => someAtOnce(refs, (ref) => wakeOne(client, prefix, ref)),
    revive: (refs) =>
      someAtOnce(refs, async (ref) => {
        const options = { ...cohortOptions(ref), signal: 'wake' }
        await client.workflow.signalWithStart<typeof cohort>('cohort', options)
      }),
    keepSchedule: (schedule) => keepSchedule(client, prefix, schedule),
  }
}

/** Tasks of different runs are worked on in turn, however many one of them has waiting. */
function fairnessKey(run: number): string {
  return `run-${run}`
}

/** Before the others, whose key is 3. */
const urgentKey = 2

async function someAtOnce(
  refs: readonly CohortRef[],
  call: (ref: CohortRef) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < refs.length; i += callsAtOnce) {
    await Promise.all(refs.slice(i, i + callsAtOnce).map(call))
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
