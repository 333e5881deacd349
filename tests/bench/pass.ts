import type { Client } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { sql } from 'kysely'
import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { createDeliveryActivities } from '../../activities/deliver.ts'
import { createRunActivities } from '../../activities/run.ts'
import { createTurnActivities } from '../../activities/take-turns.ts'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { setClock } from '../../db/clock.ts'
import { loadRunContext } from '../../db/runs.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { queueName } from '../../engine/ports.ts'
import { launch } from '../support/launch.ts'
import { until } from '../support/until.ts'
import type { Machine } from './machine.ts'
import { sixSteps } from './scenario.ts'

export interface Pass {
  readonly customers: number
  /** Seconds in which something was due; the wait between the two halves does not count. */
  readonly busySeconds: number
  readonly transitionsPerCustomer: number
}

/** Says yes at once: what is measured is the engine, not a provider. */
const atOnce: ChannelAdapter = {
  keyed: true,
  chunkSize: 2000,
  concurrency: 1,
  async send(batch) {
    return batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }))
  },
}

const log = { error: (fields: unknown, message: string) => console.error(message, fields) }
const dayMs = 86_400_000
let passes = 0

/**
 * Takes everybody through the six steps and says how long that took. `way`: cohorts, or one workflow per customer with
 * local activities.
 */
export async function measurePass(
  machine: Machine,
  {
    way,
    customers,
    cohortSize,
  }: { way: 'cohort' | 'single'; customers: number; cohortSize: number },
): Promise<Pass> {
  const { db, client } = machine
  passes += 1
  const prefix = `bench${passes}`
  const port = createWorkflowPort(client, { prefix })
  const startSingle = async ({ run, cohort }: { run: number; cohort: number }) => {
    await client.workflow.start('single', {
      taskQueue: queueName(prefix, 'control'),
      workflowId: `${prefix}-run-${run}-cohort-${cohort}`,
      args: [{ run, cohort, seq: 0 }],
    })
  }
  const workers = await createWorkers(
    machine,
    prefix,
    way === 'single' ? startSingle : port.startCohort,
  )
  const running = Promise.all(workers.map((w) => w.run()))
  const { run } = await launch(db, sixSteps, {
    kind: 'test',
    sampleSize: customers,
    cohortSize,
    seed: passes,
  })
  await db.updateTable('contact_state').set({ recent: [] }).execute()
  const startedAt = performance.now()
  await port.startRun(run)
  const node = await nodeNo(db, run, 'wait')
  await until('everybody waits', () => allAt(db, run, { node, customers }), {
    limitMs: 600_000,
    everyMs: 15,
  })
  const firstMs = performance.now() - startedAt
  const { now } = await loadRunContext(db, run)
  const resumedAt = performance.now()
  const due = await inTransaction(db, (tx) => setClock(tx, run, now + 4 * dayMs))
  await port.wake(due)
  await until('everybody has left', () => allEnded(db, run, customers), {
    limitMs: 600_000,
    everyMs: 15,
  })
  const busySeconds = (firstMs + performance.now() - resumedAt) / 1000
  const transitions = await countTransitions(client, prefix)
  for (const worker of workers) worker.shutdown()
  await running
  return { customers, busySeconds, transitionsPerCustomer: transitions / customers }
}

async function createWorkers(
  { db, connection, codePath, client }: Machine,
  prefix: string,
  startCohort: (ref: { run: number; cohort: number }) => Promise<void>,
): Promise<Worker[]> {
  const turns = createTurnActivities({ db, log })
  const delivery = createDeliveryActivities({
    db,
    log,
    heartbeat: () => undefined,
    adapterFor: () => atOnce,
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 20_000,
  })
  const namespace = client.options.namespace
  const all = { ...turns, ...delivery, ...createRunActivities({ db, startCohort }) }
  const common = { connection, namespace, activities: all }
  const control = Worker.create({
    ...common,
    taskQueue: queueName(prefix, 'control'),
    workflowBundle: { codePath },
    maxConcurrentLocalActivityExecutions: 8,
  })
  const others = (['turns', 'email', 'sms'] as const).map((queue) =>
    Worker.create({
      ...common,
      taskQueue: queueName(prefix, queue),
      maxConcurrentActivityTaskExecutions: 4,
    }),
  )
  return Promise.all([control, ...others])
}

async function nodeNo(db: Db, run: number, id: string): Promise<number> {
  const { rows } = await sql<{ no: number }>`
    select (n ->> 'no')::int as no from run r join plan p on p.id = r.plan,
      jsonb_array_elements(p.plan -> 'nodes') n where r.id = ${run} and n ->> 'id' = ${id}`.execute(
    db,
  )
  return rows[0]?.no ?? -1
}

async function allAt(
  db: Db,
  run: number,
  { node, customers }: { node: number; customers: number },
): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(n), 0) as n from counter where run = ${run} and node = ${node} and what = 'entered'`.execute(
    db,
  )
  return rows[0]?.n === customers
}

async function allEnded(db: Db, run: number, customers: number): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(n), 0) as n from counter where run = ${run} and what = 'ended'`.execute(db)
  return rows[0]?.n === customers
}

/** As the server counts them, over every workflow of the pass. */
async function countTransitions(client: Client, prefix: string): Promise<number> {
  let transitions = 0
  for await (const execution of client.workflow.list({
    query: `WorkflowId STARTS_WITH "${prefix}-"`,
  })) {
    const { raw } = await client.workflow
      .getHandle(execution.workflowId, execution.runId)
      .describe()
    transitions += Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0)
  }
  return transitions
}
