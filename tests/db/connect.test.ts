import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase({ max: 1 })

const instantMs = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })

test('an instant comes back as the millisecond it was written with', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(instantMs, { minLength: 1, maxLength: 50 }), async (instants) => {
      const written = instants.map((ms) => new Date(ms).toISOString())
      const { rows } = await sql<{ one: number; all: number[] }>`
        select t as one, array[t, t] as all from unnest(${written}::timestamptz[]) with ordinality u(t, i) order by i`.execute(
        db,
      )
      expect(rows.map((r) => r.one)).toEqual(instants)
      expect(rows.map((r) => r.all)).toEqual(instants.map((ms) => [ms, ms]))
    }),
    { numRuns: 40 },
  )
})

test('what is finer than a millisecond is cut', async () => {
  const { rows } = await sql<{
    at: number
  }>`select timestamptz '2026-11-22 06:18:08.123999+00' as at`.execute(db)
  expect(rows[0]?.at).toBe(Date.UTC(2026, 10, 22, 6, 18, 8, 123))
})

test('what is no instant of the calendar is refused', async () => {
  for (const value of ['infinity', '4714-11-24 00:00:00+00 BC', '10000-01-01 00:00:00+00']) {
    await expect(sql`select ${value}::timestamptz as at`.execute(db)).rejects.toThrow(RangeError)
  }
})
