import { allowEverything, growAudience } from './audience.ts'
import { startLevel } from './levels.ts'
import { readQuickLine } from './line.ts'
import { startMachine } from './machine.ts'
import { perSecond } from './pass.ts'
import { createReport } from './report.ts'
import { createRivalry } from './rivalry.ts'
import { rivals, type WorkerSettings } from './rivals.ts'

// Finds the settings under which each rival is fastest; they then stand in rivalry.ts.

const { quick } = readQuickLine('tune', process.argv.slice(3))
const audience = quick ? 1000 : 5000
const seconds = quick ? 1 : 8

const atOnce = (tasks: number, polls: number, activities: number): WorkerSettings => ({
  maxConcurrentWorkflowTaskExecutions: tasks,
  maxConcurrentWorkflowTaskPolls: polls,
  maxConcurrentActivityTaskExecutions: activities,
  maxConcurrentLocalActivityExecutions: activities,
})

const tried: Readonly<Record<string, WorkerSettings>> = {
  standard: {},
  few: atOnce(8, 4, 8),
  some: atOnce(20, 10, 20),
  'many-tasks': atOnce(100, 50, 20),
  'many-of-all': atOnce(100, 50, 100),
  'few-activities': atOnce(40, 20, 4),
}

const machine = await startMachine()
try {
  await allowEverything(machine.db)
  await growAudience(machine.db, audience)
  const level = await startLevel('contacts')
  const report = createReport(machine.facts)
  for (const rival of rivals) {
    for (const [name, settings] of Object.entries(tried).slice(0, quick ? 2 : undefined)) {
      const rivalry = createRivalry(machine, {
        ...{ audience, seconds, quick },
        settings: { [rival]: settings },
      })
      const pass = await rivalry.pass(level, rival)
      const line = `customers_per_s_single_contacts_${rival}_${name}` as const
      report.add(line, { values: [perSecond(pass)], n: pass.customers })
    }
  }
} finally {
  await machine.stop()
}
