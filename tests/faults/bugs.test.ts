import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Bug } from './bugs/bug.ts'
import { bugs } from './bugs/index.ts'
import { openSeason } from './driver/season.ts'
import type { Breach } from './rules/evidence.ts'
import { type Ground, startGround } from './world/ground.ts'

const folder = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-bugs-'))
let ground: Ground

beforeAll(async () => {
  const cache = join(process.env['DASI_TEST_HOME'] ?? resolve('.dasi'), 'cache')
  ground = await startGround({ folder, cache, durable: false })
})
afterAll(async () => {
  await ground.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

/** Two worlds at a time: they wait more than they work. */
const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()]

describe.concurrent('the checker notices', () => {
  for (const [i, bug] of bugs.entries()) {
    const { rule, promise } = bug.breaks
    test(`the bug ${bug.name}: rule ${rule}, ${promise}`, {
      timeout: 600_000,
    }, async ({ expect }) => {
      const lane = i % lanes.length
      const played = (lanes[lane] ?? Promise.resolve()).then(() => playedOut(bug))
      lanes[lane] = played.catch(() => undefined)
      const found = (await played).map((breach) => ({ rule: breach.rule, promise: breach.promise }))
      expect(found).toContainEqual(bug.breaks)
    })
  }
})

async function playedOut({ name, play }: Bug): Promise<readonly Breach[]> {
  const season = await openSeason(ground, {
    name: `bug_${name.replaceAll('-', '_')}`,
    seed: 1,
    bug: name,
    quiet: true,
  })
  try {
    await play(season)
    return (await season.check({ atEnd: false })).breaches
  } finally {
    await season.stop()
  }
}
