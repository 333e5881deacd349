import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { markCounters, sumsAt } from '../../db/runs/counter-marks.ts'
import type { Db } from '../../db/schema.ts'
import { testDatabase } from '../support/database.ts'
import { makeRun } from '../support/make-run.ts'

const { db } = await testDatabase()

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
  const { run } = await makeRun(db)
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
  const { run } = await makeRun(db)
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
  const { run } = await makeRun(db)
  await changeAt(run, ago(9), ['entered', 4])
  await markCounters(db)
  await changeAt(run, ago(9, 30), ['entered', 2])
  await changeAt(run, ago(5), ['entered', 1])
  await markCounters(db)
  expect(await enteredAt(run, ago(4))).toBe(7)
  expect(await enteredAt(run, Date.now())).toBe(7)
})
