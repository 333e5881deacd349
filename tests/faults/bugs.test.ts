import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bugs } from './bugs/index.ts'
import { openSeason } from './driver/season.ts'
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

for (const { name, breaks, play } of bugs) {
  test(`the checker notices the bug ${name}: rule ${breaks.rule}, ${breaks.promise}`, {
    timeout: 300_000,
  }, async () => {
    const season = await openSeason(ground, {
      name: `bug_${name.replaceAll('-', '_')}`,
      seed: 1,
      bug: name,
      quiet: true,
    })
    try {
      await play(season)
      const { breaches } = await season.check({ atEnd: false })
      expect(breaches.map(({ rule, promise }) => ({ rule, promise }))).toContainEqual(breaks)
    } finally {
      await season.stop()
    }
  })
}
