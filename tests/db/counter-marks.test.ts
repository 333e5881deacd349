import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { up as foldSandboxes } from '../../db/migrations/0029-sandbox-minutes.ts'
import { markCounters, sumsAt } from '../../db/runs/counter-marks.ts'
import { saveCounts } from '../../db/runs/counters.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { makeRun, setClock } from '../support/make-run.ts'

const { db } = await testDatabase()

const live = { settings: { kind: 'live' } } as const
const hourMs = 3_600_000
const startOfHour = Math.floor(Date.now() / hourMs) * hourMs
/** So many hours and minutes before the hour that runs. */
const ago = (hours: number, minutes = 0) => startOfHour - hours * hourMs + minutes * 60_000

/** As saveCounts would have written at that instant. */
async function changeAt(run: number, at: number, [what, n]: readonly [string, number]) {
  await sql`
    with change as (
      insert into counter_change (run, minute, node, what, slot, n)
      values (${run}, date_trunc('minute', ${new Date(at)}::timestamptz), 1, ${what}, 0, ${n}))
    insert into counter as c (run, node, what, slot, n) values (${run}, 1, ${what}, 0, ${n})
    on conflict (run, node, what, slot) do update set n = c.n + excluded.n`.execute(db)
}

const enteredAt = async (run: number, at: number) =>
  (await sumsAt(db, run, at)).find(({ what }) => what === 'entered')?.n ?? 0
const marksOf = (on: Db, run: number) =>
  on.selectFrom('counter_mark').selectAll().where('run', '=', run).orderBy('until').execute()

test('the past reads the same before and after its hours are marked', async () => {
  const { run } = await makeRun(db, live)
  const changes = [
    [ago(50, 7), 10],
    [ago(50, 8), 5],
    [ago(20, 0), 3],
    [ago(3, 59), 2],
    [startOfHour, 1],
  ] as const
  for (const [at, n] of changes) await changeAt(run, at, ['entered', n])
  const instants = [ago(60), ago(50, 6), ago(50, 7), ago(50, 8), ago(49), ago(20), ago(3, 58)]
  instants.push(ago(3, 59), ago(2), startOfHour, startOfHour + 60_000)
  const read = () => Promise.all(instants.map((at) => enteredAt(run, at)))
  const before = await read()
  expect(before).toEqual([0, 0, 10, 15, 15, 18, 18, 20, 20, 21, 21])
  await markCounters(db)
  expect((await marksOf(db, run)).map(({ until, n }) => [until, n])).toEqual([
    [ago(49), 15],
    [ago(19), 18],
    [ago(2), 20],
  ])
  expect(await read()).toEqual(before)
})

test('marking again adds what has closed since, and nothing twice', async () => {
  const { run } = await makeRun(db, live)
  await changeAt(run, ago(9), ['entered', 4])
  await markCounters(db)
  await changeAt(run, ago(5), ['ended', 4])
  await markCounters(db)
  expect(await markCounters(db)).toBe(0)
  expect((await marksOf(db, run)).map(({ until, what, n }) => [until, what, n])).toEqual([
    [ago(8), 'entered', 4],
    [ago(4), 'ended', 4],
    [ago(4), 'entered', 4],
  ])
})

test('a change that is committed after its hour was marked is in every later mark', async () => {
  const { run } = await makeRun(db, live)
  await changeAt(run, ago(9), ['entered', 4])
  await markCounters(db)
  await changeAt(run, ago(9, 30), ['entered', 2])
  await changeAt(run, ago(5), ['entered', 1])
  await markCounters(db)
  expect(await enteredAt(run, ago(4))).toBe(7)
  expect(await enteredAt(run, Date.now())).toBe(7)
})

test('a sandbox whose clock stands in the past keeps all that comes into its hour, and is marked once it has ended', async () => {
  const clockAt = '2026-03-02T09:30:20Z'
  const { run } = await makeRun(db, { clockAt })
  const enter = (n: number) =>
    inTransaction(db, (tx) => saveCounts(tx, run, [{ node: 1, what: 'entered', slot: 0, n }]))
  await enter(4)
  await markCounters(db)
  expect(await marksOf(db, run)).toEqual([])
  await enter(3)
  await setClock(db, run, '2026-05-20T12:00:00Z')
  await enter(1)
  const past = ['2026-03-02T09:29:00Z', clockAt, '2026-05-20T11:59:00Z', '2026-05-20T12:00:00Z']
  const read = () => Promise.all(past.map((at) => enteredAt(run, Date.parse(at))))
  expect(await read()).toEqual([0, 7, 7, 8])
  await sql`update run set state = 'ended', ended_at = now() - interval '1 hour' where id = ${run}`.execute(
    db,
  )
  await markCounters(db)
  expect(
    (await marksOf(db, run)).map(({ until, n }) => [new Date(until).toISOString(), n]),
  ).toEqual([
    ['2026-03-02T10:00:00.000Z', 7],
    ['2026-05-20T13:00:00.000Z', 8],
  ])
  expect(await read()).toEqual([0, 7, 7, 8])
  expect(await markCounters(db)).toBe(0)
})

test('changes of sandboxes that were kept by the real clock come onto the minute where theirs stands', async () => {
  const clockAt = '2027-01-05T06:40:30Z'
  const { run } = await makeRun(db, { clockAt })
  const { run: other } = await makeRun(db, live)
  for (const on of [run, other]) {
    await changeAt(on, ago(5), ['entered', 4])
    await changeAt(on, ago(3), ['entered', 2])
  }
  await sql`insert into counter_mark (run, until, node, what, n)
    values (${run}, ${new Date(ago(4))}, 1, 'entered', 4)`.execute(db)
  await foldSandboxes(db)
  expect(await marksOf(db, run)).toEqual([])
  const minute = Date.parse('2027-01-05T06:40:00Z')
  expect([await enteredAt(run, minute - 1), await enteredAt(run, minute)]).toEqual([0, 6])
  expect([await enteredAt(other, ago(4)), await enteredAt(other, ago(3))]).toEqual([4, 6])
})
