import { ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { reconcile } from '../../bin/reconcile.ts'
import { acceptEvents } from '../../db/inbox/inbox.ts'
import { closeAdmission } from '../../db/runs/audience.ts'
import { setClock } from '../../db/runs/clock.ts'
import { loadRunContext, pauseRun, resumeRun } from '../../db/runs/runs.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { admissionWorkflowId, runWorkflowId } from '../../workflows/ids.ts'
import { testDatabase } from '../support/database.ts'
import { testEngine } from '../support/engine.ts'
import { launch, makeAudience, untilEnded } from '../support/launch.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'
import { until } from '../support/until.ts'

const { db } = await testDatabase({ max: 8 })
const engine = await testEngine(db)
const running = await engine.start()
afterAll(() => running.stop())
const dayMs = 86_400_000
await makeAudience(db, 10)
// Half of them have bought of late.
await sql`update customer_metric set last_purchase_at = now() where customer % 2 = 0`.execute(db)

const daily = again({ by: 'schedule', time: '09:00' })

/** The dormant wait an hour and leave. */
function again(entry: object): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'Again',
    start: 'who',
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: {
          from: 'rule',
          rule: { type: 'field', field: 'recencyDays', op: 'atLeast', value: 30 },
        },
        entry,
        next: { next: 'wait' },
      },
      {
        id: 'wait',
        kind: 'wait',
        until: { mode: 'duration', duration: { amount: 1, unit: 'hours' } },
        next: { next: 'end' },
      },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

test('a schedule admits the newly dormant once, however often it triggers; it pauses and ends with the run', {
  timeout: 180_000,
}, async () => {
  const { run } = await launch(db, daily, { kind: 'test' })
  await engine.workflows.startRun(run)
  const schedule = engine.client.schedule.getHandle(admissionWorkflowId(engine.prefix, run))
  await until('the first audience is in', () => entries(run, 5))
  const described = await until('its schedule is there', () => schedule.describe().catch(missing))
  expect(described.spec).toMatchObject({
    calendars: [{ hour: [{ start: 9 }], minute: [{ start: 0 }] }],
    timezone: 'Asia/Seoul',
  })

  const { now } = await loadRunContext(db, run)
  await inTransaction(db, (tx) => setClock(tx, run, now + 31 * dayMs))
  for (let i = 0; i < 3; i++) await schedule.trigger(ScheduleOverlapPolicy.ALLOW_ALL)
  await until('the newly dormant are in', () => entries(run, 10))

  await pauseRun(db, run, 'test')
  await engine.workflows.enter(run)
  await until('it pauses', async () => (await schedule.describe()).state.paused)
  await resumeRun(db, run, 'test')
  await engine.workflows.enter(run)
  await until('it goes on', async () => !(await schedule.describe()).state.paused)

  await inTransaction(db, (tx) => closeAdmission(tx, run))
  await engine.workflows.enter(run)
  await until('it is gone', () =>
    schedule
      .describe()
      .catch(missing)
      .then((s) => s === null),
  )
  await inTransaction(db, (tx) => setClock(tx, run, now + 40 * dayMs))
  await untilEnded(db, run)
  expect(await entries(run, 10)).toBe(true)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a run that lost its workflow and its schedule is given both again', {
  timeout: 180_000,
}, async () => {
  const { run } = await launch(db, daily, { kind: 'test' })
  await engine.workflows.startRun(run)
  const schedule = engine.client.schedule.getHandle(admissionWorkflowId(engine.prefix, run))
  await until('its schedule is there', () => schedule.describe().catch(missing))
  await schedule.delete()
  await engine.client.workflow.getHandle(runWorkflowId(engine.prefix, run)).terminate('lost')

  await reconcile(db, engine.workflows)
  await until('its schedule is there again', () => schedule.describe().catch(missing))
  await inTransaction(db, (tx) => closeAdmission(tx, run))
  await engine.workflows.enter(run)
  await until('it is gone', () =>
    schedule
      .describe()
      .catch(missing)
      .then((s) => s === null),
  )
})

