import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { acceptEvents, mergeNewEvents } from '../../db/inbox/inbox.ts'
import { admit } from '../../db/runs/admission.ts'
import { closeAdmission, takeAudience } from '../../db/runs/audience.ts'
import { runsLateToAdmit } from '../../db/runs/cohorts.ts'
import { runsToEnter } from '../../db/runs/entries.ts'
import { endRunNow } from '../../db/runs/run-end.ts'
import { loadRunContext, pauseRun, resumeRun } from '../../db/runs/runs.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Entry, Reentry } from '../../schemas/kinds/segment.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { until } from '../support/until.ts'

const { db } = await testDatabase()
const dayMs = 86_400_000
await makeAudience(db, 10)
// Half of them have bought of late.
await sql`update customer_metric set last_purchase_at = now() where customer % 2 = 0`.execute(db)

const dormant = { type: 'field', field: 'recencyDays', op: 'atLeast', value: 30 }

/** Nobody waits: whoever enters has left after the first turn. */
function scenario(entry: Entry, reentry?: Reentry): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Again',
    start: 'who',
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: { from: 'rule', rule: dormant },
        entry,
        ...(reentry && { reentry }),
        next: { next: 'end' },
      },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

const daily: Entry = { by: 'schedule', time: '09:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }
const onVisit: Entry = { by: 'event', event: 'visited', gather: 'batch' }

test('those who newly belong are admitted each day, and only they, however often it is asked', async () => {
  const { run } = await launch(db, scenario(daily), { kind: 'test' })
  const driver = drive(db, run)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 5, entries: 5 })
  expect(await ended(run)).toBe(false)

  await driver.pass(31 * dayMs)
  await Promise.all([takeAudience(db, run), takeAudience(db, run), takeAudience(db, run)])
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 10, entries: 10 })
  expect((await loadRunContext(db, run)).audienceSize).toBe(10)

  await driver.pass(dayMs)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 10, entries: 10 })
  expect(await brokenPromises(db, run)).toEqual([])
})

test.each([
  { reentry: { allow: 'always' }, days: 1, entries: 10 },
  { reentry: { allow: 'afterDays', days: 7 }, days: 6, entries: 5 },
  { reentry: { allow: 'afterDays', days: 7 }, days: 8, entries: 10 },
] as const)('who left enters again as $reentry.allow says ($days days later)', async (given) => {
  const { run } = await launch(db, scenario(daily, given.reentry), { kind: 'test' })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(given.days * dayMs)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 5, entries: given.entries })
  expect(await brokenPromises(db, run)).toEqual([])
})

test('nobody is inside twice, even where everybody may return', async () => {
  const waiting = scenario(daily, { allow: 'always' })
  const stay = scenarioSchema.parse({
    ...waiting,
    nodes: [
      { ...waiting.nodes[0], next: { next: 'wait' } },
      {
        id: 'wait',
        kind: 'wait',
        until: { mode: 'duration', duration: { amount: 100, unit: 'days' } },
        next: { next: 'end' },
      },
      waiting.nodes[1],
    ],
  })
  const { run } = await launch(db, stay, { kind: 'test' })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(2 * dayMs)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 5, entries: 5 })
})

test('an entry is called the same outside when its admission is repeated on a restored database', async () => {
  const { run } = await launch(db, scenario(daily, { allow: 'always' }), { kind: 'test' })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(dayMs)
  const entries = async () =>
    db
      .selectFrom('enrolment')
      .select(['no', 'entry'])
      .where('run', '=', run)
      .orderBy('no')
      .execute()
  await driver.admitAll()
  const before = await entries()
  expect(new Set(before.map(({ entry }) => entry)).size).toBe(10)

  await sql`delete from enrolment where run = ${run} and no >= 5`.execute(db)
  await sql`delete from journal where run = ${run} and enrolment >= 5`.execute(db)
  await sql`update run set admitted = 5 where id = ${run}`.execute(db)
  await driver.admitAll()
  expect(await entries()).toEqual(before)
})

test('an event lets in whose it is, if the customer belongs, once per event handed in', async () => {
  const { run } = await launch(db, scenario(onVisit), { kind: 'test' })
  await takeAudience(db, run)
  await visit(['C1', 'C2', 'C3'])
  await visit(['C1'])
  await until('they have gathered', () => runsToEnter(db))
  await drive(db, run).admitAll()
  // C2 has bought of late.
  expect(await enrolled(run)).toEqual({ people: 2, entries: 2 })
  expect(await waiting(run)).toBe(0)
  expect(await ended(run)).toBe(false)

  await visit(['C1', 'C5'])
  await drive(db, run).admitAll()
  expect(await enrolled(run)).toEqual({ people: 3, entries: 3 })
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a purchase can be the event; a repeated one brings nobody twice', async () => {
  const buys = scenario({ by: 'event', event: 'purchase', gather: 'each' }, { allow: 'always' })
  const everyone = scenarioSchema.parse({
    ...buys,
    nodes: [
      { ...buys.nodes[0], audience: { from: 'rule', rule: { type: 'everyone' } } },
      buys.nodes[1],
    ],
  })
  const { run } = await launch(db, everyone, { kind: 'test' })
  await takeAudience(db, run)
  const event = { type: 'purchase', at: now(), amount: 5000, quantity: 1 } as const
  const bought = { eventId: 'order-1', event: { ...event, customer: 'C2' } }
  await acceptEvents(db, { source: 'shop', events: [bought] })
  await acceptEvents(db, { source: 'shop', events: [bought] })
  await mergeNewEvents(db, 100)
  expect(await runsToEnter(db)).toContain(run)
  await drive(db, run).admitAll()
  expect(await enrolled(run)).toEqual({ people: 1, entries: 1 })
  const cohorts = await db.selectFrom('cohort').select('no').where('run', '=', run).execute()
  expect(cohorts).toHaveLength(1)
})

