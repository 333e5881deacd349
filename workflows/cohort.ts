import {
  condition,
  continueAsNew,
  defineSignal,
  getExternalWorkflowHandle,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type {
  CohortRef,
  DeliveryActivities,
  DeliveryTask,
  TurnActivities,
} from '../engine/ports.ts'
import { queueName } from '../engine/ports.ts'
import { heartbeatTimeout, prefixOf, runWorkflowId } from './ids.ts'

/** Something changed in the rows: look again. Carries nothing; may be lost, doubled or late. */
export const wake = defineSignal('wake')
export const cohortDone = defineSignal('cohortDone')

export interface CohortInput extends CohortRef {
  /** Sequence number of the next turn; all the memory there is. */
  readonly seq: number
}

/**
 * Drives one cohort until everybody in it has left: takes turns while something is ready, keeps one delivery running
 * beside them for every contact node with something to send, and otherwise sleeps until the next due instant or a wake-up.
 */
export async function cohort({ run, cohort: no, seq }: CohortInput): Promise<void> {
  const prefix = prefixOf(workflowInfo().taskQueue)
  const { takeTurns } = proxyActivities<TurnActivities>({
    taskQueue: queueName(prefix, 'turns'),
    startToCloseTimeout: '1 minute',
    heartbeatTimeout,
    retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
  })
  let news = false
  let closing = false
  const sending = new Set<number>()
  setHandler(wake, () => {
    news = true
  })

  async function deliverAt(task: DeliveryTask): Promise<void> {
    sending.add(task.node)
    const { deliver } = proxyActivities<DeliveryActivities>({
      taskQueue: queueName(prefix, task.queue),
      startToCloseTimeout: '5 minutes',
      heartbeatTimeout,
      retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
    })
    const once = deliver.executeWithOptions({ summary: task.title }, [
      { run, cohort: no, node: task.node, seq },
    ])
    const { more } = await once
    sending.delete(task.node)
    if (more && !closing) void deliverAt(task)
    news = true
  }

  for (;;) {
    news = false
    const turn = await takeTurns({ run, cohort: no, seq })
    seq = turn.seq
    if (turn.remaining === 0) {
      if (turn.othersGoOn) return
      break
    }
    for (const task of turn.deliver) if (!sending.has(task.node)) void deliverAt(task)
    if (turn.ready) continue
    if (workflowInfo().continueAsNewSuggested) {
      // A delivery on its way is waited for: its result would come to nobody.
      closing = true
      await condition(() => sending.size === 0)
      await continueAsNew<typeof cohort>({ run, cohort: no, seq })
    }
    if (turn.nextDueInMs === null) await condition(() => news)
    else if (turn.nextDueInMs > 0) await condition(() => news, turn.nextDueInMs)
  }
  await getExternalWorkflowHandle(runWorkflowId(prefix, run))
    .signal(cohortDone)
    .catch(() => undefined)
}