test('a sandbox run takes its audience again by its own clock, and has no schedule', {
  timeout: 180_000,
}, async () => {
  const asOf = new Date().toISOString()
  const admitUntil = new Date(Date.now() + 40 * dayMs).toISOString()
  const { run } = await launch(db, daily, { kind: 'sandbox', secondsPerDay: 0.1, asOf, admitUntil })
  await engine.workflows.startRun(run)
  await untilEnded(db, run)

  expect(await entries(run, 10)).toBe(true)
  // Who bought on the first day of the clock is dormant on its thirty-first, by the customers' calendar.
  const { rows } = await sql<{ days: number[] }>`
    select array_agg(distinct (e.entered_at at time zone 'Asia/Seoul')::date
        - (r.as_of at time zone 'Asia/Seoul')::date) as days
    from enrolment e join run r on r.id = e.run where r.id = ${run}`.execute(db)
  expect(rows[0]?.days[0]).toBe(0)
  expect(rows[0]?.days.slice(1).every((day) => day >= 30 && day < 40)).toBe(true)
  expect(rows[0]?.days.length).toBeGreaterThan(1)
  const schedule = engine.client.schedule.getHandle(admissionWorkflowId(engine.prefix, run))
  expect(await schedule.describe().catch(missing)).toBeNull()
  expect(await brokenPromises(db, run)).toEqual([])
  expect(await unfinished(db, run)).toBe(0)
})

test('in a sandbox everybody who belongs has the event within a month of its clock', {
  timeout: 180_000,
}, async () => {
  const visits = again({ by: 'event', event: 'visited' })
  const { run } = await launch(db, visits, { kind: 'sandbox', secondsPerDay: 0.1 })
  await engine.workflows.startRun(run)
  await untilEnded(db, run)
  expect(await entries(run, 5)).toBe(true)
  expect(await brokenPromises(db, run)).toEqual([])
})

test.each(['batch', 'each'])(
  'an event that comes in admits its customer (%s)',
  {
    timeout: 180_000,
  },
  async (gather) => {
    const { run } = await launch(db, again({ by: 'event', event: `seen-${gather}`, gather }), {
      kind: 'test',
    })
    await engine.workflows.startRun(run)
    await until('it listens', async () => (await loadRunContext(db, run)).accepting)
    const at = new Date(Date.now() + 1000).toISOString()
    const events = ['C1', 'C2', 'C3', 'C1'].map((customer, i) => ({
      eventId: `${gather}-${i}`,
      event: { type: 'event', name: `seen-${gather}`, customer, at } as const,
    }))
    await acceptEvents(db, { source: 'web', events })
    await until('both who belong are in', () => entries(run, 2))
    await until('they wait', async () => {
      const parked = await db
        .selectFrom('enrolment')
        .select('no')
        .where('run', '=', run)
        .where('state', '=', 1)
        .execute()
      return parked.length === 2
    })
    const cohorts = await db.selectFrom('cohort').select('no').where('run', '=', run).execute()
    expect(cohorts).toHaveLength(gather === 'each' ? 2 : 1)

    // Who comes into a cohort that others have left is driven too.
    const { now } = await loadRunContext(db, run)
    await inTransaction(db, (tx) => setClock(tx, run, now + dayMs))
    await until('both have left', () => left(run, 2))
    const late = { type: 'event', name: `seen-${gather}`, customer: 'C5', at } as const
    await acceptEvents(db, { source: 'web', events: [{ eventId: `${gather}-late`, event: late }] })
    await until('the third is in', () => entries(run, 3))
    await until('the third waits', async () => {
      const row = await db
        .selectFrom('enrolment')
        .select('state')
        .where('run', '=', run)
        .where('no', '=', 2)
        .executeTakeFirst()
      return row?.state === 1
    })
    await inTransaction(db, (tx) => closeAdmission(tx, run))
    await inTransaction(db, (tx) => setClock(tx, run, now + 2 * dayMs))
    await engine.workflows.enter(run)
    await untilEnded(db, run)
    expect(await brokenPromises(db, run)).toEqual([])
  },
)

function missing(error: unknown): null {
  if (error instanceof ScheduleNotFoundError) return null
  throw error
}

async function entries(run: number, n: number): Promise<boolean> {
  const rows = await db.selectFrom('enrolment').select('customer').where('run', '=', run).execute()
  expect(new Set(rows.map((r) => r.customer)).size).toBe(rows.length)
  return rows.length === n
}

async function left(run: number, n: number): Promise<boolean> {
  const rows = await db
    .selectFrom('enrolment')
    .select('no')
    .where('run', '=', run)
    .where('active', '=', false)
    .execute()
  return rows.length === n
}
