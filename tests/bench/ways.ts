import { setTimeout as sleep } from 'node:timers/promises'
import { createDeliveryActivities } from '../../activities/deliver.ts'
import { createActivities, turnsAtOnceOf, type WorkerParts } from '../../bin/workers.ts'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import type { CohortRef } from '../../engine/ports.ts'
import { queueName } from '../../engine/ports.ts'
import { cohortWorkflowId, runWorkflowId } from '../../workflows/ids.ts'
import { databaseConnections, type Machine } from './machine.ts'
import { measurePass, type Pass, type Takes } from './pass.ts'
import { passDays } from './pass-days.ts'
import type { Crew } from './processes.ts'
import { createRivalWorker, type Rival, type WorkerSettings, workflowOf } from './rivals.ts'

let passes = 0
/** Until a rival's worker and the first workflows are under way. */
const startMs = 1500

/** Through the level in cohorts, with the workers of the product. */
export async function cohortPass(machine: Machine, crew: Crew, takes: Takes): Promise<Pass> {
  const { prefix } = crew
  const workflows = createWorkflowPort(machine.client, { prefix })
  await crew.sendTo(takes.level.smtpUrl)
  return measurePass(machine, takes, {
    prefix,
    async resume(run) {
      const resumedAt = performance.now()
      await workflows.wake(await passDays(machine.db, run, 4))
      return resumedAt
    },
  })
}

export interface RivalTakes extends Omit<Takes, 'cohortSize'> {
  readonly rival: Rival
  readonly settings: WorkerSettings
  /** How long the first half takes, by what is known so far. */
  readonly msPerCustomer: number
}

/**
 * Through the level with one workflow per customer. Their waits end by their own timers, without a signal, at one real
 * instant chosen so that everybody waits by then; null when somebody did not, for then the halves overlapped.
 */
export async function rivalPass(machine: Machine, takes: RivalTakes): Promise<Pass | null> {
  const { db, client, connection, codePath } = machine
  const { rival, settings, customers, msPerCustomer } = takes
  const resumeAt = Date.now() + startMs + customers * msPerCustomer * 1.5
  const parts = workerParts(machine, takes)
  const { prefix } = parts
  const taskQueue = queueName(prefix, 'control')
  const startCohort = async (ref: CohortRef) => {
    await client.workflow.start(workflowOf[rival], {
      taskQueue,
      workflowId: cohortWorkflowId(prefix, ref.run, ref.cohort),
      args: [{ ...ref, resumeAt }],
    })
  }
  const engine = createActivities({ ...parts, workflows: { ...parts.workflows, startCohort } })
  // A local activity has no heartbeat.
  const deliveries = createDeliveryActivities({ ...parts, heartbeat: () => undefined })
  const worker = await createRivalWorker(
    { connection, namespace: parts.namespace, taskQueue, workflowBundle: { codePath } },
    { ...engine, deliveries },
    settings,
  )
  const working = worker.run()
  let overlapped = false
  try {
    const pass = await measurePass(
      machine,
      { ...takes, cohortSize: 1 },
      {
        prefix,
        async resume(run) {
          await passDays(db, run, 4)
          const leftMs = resumeAt - Date.now()
          overlapped = leftMs < 0
          await sleep(Math.max(0, leftMs))
          return performance.now()
        },
        // Nobody else tells the run's workflow that all have left.
        afterwards: (run) =>
          client.workflow.getHandle(runWorkflowId(prefix, run)).signal('cohortDone'),
      },
    )
    return overlapped ? null : pass
  } finally {
    worker.shutdown()
    await working
  }
}

function workerParts({ db, client, connection, codePath }: Machine, { level }: Takes): WorkerParts {
  passes += 1
  const prefix = `bench${passes}`
  return {
    db,
    connection,
    namespace: client.options.namespace,
    prefix,
    workflows: createWorkflowPort(client, { prefix }),
    codePath,
    turnsAtOnce: turnsAtOnceOf(databaseConnections),
    log: { error: (fields: object, message: string) => console.error(message, fields) },
    adapterFor: () => level.adapter,
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 20_000,
  }
}
