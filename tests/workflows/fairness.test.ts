import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { queueName } from '../../engine/ports.ts'
import { testTemporal } from '../support/temporal.ts'
import { until } from '../support/until.ts'

const temporal = await testTemporal()

test('a small run’s turn waits for one of a broadcast’s, not for all; one that an event brought waits for none', {
  timeout: 120_000,
}, async () => {
  const prefix = temporal.taskQueue
  const port = createWorkflowPort(temporal.client, { prefix })
  const broadcast = { run: 1, cohorts: 40 }
  const turns: string[] = []
  const common = { connection: temporal.native, namespace: temporal.namespace }
  const control = await Worker.create({
    ...common,
    taskQueue: queueName(prefix, 'control'),
    workflowBundle: await temporal.workflowBundle(),
  })
  const controlling = control.run()
  for (let cohort = 0; cohort < broadcast.cohorts; cohort++) {
    await port.startCohort({ run: broadcast.run, cohort })
  }
  await waitingTurns(broadcast.cohorts)
  await port.startCohort({ run: 2, cohort: 0 })
  await port.startCohort({ run: 3, cohort: 0, urgent: true })
  await waitingTurns(broadcast.cohorts + 2)

  const working = await Worker.create({
    ...common,
    taskQueue: queueName(prefix, 'turns'),
    maxConcurrentActivityTaskExecutions: 1,
    activities: {
      takeTurns: async ({ run, seq }: { run: number; seq: number }) => {
        turns.push(`run ${run}`)
        return { seq: seq + 1, ready: false, deliver: [], nextDueInMs: null, remaining: 0 }
      },
    },
  })
  const turning = working.run()
  await until('everybody had a turn', () => turns.length === broadcast.cohorts + 2)
  working.shutdown()
  control.shutdown()
  await Promise.all([controlling, turning])

  const place = (run: number) => turns.indexOf(`run ${run}`)
  expect(place(3)).toBeLessThan(4)
  expect(place(2)).toBeLessThan(8)

  async function waitingTurns(n: number): Promise<void> {
    await until(`${n} turns wait`, async () => {
      const { stats } = await temporal.client.workflowService.describeTaskQueue({
        namespace: temporal.namespace,
        taskQueue: { name: queueName(prefix, 'turns') },
        taskQueueType: 2,
        reportStats: true,
      })
      return Number(stats?.approximateBacklogCount ?? 0) >= n
    })
  }
})
