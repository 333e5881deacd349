import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endure, type Struck } from './driver/proceed.ts'
import { openSeason } from './driver/season.ts'
import { tableOf } from './driver/table.ts'
import type { Fault } from './kinds/fault.ts'
import { linkFaults } from './kinds/links.ts'
import { killedAtPoints } from './kinds/points.ts'
import { processFaults, storm } from './kinds/processes.ts'
import { providerFaults } from './kinds/providers.ts'
import { shuffled } from './world/chance.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
})
const seed =
  values.seed === undefined ? Math.floor(Date.now() / 1000) % 1_000_000 : Number(values.seed)
const folder = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-faults-'))
const begun = performance.now()
const say = (text: string) =>
  console.log(`${((performance.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${text}`)

say(`seed ${seed}`)
const season = await openSeason({ folder, cache: resolve('.dasi/cache'), seed, durable: true })
say('two of every process run')
const every: readonly Fault[] = [
  ...killedAtPoints,
  ...processFaults,
  ...linkFaults,
  ...providerFaults,
  storm(20),
]
const chosen = values.only
  ? every.filter((f) => `${f.kind} ${f.name}`.includes(values.only ?? ''))
  : every
const struck: Struck[] = []
try {
  await season.launch({ customers: 20 })
  for (const fault of shuffled(chosen, season.chance)) {
    const one = await endure(season, fault)
    struck.push(one)
    say(
      `${one.name}: recovered in ${(one.recoveryMs / 1000).toFixed(1)} s, ${one.breaches.length} breaches`,
    )
    for (const breach of one.breaches)
      say(`  rule ${breach.rule}, ${breach.promise}: ${breach.found}`)
  }
  await season.conductor.finish(300_000)
  const verdict = await season.check({ atEnd: true })
  const breaches = verdict.breaches
  for (const breach of breaches) say(`rule ${breach.rule}, ${breach.promise}: ${breach.found}`)
  console.log(`\n${tableOf({ seed, struck, verdict, breaches })}`)
  process.exitCode = breaches.length === 0 && struck.every((s) => s.breaches.length === 0) ? 0 : 1
} finally {
  await season.stop()
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true })
  else say(`everything is kept in ${folder}`)
}
