import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connect, onOneConnection } from '../../db/connect.ts'
import type { Db } from '../../db/schema.ts'
import { testDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const { db, url } = await testDatabase({ max: 1 })

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

/** Ends the server's side of a connection from outside, as a crash of PostgreSQL does, and waits until it is gone. */
async function breakOff(connection: Db): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
  const other = connect(url, { max: 1 })
  await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other)
  await until('the connection is gone', async () => {
    const left = await sql`select 1 from pg_stat_activity where pid = ${rows[0]?.pid}`.execute(
      other,
    )
    return left.rows.length === 0
  })
  await other.destroy()
}

test('a connection that nobody uses may break: the next statement has another one', async () => {
  await breakOff(db)
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
})

test.for([
  ['of a transaction', (work: (c: Db) => Promise<void>) => db.transaction().execute(work)],
  ['kept for copying rows', (work: (c: Db) => Promise<void>) => onOneConnection(db, work)],
] as const)(
  'a connection %s may break: its next statement fails, and the process lives',
  async ([, use]) => {
    await use(async (connection) => {
      await breakOff(connection)
      await expect(sql`select 1`.execute(connection)).rejects.toThrow(/terminat|connection/i)
    }).catch((error: unknown) => expect(String(error)).toMatch(/terminat|connection/i))
    expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  },
)
