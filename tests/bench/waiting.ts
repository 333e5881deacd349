import { setTimeout as sleep } from 'node:timers/promises'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { raiseDirty } from '../../db/cohorts.ts'
import { inTransaction } from '../../db/transaction.ts'
import { winback } from '../../engine/templates/winback.ts'
import { launch } from '../support/launch.ts'
import { forgetRuns, growAudience } from './audience.ts'
import { cpuSeconds, cpuSecondsOf, difference, rssMib, total } from './cpu.ts'
import type { FigureName } from './figures.ts'
import type { Machine } from './machine.ts'
import type { Part } from './part.ts'
import { passDays } from './pass-days.ts'
import { startCrew, startWorker } from './processes.ts'
import { nodeNo, untilAllEnded, untilAllEntered, untilQuiet } from './progress.ts'

const small = 10_000

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
  async measure(machine, report, { quick, repetitions, wants, large }) {
    const ofMillion = waiting.figures.filter((f) => f !== 'rss_mb_waiting_10k')
    const million = !quick && ofMillion.some(wants)
    const isIdleWanted = waiting.figures.filter((f) => !ofCost.includes(f)).some(wants)
    await growAudience(machine.db, million ? large : small)
    const few: Journey[] = []
    const idleSeconds = isIdleWanted ? (quick ? 2 : 5) : 0
    for (let i = 0; i < (quick ? 1 : repetitions); i++) {
      report.note(`waiting: 10,000 customers, repetition ${i + 1}`)
      few.push(await travel(machine, { customers: small, idleSeconds, isWhole: million }))
    }
    const rss = (j: Journey) => j.rest?.rssMib ?? Number.NaN
    if (isIdleWanted) {
      report.add('rss_mb_waiting_10k', { values: few.map(rss), n: small })
      const values = few.map((j) => j.rest?.idleCpuPct ?? Number.NaN)
      report.add('rss_mb_waiting_10k_idle_cpu_pct', { values, n: small, unit: '% of a core' })
    }
    if (!million) return

    const seconds = (watched: Watched) => `${Math.round(watched.seconds)} s`
    const all = await travel(machine, {
      ...{ customers: large, idleSeconds: isIdleWanted ? 30 : 0, isWhole: true },
      waits(first, rest) {
        report.note(`waiting: ${large} customers wait after ${seconds(first)}`)
        if (!rest) return
        report.add('rss_mb_waiting_1m', { values: [rest.rssMib], n: large })
        report.add('idle_cpu_pct_waiting_1m', { values: [rest.idleCpuPct], n: large })
        const growth = few.map((j) => (rest.rssMib / rss(j) - 1) * 100)
        report.add('rss_growth_10k_to_1m_pct', { values: growth, n: large })
      },
    })
    report.add('million_contacts_s', { values: [all.busySeconds], n: large })
    const growth = (of: (j: Journey) => number) =>
      few.map((j) => (of(all) / large / (of(j) / small) - 1) * 100)
    report.add('cost_growth_10k_to_1m_pct', { values: growth((j) => j.cpuSeconds), n: large })
    report.add('cost_growth_10k_to_1m_pct_busy', { values: growth((j) => j.busySeconds), n: large })
    for (const [n, cost] of [
      [small, few],
      [large, [all]],
    ] as const) {
      const values = cost.map((j) => (j.cpuSeconds / n) * 1000)
      report.add(`cost_growth_10k_to_1m_pct_cpu_at_${n}`, { values, n, unit: 'CPU ms/customer' })
    }
  },
}

const ofCost: readonly FigureName[] = ['million_contacts_s', 'cost_growth_10k_to_1m_pct']

/** What was used while something was due. */
interface Watched {
  readonly seconds: number
  /** CPU seconds of workers, PostgreSQL and Temporal. */
  readonly cpu: number
}

interface Rest {
  readonly rssMib: number
  readonly idleCpuPct: number
}

interface Journey {
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
async function travel(
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
    await sleep(5000)
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
