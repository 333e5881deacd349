import { Worker, type WorkerOptions } from '@temporalio/worker'
import type { Activities } from '../../bin/workers.ts'
import type {
  CohortRef,
  DeliveryActivities,
  TurnActivities,
  TurnResult,
} from '../../engine/ports.ts'

/** Ways to give every customer a workflow of its own; see workflows/single.ts. */
export const rivals = ['steps', 'joined', 'local'] as const
export type Rival = (typeof rivals)[number]

export const workflowOf = {
  steps: 'singleSteps',
  joined: 'singleJoined',
  local: 'singleLocal',
} as const satisfies Record<Rival, string>

export interface StretchActivities {
  /** Takes turns and delivers until the customer waits or has left. */
  stretch(input: CohortRef & { seq: number }): Promise<TurnResult>
}

export type WorkerSettings = Pick<
  WorkerOptions,
  | 'maxConcurrentWorkflowTaskExecutions'
  | 'maxConcurrentWorkflowTaskPolls'
  | 'maxConcurrentActivityTaskExecutions'
  | 'maxConcurrentLocalActivityExecutions'
  | 'maxCachedWorkflows'
>

/** A worker with everything on one queue, so that the server may hand activities out at once with the workflow task. */
export function createRivalWorker(
  options: Pick<WorkerOptions, 'connection' | 'namespace' | 'taskQueue' | 'workflowBundle'>,
  { control, turns, deliveries }: Activities,
  settings: WorkerSettings,
): Promise<Worker> {
  const engine = { ...turns, ...deliveries }
  return Worker.create({
    ...options,
    activities: { ...control, ...engine, ...stretches(engine) },
    ...settings,
  })
}

function stretches({ takeTurns, deliver }: TurnActivities & DeliveryActivities): StretchActivities {
  return {
    async stretch({ run, cohort, seq }) {
      for (let from = seq; ; ) {
        const turn = await takeTurns({ run, cohort, seq: from })
        for (const { node } of turn.deliver) await deliver({ run, cohort, node })
        if (turn.remaining === 0 || (!turn.ready && turn.deliver.length === 0)) return turn
        from = turn.seq
      }
    },
  }
}
