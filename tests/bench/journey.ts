import { setTimeout as sleep } from 'node:timers/promises'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { raiseDirty } from '../../db/runs/cohorts.ts'
import { inTransaction } from '../../db/transaction.ts'
import { winback } from '../../engine/templates/winback.ts'
import { launch } from '../support/launch.ts'
import { forgetRuns } from './audience.ts'
import { cpuSeconds, cpuSecondsOf, difference, rssMib, total } from './cpu.ts'
import type { Machine } from './machine.ts'
import { passDays } from './pass-days.ts'
import { startCrew, startWorker } from './processes.ts'
import { nodeNo, untilAllEnded, untilAllEntered, untilQuiet } from './progress.ts'

/** Customers of a small run; also warms the workers up for a larger one. */
export const small = 10_000

/** What was used while something was due. */
export interface Watched {
  readonly seconds: number
  /** CPU seconds of workers, PostgreSQL and Temporal. */
  readonly cpu: number
}

interface Rest {
  readonly rssMib: number
  readonly idleCpuPct: number
}

export interface Journey {
  readonly busySeconds: number
  readonly cpuSeconds: number
  /** Null: not looked at. */
  readonly rest: Rest | null
}

interface Travel {
  readonly customers: number
  /** 0: what a waiting worker takes is not looked at. */
  readonly idleSeconds: number
  /** False: only until everybody waits. */
  readonly isWhole: boolean
  /** Told when everybody waits. */
  waits?(first: Watched, rest: Rest | null): void
}

/** A run of the win-back template in which nobody answers, waits skipped by its clock. */
export async function travel(
  machine: Machine,
  { customers, idleSeconds, isWhole, waits }: Travel,
): Promise<Journey> {
  const { db, client } = machine
  await forgetRuns(db)
  const prefix = `bench-waiting-${customers}`
  const workflows = createWorkflowPort(client, { prefix })
  let crew = await startCrew(machine, prefix)
  try {
    if (isWhole) {
      const warmUp = await launchWinback(machine, small)
      await arrive(machine, workflows, warmUp, small)
      await leave(machine, workflows, warmUp, small)
    }
    const run = await launchWinback(machine, customers)
    const first = await arrive(machine, workflows, run, customers)
    await untilQuiet(db)
    let rest: Rest | null = null
    if (idleSeconds > 0) {
      await crew.stop()
      rest = await lookAtRest(machine, { prefix, run, workflows, idleSeconds })
      if (isWhole) crew = await startCrew(machine, prefix)
    }
    waits?.(first, rest)
    const last = isWhole ? await leave(machine, workflows, run, customers) : nothing
    return { busySeconds: first.seconds + last.seconds, cpuSeconds: first.cpu + last.cpu, rest }
  } finally {
    await crew.stop()
  }
}

const nothing: Watched = { seconds: 0, cpu: 0 }

async function launchWinback({ db }: Machine, customers: number): Promise<number> {
  const { run } = await launch(db, winback.scenario('ko'), { kind: 'test', sampleSize: customers })
  return run
}

type Workflows = ReturnType<typeof createWorkflowPort>

/** Until everybody waits for the first time. */
async function arrive(
  { db }: Machine,
  workflows: Workflows,
  run: number,
  customers: number,
): Promise<Watched> {
  const node = await nodeNo(db, run, 'pause')
  const watch = stopwatch()
  await workflows.startRun(run)
  await untilAllEntered(db, run, { node, customers })
  return watch()
}

/** The wait of three days, then the window of fourteen in which nobody comes back. */
async function leave(
  { db }: Machine,
  workflows: Workflows,
  run: number,
  customers: number,
): Promise<Watched> {
  const after = await nodeNo(db, run, 'wokeUp')
  const third = stopwatch()
  await workflows.wake(await passDays(db, run, 4))
  await untilAllEntered(db, run, { node: after, customers })
  const waited = third()
  await untilQuiet(db)
  const last = stopwatch()
  await workflows.wake(await passDays(db, run, 15))
  await untilAllEnded(db, run, customers)
  const left = last()
  return { seconds: waited.seconds + left.seconds, cpu: waited.cpu + left.cpu }
}

/** Has one fresh worker load every cohort, then looks at it while nothing is due. */
async function lookAtRest(
  machine: Machine,
  {
    prefix,
    run,
    workflows,
    idleSeconds,
  }: { prefix: string; run: number; workflows: Workflows; idleSeconds: number },
): Promise<Rest> {
  const { db } = machine
  const worker = await startWorker(machine, prefix)
  try {
    await inTransaction(db, (tx) => raiseDirty(tx, { run }))
    const refs = await db
      .selectFrom('cohort')
      .select(['run', 'no as cohort'])
      .where('run', '=', run)
      .execute()
    await workflows.wake(refs)
    await untilQuiet(db)
    // What loading left behind is collected within seconds.
    await sleep(Math.min(5000, idleSeconds * 1000))
    const before = cpuSecondsOf(worker.pid)
    await sleep(idleSeconds * 1000)
    const used = cpuSecondsOf(worker.pid) - before
    return { rssMib: rssMib(worker.pid), idleCpuPct: (used / idleSeconds) * 100 }
  } finally {
    await worker.stop()
  }
}

function stopwatch(): () => Watched {
  const startedAt = performance.now()
  const before = cpuSeconds()
  return () => ({
    seconds: (performance.now() - startedAt) / 1000,
    cpu: total(difference(cpuSeconds(), before)),
  })
}
