import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { changeBudget } from '../../db/operate/settings.ts'
import { saveCounts } from '../../db/runs/counters.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { inTransaction } from '../../db/transaction.ts'
import { loadAlerts } from '../../db/watch/alerts.ts'
import { testDatabase } from '../support/database.ts'
import { launch } from '../support/launch.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase()

/** A live run that has taken an audience of ten and admitted all of it. */
async function liveRun(settings: object = {}) {
  const { run, uuid } = await launch(db, winback, { kind: 'live', ...settings })
  await set(run, sql`state = 'running', audience_size = 10, admitted = 10, chunk_at = now()`)
  return { run, uuid }
}

const set = (run: number, columns: RawBuilder<unknown>) =>
  sql`update run set ${columns} where id = ${run}`.execute(db)

/** What is told of a run, or of the house, by code. */
async function told(run?: number) {
  const alerts = await loadAlerts(db, run === undefined ? {} : { run })
  for (const { message } of alerts) expect(message).not.toMatch(/undefined|NaN/)
  return Object.fromEntries(alerts.map(({ code, values }) => [code, values]))
}

test('bounces are told of when many of a channel’s contacts came back within a day', async () => {
  const { run } = await liveRun()
  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const mail = plan.nodes.find(({ id }) => id === 'mail')?.no ?? 0
  const sent = (n: number) =>
    inTransaction(db, (tx) => saveCounts(tx, run, [{ node: mail, what: 'sent', slot: 0, n }]))
  const bounce = (n: number) =>
    sql`insert into suppression (channel, address_hash, reason)
      select 'email', sha256(gen_random_uuid()::text::bytea), 'bounced' from generate_series(1, ${n}::int)`.execute(
      db,
    )
  await sent(400)
  await bounce(19)
  expect(await told()).not.toHaveProperty('BOUNCES_RISE')
  await bounce(1)
  expect(await told()).toMatchObject({
    BOUNCES_RISE: { channel: 'email', bounced: 20, sent: 400 },
  })
  await sent(100)
  expect(await told(), 'fewer than one in twenty').not.toHaveProperty('BOUNCES_RISE')
  await bounce(30)
  expect(await told()).toHaveProperty('BOUNCES_RISE')
  await sql`update suppression set at = now() - interval '25 hours'`.execute(db)
  expect(await told(), 'those of yesterday').not.toHaveProperty('BOUNCES_RISE')
})

test('a full disk is told of while nobody can work for it, and no longer', async () => {
  const { run } = await liveRun()
  await sql`insert into cohort (run, no, dirty, dirty_at) values (${run}, 0, 1, now() - interval '10 minutes')`.execute(
    db,
  )
  expect(await told()).toHaveProperty('NOBODY_WORKS')
  expect(await told()).not.toHaveProperty('DISK_FULL')
  // The database refuses every row that needs room of its own, with the code of a full disk.
  await sql`create function no_room() returns event_trigger language plpgsql as $$ begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$`.execute(
    db,
  )
  await sql`create event trigger no_room on ddl_command_start when tag in ('CREATE TABLE AS') execute function no_room()`.execute(
    db,
  )
  const alerts = await loadAlerts(db)
  expect(alerts.map(({ code }) => code).slice(0, 2)).toEqual(['DISK_FULL', 'NOBODY_WORKS'])
  await sql`drop event trigger no_room`.execute(db)
  expect(await told()).not.toHaveProperty('DISK_FULL')
  await sql`update cohort set seen = dirty, look_at = null where run = ${run}`.execute(db)
  expect(await told()).not.toHaveProperty('NOBODY_WORKS')
})

test('that nobody enters is told of after ten minutes, if somebody should', async () => {
  const { run } = await liveRun()
  const quiet = () => told(run).then((alerts) => !('NOBODY_ENTERS' in alerts))
  expect(await quiet(), 'everybody is in').toBe(true)
  await set(run, sql`admitted = 4, chunk_at = now() - interval '9 minutes'`)
  expect(await quiet(), 'not for long').toBe(true)
  await set(run, sql`chunk_at = now() - interval '11 minutes'`)
  expect(await told(run)).toMatchObject({ NOBODY_ENTERS: { waiting: 6 } })
  await set(run, sql`state = 'paused'`)
  expect(await quiet(), 'somebody paused it').toBe(true)
  await set(run, sql`state = 'running', closed_at = now()`)
  expect(await quiet(), 'somebody closed it').toBe(true)
  await set(run, sql`closed_at = null`)
  expect(await quiet()).toBe(false)
  // At two a minute the last twenty are good for ten minutes more.
  await set(run, sql`settings = settings || '{"admitPerMinute": 2}', chunk_size = 20`)
  expect(await quiet(), 'as slow as it was told to be').toBe(true)
  await set(run, sql`chunk_at = now() - interval '21 minutes'`)
  expect(await quiet()).toBe(false)
  await set(run, sql`chunk_at = now(), admitted = 6`)
  expect(await quiet()).toBe(true)
})

test('a budget that is nearly used up is told of in time, until there is more', async () => {
  const { run } = await liveRun({ budget: 1000 })
  const spend = (spent: number) =>
    sql`update budget set spent = ${spent} where run = ${run}`.execute(db)
  await spend(899)
  expect(await told(run)).not.toHaveProperty('BUDGET_NEAR_END')
  await spend(900)
  expect(await told(run)).toMatchObject({ BUDGET_NEAR_END: { spent: 900, total: 1000 } })
  // Once somebody is held for it that is what is told.
  const hold = (n: number) =>
    inTransaction(db, (tx) => saveCounts(tx, run, [{ node: 3, what: 'held:BUDGET', slot: 0, n }]))
  await hold(2)
  expect(await told(run)).toMatchObject({ BUDGET_EXHAUSTED: { count: 2 } })
  expect(await told(run)).not.toHaveProperty('BUDGET_NEAR_END')
  await hold(-2)
  await changeBudget(db, { run, total: 2000, by: 'test' })
  expect(await told(run)).toEqual({})
  await changeBudget(db, { run, total: null, by: 'test' })
  expect(await told(run), 'no limit, no end').toEqual({})
})

test('a run of an older version is told of until it is taken over, or over', async () => {
  const { run } = await liveRun()
  expect(await told(run)).toEqual({})
  const { rows } = await sql<{ id: number }>`
    insert into plan (scenario, version, hash, plan, source, published_by)
    select scenario, version + 1, hash || '2', plan, source, published_by from plan
    where id = (select plan from run where id = ${run}) returning id`.execute(db)
  expect(await told(run)).toEqual({ OLDER_VERSION: { version: 1, newest: 2 } })
  const before = await loadRunContext(db, run)
  await set(run, sql`plan = ${rows[0]?.id}`)
  expect(await told(run)).toEqual({})
  await set(run, sql`plan = ${before.plan}, state = 'ended', ended_at = now()`)
  expect(await told(run)).toEqual({})
})

test('contacts of a sandbox that came too late are told of for a day of its own clock', async () => {
  const { run } = await launch(db, winback, { kind: 'sandbox' })
  const clock = (at: string) => set(run, sql`state = 'running', clock_at = ${new Date(at)}`)
  await clock('2026-03-02T09:30:00Z')
  await inTransaction(db, (tx) =>
    saveCounts(tx, run, [{ node: 3, what: 'unsent:expired', slot: 0, n: 4 }]),
  )
  expect(await told(run)).toMatchObject({ CONTACTS_EXPIRED: { count: 4 } })
  await clock('2026-03-03T09:31:00Z')
  expect(await told(run)).not.toHaveProperty('CONTACTS_EXPIRED')
})
