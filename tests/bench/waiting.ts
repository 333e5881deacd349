import { setTimeout as sleep } from 'node:timers/promises'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { raiseDirty } from '../../db/cohorts.ts'
import { inTransaction } from '../../db/transaction.ts'
import { winback } from '../../engine/templates/winback.ts'
import { launch } from '../support/launch.ts'
import { forgetRuns, growAudience } from './audience.ts'
import { cpuSeconds, cpuSecondsOf, difference, rssMib, total } from './cpu.ts'
import type { Machine } from './machine.ts'
import type { Part } from './part.ts'
import { passDays } from './pass-days.ts'
import { type Running, startWorker } from './processes.ts'
import { nodeNo, untilAllEnded, untilAllEntered, untilQuiet } from './progress.ts'

const small = 10_000
const large = 1_000_000

/** What customers cost who wait, and what a hundred times as many cost each on their way through the win-back plan. */
export const waiting: Part = {
  figures: [
    'rss_mb_waiting_10k',
    'rss_mb_waiting_1m',
    'rss_growth_10k_to_1m_pct',
    'idle_cpu_pct_waiting_1m',
    'million_contacts_s',
    'cost_growth_10k_to_1m_pct',
  ],
  async measure(machine, report, { quick, repetitions, wants }) {
    const million = !quick && waiting.figures.some((f) => f !== 'rss_mb_waiting_10k' && wants(f))
    await growAudience(machine.db, million ? large : small)
    const few: Journey[] = []
    for (let i = 0; i < repetitions; i++) {
      report.note(`waiting: 10,000 customers, repetition ${i + 1} of ${repetitions}`)
      few.push(await travel(machine, { customers: small, idleSeconds: quick ? 2 : 5 }))
    }
    report.add('rss_mb_waiting_10k', { values: few.map((j) => j.rssMib), n: small })
    if (!million) return

    report.note('waiting: 1,000,000 customers')
    const all = await travel(machine, { customers: large, idleSeconds: 30 })
    report.add('million_contacts_s', { values: [all.busySeconds], n: large })
    report.add('rss_mb_waiting_1m', { values: [all.rssMib], n: large })
    report.add('rss_mb_waiting_1m_after_admission', { values: [all.rssAfterMib], n: large })
    report.add('idle_cpu_pct_waiting_1m', { values: [all.idleCpuPct], n: large })
    const more = (of: (j: Journey) => number) => few.map((j) => (of(all) / of(j) - 1) * 100)
    const growth = (of: (j: Journey) => number) =>
      few.map((j) => (of(all) / large / (of(j) / small) - 1) * 100)
    report.add('rss_growth_10k_to_1m_pct', { values: more((j) => j.rssMib), n: large })
    report.add('cost_growth_10k_to_1m_pct', { values: growth((j) => j.cpuSeconds), n: large })
    report.add('cost_growth_10k_to_1m_pct_busy', { values: growth((j) => j.busySeconds), n: large })
  },
}

interface Journey {
  readonly busySeconds: number
  /** Of worker, PostgreSQL and Temporal while something was due. */
  readonly cpuSeconds: number
  readonly rssMib: number
  readonly rssAfterMib: number
  readonly idleCpuPct: number
}

/** A run of the win-back template in which nobody answers, waits skipped by its clock. */
async function travel(
  machine: Machine,
  { customers, idleSeconds }: { customers: number; idleSeconds: number },
): Promise<Journey> {
  const { db, client } = machine
  await forgetRuns(db)
  const prefix = `bench-waiting-${customers}`
  const workflows = createWorkflowPort(client, { prefix })
  let worker = await startWorker(machine, prefix)
  try {
    const warmUp = await launchWinback(machine, small)
    await workflows.startRun(warmUp)
    await untilAllEntered(db, warmUp, { node: await nodeNo(db, warmUp, 'pause'), customers: small })
    await leave(machine, workflows, warmUp, small)

    const run = await launchWinback(machine, customers)
    const watch = stopwatch()
    await workflows.startRun(run)
    await untilAllEntered(db, run, { node: await nodeNo(db, run, 'pause'), customers })
    const first = watch()

    await untilQuiet(db)
    const rssAfterMib = rssMib(worker.pid)
    await worker.stop()
    worker = await startWorker(machine, prefix)
    const { rss, idleCpuPct } = await idle(machine, { worker, run, workflows, idleSeconds })

    const rest = await leave(machine, workflows, run, customers)
    return {
      busySeconds: first.seconds + rest.seconds,
      cpuSeconds: first.cpu + rest.cpu,
      rssMib: rss,
      rssAfterMib,
      idleCpuPct,
    }
  } finally {
    await worker.stop()
  }
}

async function launchWinback({ db }: Machine, customers: number): Promise<number> {
  const { run } = await launch(db, winback.scenario('ko'), { kind: 'test', sampleSize: customers })
  return run
}

type Workflows = ReturnType<typeof createWorkflowPort>

/** The wait of three days, then the window of fourteen in which nobody comes back. */
async function leave(
  machine: Machine,
  workflows: Workflows,
  run: number,
  customers: number,
): Promise<{ seconds: number; cpu: number }> {
  const { db } = machine
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

/** Has a fresh worker load every cohort, then looks at it while nothing is due. */
async function idle(
  { db }: Machine,
  {
    worker,
    run,
    workflows,
    idleSeconds,
  }: { worker: Running; run: number; workflows: Workflows; idleSeconds: number },
): Promise<{ rss: number; idleCpuPct: number }> {
  await inTransaction(db, (tx) => raiseDirty(tx, { run }))
  const refs = await db
    .selectFrom('cohort')
    .select(['run', 'no as cohort'])
    .where('run', '=', run)
    .execute()
  await workflows.wake(refs)
  await untilQuiet(db)
  // What loading left behind is collected within seconds.
  await sleep(5000)
  const before = cpuSecondsOf(worker.pid)
  await sleep(idleSeconds * 1000)
  const used = cpuSecondsOf(worker.pid) - before
  return { rss: rssMib(worker.pid), idleCpuPct: (used / idleSeconds) * 100 }
}

function stopwatch(): () => { seconds: number; cpu: number } {
  const startedAt = performance.now()
  const before = cpuSeconds()
  return () => ({
    seconds: (performance.now() - startedAt) / 1000,
    cpu: total(difference(cpuSeconds(), before)),
  })
}
