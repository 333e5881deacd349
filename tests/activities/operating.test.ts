import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { changeBudget, withdraw } from '../../db/operate.ts'
import { cancelRun, pauseRun, resumeRun } from '../../db/runs.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const dayMs = 86_400_000
const noon = '2026-03-03T03:00:00Z'
const people = 12

beforeAll(() => makeAudience(db, people))

async function started(settings: Record<string, unknown> = {}) {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: 5,
    simulation: { responses: {}, purchaseAmount: 1 },
    ...settings,
  })
  const driver = drive(db, run)
  await driver.admitAll()
  return { run, driver }
}

/** How many stand at the step of that id. */
async function at(run: number, nodeId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from enrolment e join plan p on p.id = e.plan,
      jsonb_array_elements(p.plan -> 'nodes') step
    where e.run = ${run} and e.active and step ->> 'id' = ${nodeId} and (step ->> 'no')::int = e.node`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

async function reasons(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ reason: string; n: number }>`
    select coalesce(reason, '') as reason, count(*)::int as n from enrolment where run = ${run} group by 1`.execute(
    db,
  )
  return Object.fromEntries(rows.map((r) => [r.reason, r.n]))
}

test('a paused scenario keeps its remaining wait', async () => {
  const { run, driver } = await started()
  await driver.pass(2 * dayMs)
  await pauseRun(db, run, 'test')
  await driver.pass(10 * dayMs)
  await driver.settle()
  expect(await at(run, 'wait')).toBe(people)

  await resumeRun(db, run, 'test')
  await driver.settle()
  expect(await at(run, 'wait')).toBe(people)
  await driver.pass(0.9 * dayMs)
  await driver.settle()
  expect(await at(run, 'wait')).toBe(people)
  await driver.pass(0.2 * dayMs)
  await driver.settle()
  expect(await at(run, 'back')).toBe(people)
})

test('a cancelled run lets everybody go and closes their contacts', async () => {
  const { run, driver } = await started()
  await cancelRun(db, run, 'test')
  await driver.settle()

  expect(await reasons(run)).toEqual({ 'LEFT:CANCELLED': people })
  expect(await unfinished(db, run)).toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('one customer is withdrawn and the others go on', async () => {
  const { run, driver } = await started()
  await withdraw(db, { run, enrolment: 4, by: 'test' })
  await driver.settle()

  expect(await reasons(run)).toEqual({ '': people - 1, 'LEFT:WITHDRAWN': 1 })
  await expect(withdraw(db, { run, enrolment: 4, by: 'test' })).rejects.toThrow(/left/)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('an exhausted budget holds people, shown, until there is more; nobody is dropped and nothing overspent', async () => {
  const { run, driver } = await started({ budget: 30 * 7 + 10 })
  expect(await reasons(run)).toEqual({ '': 7, BUDGET: people - 7 })
  const { spent } = await db
    .selectFrom('budget')
    .select('spent')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  expect(spent).toBe(210)

  await changeBudget(db, { run, total: 100_000, by: 'test' })
  await driver.settle()

  expect(await reasons(run)).toEqual({ '': people })
  expect(await at(run, 'wait')).toBe(people)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a row the database refuses is held alone, the others go on', async () => {
  const { run } = await launch(db, winback, { kind: 'sandbox', asOf: noon, cohortSize: people })
  await sql`
    create or replace function poison() returns trigger language plpgsql as $$ begin
      if new.run = ${sql.raw(String(run))} and new.enrolment = 3 then
        raise exception 'poisoned' using errcode = '22003';
      end if; return new; end $$`.execute(db)
  await sql`create or replace trigger poison before insert on journal for each row execute function poison()`.execute(
    db,
  )

  await drive(db, run).admitAll()

  await sql`drop trigger poison on journal`.execute(db)
  expect(await reasons(run)).toEqual({ '': people - 1, DATA_22003: 1 })
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a call that reaches nobody in time closes its task, and the letter that follows goes out', async () => {
  const scenario = scenarioSchema.parse({
    ...winback,
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'thanks' },
      },
      {
        id: 'thanks',
        kind: 'call',
        unitCost: 500,
        script: 'Thank you',
        branches: ['unreached'],
        next: { next: 'end', unreached: 'card' },
      },
      {
        id: 'card',
        kind: 'channel',
        channel: 'letter',
        message: { subject: 'Thanks', body: 'Thank you' },
        next: { next: 'end' },
      },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
  const { run } = await launch(db, scenario, { kind: 'sandbox', asOf: noon, callsByPerson: true })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(3 * dayMs)
  await driver.settle()

  const contacts = await db
    .selectFrom('intent')
    .select(['channel', 'status'])
    .where('run', '=', run)
    .distinct()
    .orderBy('channel')
    .execute()
  expect(contacts).toEqual([
    { channel: 'call', status: 3 },
    { channel: 'letter', status: 3 },
  ])
  const tasks = await db
    .selectFrom('call_task')
    .select('state')
    .where('run', '=', run)
    .distinct()
    .execute()
  expect(tasks).toEqual([{ state: 'cancelled' }])
  const { spent } = await db
    .selectFrom('budget')
    .select('spent')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  expect(spent, 'a call nobody tried costs nothing').toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})
