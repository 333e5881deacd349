import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../../bin/command.ts'
import { readProgramLine, refuse } from '../../bin/program-line.ts'
import { endure, type Struck } from './driver/proceed.ts'
import { openSeason } from './driver/season.ts'
import { tableOf } from './driver/table.ts'
import { everyFault, sampleOf } from './kinds/all.ts'
import type { Fault } from './kinds/fault.ts'
import { storm } from './kinds/processes.ts'
import { chanceFrom, shuffled } from './world/chance.ts'
import { startGround } from './world/ground.ts'

/**
 * npm run faults: campaigns run and customers answer, while faults strike one after
 * the other. Without minutes the short form: a sample by the seed. With minutes: every point and every fault once, and
 * then storms and faults by chance; nothing new begins when the time is up. Ends with a table, and with 1 if a rule was broken.
 */
const line = {
  name: 'npm run faults --',
  summary: 'let faults strike while campaigns run, and judge what became of every customer',
  options: {
    minutes: {
      type: 'number',
      value: 'n',
      schema: z.number().min(1).max(10_080),
      summary:
        'every fault once, then storms and faults by chance; nothing new begins after so long',
    },
    seed: {
      type: 'number',
      value: 'n',
      schema: z.int().min(0).max(2_147_483_647),
      summary: 'the same faults in the same order again',
    },
    only: {
      type: 'string',
      value: 'text',
      repeats: true,
      summary: 'faults whose kind or name contains it',
    },
  },
  examples: ['npm run faults', 'npm run faults -- --minutes 30 --seed 7'],
} as const
const { options } = readProgramLine(line)
const { only, minutes, seed = Math.floor(Date.now() / 1000) % 1_000_000 } = options
for (const text of only) {
  if (everyFault.some((fault) => isNamed(fault, text))) continue
  refuse(new UsageError(`--only is "${text}", which no fault’s kind or name contains.`), line)
}
const folder = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-faults-'))
const begun = performance.now()
const endsAt = begun + (minutes ?? 0) * 60_000
const say = (text: string) =>
  console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`)

say(`seed ${seed}`)
const cache = join(process.env['DASI_TEST_HOME'] ?? resolve('.dasi'), 'cache')
const ground = await startGround({ folder, cache, durable: true })
const season = await openSeason(ground, { name: 'season', seed })
say('two of every process run')
const struck: Struck[] = []
/** Those that could not strike, or after which it never became calm. */
const failed: Fault[] = []
try {
  await season.launch({ customers: 20 })
  for (const fault of agenda()) {
    const one = await endure(season, fault).catch((error: unknown) => {
      failed.push(fault)
      say(`${fault.kind}: ${fault.name}: ${error instanceof Error ? error.message : String(error)}`)
    })
    if (!one) continue
    struck.push(one)
    say(
      `${one.kind}: ${one.name}; recovered in ${(one.recoveryMs / 1000).toFixed(1)} s, ${one.breaches.length} breaches`,
    )
    for (const { rule, promise, found } of one.breaches) say(`  rule ${rule}, ${promise}: ${found}`)
  }
  await season.conductor.finish(900_000)
  const verdict = await season.check({ atEnd: true })
  for (const { rule, promise, found } of verdict.breaches) say(`rule ${rule}, ${promise}: ${found}`)
  console.log(`\n${tableOf({ seed, struck, verdict })}`)
  const broken = verdict.breaches.length > 0 || struck.some((s) => s.breaches.length > 0)
  process.exitCode = broken || failed.length > 0 ? 1 : 0
} catch (error) {
  process.exitCode = 1
  say(error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  await season.stop()
  await ground.stop()
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true })
  else say(`everything is kept in ${folder}`)
}

function* agenda(): Generator<Fault> {
  const chance = chanceFrom(seed)
  const isMeant = (fault: Fault) => only.length === 0 || only.some((text) => isNamed(fault, text))
  const pool = everyFault.filter(isMeant)
  if (minutes === undefined) {
    yield* only.length === 0 ? sampleOf(seed) : pool
    return
  }
  for (const fault of shuffled(pool, chance)) {
    if (performance.now() > endsAt) return
    yield fault
  }
  while (performance.now() < endsAt) {
    yield storm(20)
    yield* shuffled(pool, chance).slice(0, 3)
  }
}

function isNamed({ kind, name }: Fault, text: string): boolean {
  return `${kind}: ${name}`.includes(text)
}
