import { allowEverything } from './audience.ts'
import { email } from './email.ts'
import { latency } from './latency.ts'
import { readBenchLine } from './line.ts'
import { startMachine } from './machine.ts'
import type { Part } from './part.ts'
import { rehearsal } from './rehearsal.ts'
import { createReport } from './report.ts'
import { speed } from './speed.ts'
import { waiting } from './waiting.ts'

// npm run bench -- designer measures the web application alone, in a browser.
if (process.argv[2] === 'designer') {
  await import('./designer/run.ts')
  process.exit()
}

// npm run bench -- data measures customer data alone: importing, segments, scores.
if (process.argv[2] === 'data') {
  await import('./data/run.ts')
  process.exit()
}

// npm run bench -- tune finds the best settings of the rivals.
if (process.argv[2] === 'tune') {
  await import('./tune.ts')
  process.exit()
}

const parts: readonly Part[] = [speed, email, rehearsal, latency, waiting]
const options = readBenchLine()

const startedAt = performance.now()
const machine = await startMachine()
let stopped: Promise<void> | undefined
const stop = () => {
  stopped ??= machine.stop()
  return stopped
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(1)))
}
const report = createReport(machine.facts)
try {
  await allowEverything(machine.db)
  for (const part of parts.filter(({ figures }) => figures.some(options.wants))) {
    await part.measure(machine, report, options)
  }
} finally {
  await stop()
}
const minutes = (performance.now() - startedAt) / 60_000
report.note(`Done in ${minutes.toFixed(1)} minutes.`)
for (const miss of report.misses()) report.note(`missed: ${miss}`)
