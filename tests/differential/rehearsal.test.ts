import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawUnit } from '../../engine/chance.ts'
import { testDatabase } from '../support/database.ts'
import { arbitraryRuns } from './arbitrary-run.ts'
import { Crash, driveExactly, type Trouble } from './drive-exactly.ts'
import { countersOf, journalOf, stage } from './run-both.ts'

const { db } = await testDatabase({ max: 6 })

/** How many plans each test tries; a longer search sets DASI_DIFFERENTIAL_RUNS. */
const numRuns = Number(process.env['DASI_DIFFERENTIAL_RUNS'] ?? 15)
const timeout = 60_000 + numRuns * 4000

test('a rehearsal takes everybody the same steps, at the same instants, as the run', {
  timeout,
}, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRuns({ limited: false }), async (arbitrary) => {
      const staged = await stage(db, arbitrary)
      await driveExactly(db, staged.run, staged)
      expect(await journalOf(db, staged)).toEqual(staged.rehearsed)
    }),
    { numRuns },
  )
})

test('a rehearsal shares out budget and rewards as the run does, and adds up to its counters', {
  timeout,
}, async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRuns({ limited: true }), async (arbitrary) => {
      const staged = await stage(db, arbitrary)
      await driveExactly(db, staged.run, staged)
      expect(await journalOf(db, staged)).toEqual(staged.rehearsed)
      expect(await countersOf(db, staged)).toEqual(staged.counted)
    }),
    { numRuns },
  )
})

test('a run that crashes and repeats itself at every turn takes the steps of the rehearsal', {
  timeout,
}, async () => {
  const runs = arbitraryRuns({ limited: false })
  await fc.assert(
    fc.asyncProperty(runs, fc.nat(), async (arbitrary, seed) => {
      const staged = await stage(db, arbitrary)
      await driveExactly(db, staged.run, { ...staged, trouble: troubleOf(seed) })
      expect(await journalOf(db, staged)).toEqual(staged.rehearsed)
    }),
    { numRuns },
  )
})

/** At one place in twelve the process dies; one thing in five is done twice at the same time. */
function troubleOf(seed: number): Trouble {
  let drawn = 0
  const draw = () => drawUnit(String(seed), drawn++)
  return {
    reach(point) {
      if (draw() < 1 / 12) throw new Crash(`at ${point}`)
    },
    isDoubled: () => draw() < 1 / 5,
  }
}
