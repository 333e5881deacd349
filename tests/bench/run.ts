import { parseArgs } from 'node:util'
import { allowEverything } from './audience.ts'
import { email } from './email.ts'
import { type FigureLine, type FigureName, figures } from './figures.ts'
import { latency } from './latency.ts'
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

// npm run bench -- [--quick] [--only <beginning of a figure's name>,…] [--repetitions <n>] [--large <n>]

const parts: readonly Part[] = [speed, email, rehearsal, latency, waiting]

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    repetitions: { type: 'string' },
    large: { type: 'string', default: '1000000' },
  },
})
const quick = options.quick
const repetitions = Number(options.repetitions ?? (quick ? 2 : 5))
const only = options.only.split(',').filter(Boolean)
const wants = (line: FigureLine) =>
  only.length === 0 || only.some((beginning) => line.startsWith(beginning))
const names = Object.keys(figures) as FigureName[]
if (!names.some(wants)) {
  console.error(`--only names no figure that begins with ${options.only}. There are:`)
  console.error(names.join('\n'))
  process.exit(2)
}

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
  for (const part of parts.filter((p) => p.figures.some(wants))) {
    await part.measure(machine, report, { quick, repetitions, wants, large: Number(options.large) })
  }
} finally {
  await stop()
}
const minutes = (performance.now() - startedAt) / 60_000
report.note(`Done in ${minutes.toFixed(1)} minutes.`)
for (const miss of report.misses()) report.note(`missed: ${miss}`)
