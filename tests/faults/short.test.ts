import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endure } from './driver/proceed.ts'
import { openSeason, type Season } from './driver/season.ts'
import { sampleForTests } from './kinds/all.ts'
import { type Ground, startGround } from './world/ground.ts'

/** Every run takes another sample; a failure names its seed, and `npm run faults -- --seed` repeats it. */
const seed = Math.floor(Date.now() / 1000) % 1_000_000
const folder = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-faults-'))
let ground: Ground
let season: Season

beforeAll(async () => {
  const cache = join(process.env['DASI_TEST_HOME'] ?? resolve('.dasi'), 'cache')
  ground = await startGround({ folder, cache, durable: false })
  season = await openSeason(ground, { name: 'season', seed })
  await season.launch({ customers: 20 })
})
afterAll(async () => {
  await season.stop()
  await ground.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

for (const fault of sampleForTests(seed)) {
  test(`nobody is contacted twice or lost by: ${fault.name} (seed ${seed})`, {
    timeout: 900_000,
  }, async () => {
    expect((await endure(season, fault)).breaches).toEqual([])
  })
}

test('afterwards every run ends, and all six rules hold', { timeout: 900_000 }, async () => {
  await season.conductor.finish(850_000)
  const { breaches, duplicates, losses } = await season.check({ atEnd: true })
  expect({ breaches, duplicates, losses }).toEqual({ breaches: [], duplicates: 0, losses: 0 })
})