test('what happened before the run began lets nobody in', async () => {
  const { run } = await launch(db, scenario(onVisit), { kind: 'test' })
  await takeAudience(db, run)
  await visit(['C1'], '2020-01-01T00:00:00Z')
  expect(await waiting(run)).toBe(0)
})

test('admission that is closed admits no more, and the run ends with those inside', async () => {
  const { run } = await launch(db, scenario(onVisit), { kind: 'test' })
  await takeAudience(db, run)
  await visit(['C1'])
  await drive(db, run).admitAll()
  await visit(['C3'])
  await inTransaction(db, (tx) => closeAdmission(tx, run))
  await visit(['C5'])
  await drive(db, run).admitAll()
  expect(await enrolled(run)).toEqual({ people: 1, entries: 1 })
  expect(await ended(run)).toBe(true)
})

test('admission closes by itself at its instant of the run’s clock', async () => {
  const admitUntil = new Date(Date.now() + 20 * dayMs).toISOString()
  const { run } = await launch(db, scenario(daily), { kind: 'test', admitUntil })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(31 * dayMs)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 5, entries: 5 })
  expect(await ended(run)).toBe(true)
})

test('a sample is never exceeded, however often the audience is taken', async () => {
  const { run } = await launch(db, scenario(daily), { kind: 'test', sampleSize: 7 })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(31 * dayMs)
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 7, entries: 7 })
  expect(await ended(run)).toBe(true)
})

test('a paused run takes and admits nobody until it is resumed', async () => {
  const { run } = await launch(db, scenario(daily), { kind: 'test' })
  const driver = drive(db, run)
  await driver.admitAll()
  await pauseRun(db, run, 'test')
  await driver.pass(31 * dayMs)
  await takeAudience(db, run)
  expect((await loadRunContext(db, run)).audienceSize).toBe(5)
  await resumeRun(db, run, 'test')
  await driver.admitAll()
  expect(await enrolled(run)).toEqual({ people: 10, entries: 10 })
})

test('the pace is that of the rate as it is now, whoever asks and however often', async () => {
  const { run } = await launch(db, scenario({ by: 'once' }), { kind: 'test', admitPerMinute: 1 })
  await takeAudience(db, run)
  const first = await admit(db, run)
  expect(first).toMatchObject({ admitted: 1, left: 4 })
  const again = await admit(db, run)
  expect(again.admitted).toBe(0)
  expect(again.waitMs).toBeGreaterThan(30_000)

  await sql`update run set settings = settings || '{"admitPerMinute": 6000}' where id = ${run}`.execute(
    db,
  )
  await until('the next chunk may come', async () => (await admit(db, run)).admitted > 0)
  expect(await enrolled(run)).toEqual({ people: 5, entries: 5 })
})

test('a run that lets nobody in when its rate would is told apart from one that keeps it', async () => {
  const { run } = await launch(db, scenario({ by: 'once' }), { kind: 'test', admitPerMinute: 1 })
  const isLate = async () => (await runsLateToAdmit(db, 10_000)).includes(run)
  const since = (seconds: number) =>
    sql`update run set chunk_at = clock_timestamp() - ${seconds} * interval '1 s' where id = ${run}`.execute(
      db,
    )
  await takeAudience(db, run)
  expect(await admit(db, run)).toMatchObject({ admitted: 1, left: 4 })
  await since(60)
  expect(await isLate()).toBe(false)
  await since(75)
  expect(await isLate()).toBe(true)
  await pauseRun(db, run, 'test')
  expect(await isLate()).toBe(false)
  await resumeRun(db, run, 'test')
  expect(await isLate()).toBe(true)
  await sql`update run set admitted = audience_size where id = ${run}`.execute(db)
  expect(await isLate()).toBe(false)
})

test('newcomers fill the last cohort before they open another', async () => {
  const { run } = await launch(db, scenario(daily), { kind: 'test', cohortSize: 4 })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(31 * dayMs)
  await takeAudience(db, run)
  await driver.settle()
  expect(await admit(db, run)).toMatchObject({ cohorts: [1, 2], joined: [1] })
  await driver.settle()
  const cohorts = await db
    .selectFrom('enrolment')
    .select((eb) => ['cohort', eb.fn.countAll<number>().as('n')])
    .where('run', '=', run)
    .groupBy('cohort')
    .orderBy('cohort')
    .execute()
  expect(cohorts.map(({ n }) => n)).toEqual([4, 4, 2])
  expect(await ended(run)).toBe(false)
  expect(await brokenPromises(db, run)).toEqual([])
})

let visits = 0

async function visit(customers: readonly string[], at = now()): Promise<void> {
  const events = customers.map((customer) => ({
    eventId: `visit-${++visits}`,
    event: { type: 'event', name: 'visited', customer, at } as const,
  }))
  await acceptEvents(db, { source: 'web', events })
  await mergeNewEvents(db, 100)
}

function now(): string {
  return new Date().toISOString()
}

async function enrolled(run: number): Promise<{ people: number; entries: number }> {
  const { rows } = await sql<{ people: number; entries: number }>`
    select count(distinct customer)::int as people, count(*)::int as entries
    from enrolment where run = ${run}`.execute(db)
  return rows[0] ?? { people: 0, entries: 0 }
}

async function waiting(run: number): Promise<number> {
  const rows = await db.selectFrom('run_entry').select('id').where('run', '=', run).execute()
  return rows.length
}

function ended(run: number): Promise<boolean> {
  return inTransaction(db, (tx) => endRunNow(tx, run))
}
