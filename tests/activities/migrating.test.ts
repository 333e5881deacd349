import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { ChannelAdapter, SendResult } from '../../activities/channels/channel.ts'
import { loadOperation } from '../../db/operate/list.ts'
import { goOnWith } from '../../db/operate/step.ts'
import { admit } from '../../db/runs/admission.ts'
import { takeAudience } from '../../db/runs/audience.ts'
import { listRunVersions } from '../../db/runs/run-plans.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { startMigration } from '../../db/runs/start-migration.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { checkMigration, loadDifference } from '../../db/scenarios/plan-versions.ts'
import { publish } from '../../db/scenarios/plans.ts'
import { loadLive } from '../../db/watch/live.ts'
import { loadReport } from '../../db/watch/report.ts'
import { migrationSchema } from '../../schemas/api/migrations.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { sandboxAdapters } from '../support/engine.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const dayMs = 86_400_000
const noon = '2026-03-03T03:00:00Z'
const people = 12

beforeAll(() => makeAudience(db, people))

/** The scenario with some steps changed, left out (null) or added. */
function redrawn(changes: Readonly<Record<string, object | null>>, base = winback): Scenario {
  const nodes = base.nodes.flatMap((node): object[] => {
    const change = changes[node.id]
    return change === null ? [] : [{ ...node, ...change }]
  })
  const known = new Set(base.nodes.map(({ id }) => id))
  const added = Object.entries(changes).flatMap(([id, node]) =>
    known.has(id) || node === null ? [] : [{ id, ...node }],
  )
  return scenarioSchema.parse({ ...base, nodes: [...nodes, ...added] })
}

const days = (amount: number) => ({ mode: 'duration', duration: { amount, unit: 'days' } })

async function started(scenario: Scenario = winback, settings: Record<string, unknown> = {}) {
  const { run } = await launch(db, scenario, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: 5,
    simulation: { responses: {}, purchaseAmount: 1 },
    ...settings,
  })
  return { run, driver: drive(db, run) }
}

/** The next version of the run’s scenario. */
async function publishNext(run: number, scenario: Scenario): Promise<number> {
  const row = await db
    .selectFrom('run as r')
    .innerJoin('plan as p', 'p.id', 'r.plan')
    .innerJoin('scenario as s', 's.id', 'p.scenario')
    .select(['s.id', 's.uuid'])
    .where('r.id', '=', run)
    .executeTakeFirstOrThrow()
  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  for (const { no, id, node } of plan.nodes) {
    await db
      .insertInto('scenario_node')
      .values({ scenario: row.id, no, node_id: id, kind: node.kind })
      .onConflict((oc) => oc.doNothing())
      .execute()
  }
  await db
    .updateTable('scenario')
    .set({ draft: JSON.stringify(scenario) })
    .where('id', '=', row.id)
    .execute()
  return (await publish(db, { scenario: row.uuid, by: 'test' })).version
}

async function migrate(run: number, wanted: object): Promise<number> {
  const parsed = migrationSchema.parse(wanted)
  const operation = await startMigration(db, { ...parsed, run, by: 'test' })
  await goOnWith(db, operation, { forMs: 20_000 })
  return operation
}

async function check(run: number, wanted: object) {
  const parsed = migrationSchema.parse(wanted)
  const found = (await listRunVersions(db, run)).find((v) => v.version === parsed.version)
  return checkMigration(db, { ...parsed, run, plan: found?.plan ?? 0 })
}

/** How many stand at each step, by id, of any version. */
async function standing(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ id: string; n: number }>`
    select step ->> 'id' as id, count(*)::int as n from enrolment e join plan p on p.id = e.plan,
      jsonb_array_elements(p.plan -> 'nodes') step
    where e.run = ${run} and e.active and (step ->> 'no')::int = e.node group by 1 order by 1`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ id, n }) => [id, n]))
}

async function ends(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ reason: string; n: number }>`
    select reason, count(*)::int as n from enrolment where run = ${run} and not active group by 1`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))
}

async function plansInUse(run: number): Promise<number[]> {
  const { rows } = await sql<{ version: number }>`
    select distinct p.version from enrolment e join plan p on p.id = e.plan where e.run = ${run} and e.active
    order by 1`.execute(db)
  return rows.map(({ version }) => version)
}

test('a newer version changes nothing for those inside until an operator says so', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  await publishNext(run, redrawn({ wait: { until: days(1) } }))
  await driver.pass(2 * dayMs)
  await driver.settle()
  expect(await standing(run)).toEqual({ wait: people })
  expect(await plansInUse(run)).toEqual([1])
})

test('what a version changes is told step by step', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  const version = await publishNext(
    run,
    redrawn({
      wait: { until: days(5), title: 'Longer', next: { next: 'sms' } },
      sms: {
        kind: 'channel',
        channel: 'sms',
        message: { body: 'Hello {{name | customer}}' },
        next: { next: 'back' },
      },
    }),
  )
  const { difference, standing: at } = await loadDifference(db, { run, version })
  expect(difference.added.map(({ id }) => id)).toEqual(['sms'])
  expect(difference.removed).toEqual([])
  expect(difference.changed.map(({ after, fields }) => [after.id, fields])).toEqual([
    [
      'wait',
      [
        { field: 'title', from: '', to: 'Longer' },
        { field: 'until.duration.amount', from: 3, to: 5 },
      ],
    ],
  ])
  expect(difference.rewired).toMatchObject([
    { nodeId: 'wait', port: 'next', from: 'back', to: 'sms' },
  ])
  expect(at.get(difference.changed[0]?.after.no ?? -1)).toBe(people)
  expect(difference.unchanged).toBe(8)
})

test('in the middle of a changed wait: begun anew from the arrival, or finished as it was, as chosen', async () => {
  for (const [waits, expected] of [
    ['recompute', 'back'],
    ['keep', 'wait'],
  ] as const) {
    const { run, driver } = await started()
    await driver.admitAll()
    await driver.pass(2 * dayMs)
    await driver.settle()
    const version = await publishNext(run, redrawn({ wait: { until: days(1) } }))
    const dry = await check(run, { version, waits })
    expect(dry).toMatchObject({ count: people, refused: {}, unmapped: [] })
    expect(dry.rows).toMatchObject([
      { customers: people, fate: { do: 'stay', waits: waits === 'keep' ? 'kept' : 'recomputed' } },
    ])

    await migrate(run, { version, waits })
    await driver.settle()
    expect(await standing(run)).toEqual({ [expected]: people })
    expect(await plansInUse(run)).toEqual([version])

    await driver.pass(1.2 * dayMs)
    await driver.settle()
    expect(await standing(run), 'the wait of before was three days').toEqual({ back: people })
    expect(await brokenPromises(db, run)).toEqual([])
  }
})

test('a wait that is made longer holds whoever is inside for the rest of it', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  await driver.pass(2 * dayMs)
  const version = await publishNext(run, redrawn({ wait: { until: days(6) } }))
  await migrate(run, { version })
  await driver.settle()
  await driver.pass(3 * dayMs)
  await driver.settle()
  expect(await standing(run)).toEqual({ wait: people })
  await driver.pass(1.2 * dayMs)
  await driver.settle()
  expect(await standing(run)).toEqual({ back: people })
})

test('customers of a removed step go where they are told, or leave; until that is said nothing happens', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  const version = await publishNext(run, redrawn({ wait: null, mail: { next: { next: 'back' } } }))
  expect(await check(run, { version })).toMatchObject({ count: 0, refused: { NO_TARGET: people } })
  await expect(migrate(run, { version })).rejects.toMatchObject({
    code: 'NOT_READY',
    details: { unmapped: ['wait'] },
  })
  await expect(migrate(run, { version, mapping: { wait: 'nowhere' } })).rejects.toThrow(
    /mapping.wait is "nowhere": the new version has no step "nowhere"/,
  )
  await expect(migrate(run, { version, mapping: { mail: 'back' } })).rejects.toThrow(/stay/)
  expect(await plansInUse(run)).toEqual([1])

  const operation = await migrate(run, { version, mapping: { wait: 'thanks' } })
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    action: 'migrate',
    state: 'done',
    selected: people,
    applied: people,
  })
  await driver.settle()
  expect(await standing(run)).toEqual({ thanks: people })
  expect(await brokenPromises(db, run)).toEqual([])

  const next = await publishNext(
    run,
    redrawn({
      wait: null,
      thanks: null,
      mail: { next: { next: 'back' } },
      back: { next: { purchased: 'won', none: 'enough' } },
      again: null,
    }),
  )
  await migrate(run, { version: next, mapping: { thanks: null } })
  await driver.settle()
  expect(await ends(run)).toEqual({ 'LEFT:MIGRATED': people })
  expect(await unfinished(db, run)).toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})

/** Answers as told, contact by contact. */
function answering(answer: (text: string) => SendResult['result'] | null, sent: string[]) {
  return (): ChannelAdapter => ({
    keyed: false,
    chunkSize: 100,
    async send(contacts) {
      return contacts.map(({ outward, message }): SendResult => {
        const { text } = message as { text: string }
        const result = answer(text)
        if (result === 'retry') return { outward, result, code: 'BUSY', afterMs: dayMs }
        if (result === 'ambiguous') return { outward, result, code: 'TIMED_OUT' }
        sent.push(text)
        return { outward, result: 'accepted', providerRef: null }
      })
    },
  })
}

test('a contact that has not begun says what the new version says; one that has begun keeps its text', async () => {
  const sent: string[] = []
  let busy = true
  const { run } = await started(winback, { cohortSize: people })
  const driver = drive(db, run, {
    adapterFor: (context, at) =>
      at.node.kind === 'channel'
        ? answering(() => (busy ? 'retry' : 'accepted'), sent)()
        : sandboxAdapters(db)(context, at),
  })
  await driver.admitAll()
  expect(await standing(run)).toEqual({ mail: people })
  const version = await publishNext(
    run,
    redrawn({ mail: { message: { subject: 'New', body: 'The new text {{rewardCode}}' } } }),
  )
  const dry = await check(run, { version })
  expect(dry.rows).toMatchObject([{ customers: people, ordered: people, started: 0 }])
  await migrate(run, { version })
  busy = false
  await sql`update intent set retry_at = null where run = ${run}`.execute(db)
  await driver.settle()

  expect(sent).toHaveLength(people)
  expect(sent.every((text) => text.includes('The new text'))).toBe(true)
  expect(await standing(run)).toEqual({ wait: people })
  expect(
    (await brokenPromises(db, run)).filter((promise) => !promise.startsWith('the sandbox')),
  ).toEqual([])
})

/** A provider that answers when it is let go. */
function slow(sent: string[]) {
  let letGo: () => void = () => undefined
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const adapterFor = (): ChannelAdapter => ({
    keyed: false,
    chunkSize: 100,
    async send(contacts) {
      await gone
      return contacts.map(({ outward }): SendResult => {
        sent.push(outward)
        return { outward, result: 'accepted', providerRef: null }
      })
    },
  })
  return { adapterFor, letGo }
}

async function contacts(run: number): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select channel || ' ' || visit || '.' || occurrence || ' ' || status || ' ' || coalesce(reason, '-') || ' x' || count(*) as line
    from intent where run = ${run} group by channel, visit, occurrence, status, reason order by 1`.execute(
    db,
  )
  return rows.map(({ line }) => line)
}

/** Begins the deliveries of every cohort at a step; answers their ends once everybody's contact is on the network. */
async function inFlight(run: number, driver: ReturnType<typeof drive>, nodeId: string) {
  const { byNo } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const node = [...byNo.values()].find(({ id }) => id === nodeId)?.no ?? -1
  await takeAudience(db, run)
  await admit(db, run)
  const cohorts = await db.selectFrom('cohort').select('no').where('run', '=', run).execute()
  for (const { no } of cohorts) await driver.takeTurns(no, 0)
  const deliveries = cohorts.map(({ no }) => driver.deliver(no, node))
  await until('every contact is on the network', async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from intent where run = ${run} and status = 2`.execute(db)
    return rows[0]?.n === people
  })
  return { ends: Promise.all(deliveries) }
}

/** The mail is replaced by a text message. */
const withText = redrawn({
  coupon: { next: { next: 'text' } },
  mail: null,
  text: {
    kind: 'channel',
    channel: 'sms',
    message: { body: 'Hello' },
    unitCost: 10,
    next: { next: 'wait' },
  },
  back: { contacts: ['text'] },
})

test('a contact in flight at a removed step is settled, and its customer goes on where the operator said', async () => {
  const sent: string[] = []
  const provider = slow(sent)
  const { run } = await started(winback, { cohortSize: 4 })
  const driver = drive(db, run, provider)
  const delivered = await inFlight(run, driver, 'mail')
  const version = await publishNext(run, withText)
  expect(await contacts(run)).toEqual([`email 1.0 2 - x${people}`])
  expect((await check(run, { version, mapping: { mail: 'wait' } })).rows).toMatchObject([
    { customers: people, ordered: 0, started: people },
  ])
  await migrate(run, { version, mapping: { mail: 'wait' } })
  await driver.settle()
  expect(await standing(run)).toEqual({ wait: people })

  provider.letGo()
  await delivered.ends
  await driver.settle()

  expect(sent).toHaveLength(people)
  expect(await contacts(run)).toEqual([`email 1.0 3 - x${people}`])
  expect(await standing(run)).toEqual({ wait: people })
  const { rows } = await sql`select 1 from cohort where run = ${run} and stray`.execute(db)
  expect(rows).toEqual([])
})

test('what a worker left in flight when it died is settled, though its customers have gone on', async () => {
  const { run } = await started(winback, { cohortSize: people })
  const driver = drive(db, run, {
    adapterFor: () => ({
      keyed: false,
      chunkSize: 100,
      send: () => Promise.reject(new Error('the worker dies')),
    }),
  })
  await expect(driver.admitAll()).rejects.toThrow(/dies/)
  const version = await publishNext(run, withText)
  await migrate(run, { version, mapping: { mail: null } })
  await driver.settle()
  expect(await ends(run)).toEqual({ 'LEFT:MIGRATED': people })
  expect(await contacts(run)).toEqual([`email 1.0 2 - x${people}`])

  await sql`update intent set lease_until = clock_timestamp() where run = ${run}`.execute(db)
  await driver.settle()
  expect(await contacts(run)).toEqual([`email 1.0 7 NO_ANSWER x${people}`])
  const cohort = await db.selectFrom('cohort').selectAll().where('run', '=', run).executeTakeFirst()
  expect(cohort).toMatchObject({ done: true, stray: false })
})

test('where the channel changes, what has not begun is ordered anew, and what is in flight finishes first', async () => {
  const sent: string[] = []
  const provider = slow(sent)
  const { run } = await started(winback, { cohortSize: people })
  const driver = drive(db, run, provider)
  const version = await publishNext(
    run,
    redrawn({ mail: { channel: 'sms', message: { body: 'Hello' } } }),
  )
  const delivered = await inFlight(run, driver, 'mail')
  expect(await contacts(run)).toEqual([`email 1.0 2 - x${people}`])
  await expect(migrate(run, { version, newEntries: false })).rejects.toThrow(/nothing to do/)
  expect(await check(run, { version })).toMatchObject({
    count: 0,
    refused: { CONTACT_IN_FLIGHT: people },
  })
  // Some come back to be ordered again.
  await sql`update intent set status = 0 where run = ${run} and enrolment < 4`.execute(db)
  await migrate(run, { version })
  provider.letGo()
  await delivered.ends
  await driver.settle()

  expect(await contacts(run)).toEqual(['email 1.0 3 - x8', 'email 1.0 8 LEFT x4', 'sms 2.0 3 - x4'])
  expect(await plansInUse(run)).toEqual([1, version])
  await migrate(run, { version })
  expect(await plansInUse(run)).toEqual([version])
})

test('a branch whose contacts changed listens to the new ones from then on', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  await driver.pass(4 * dayMs)
  await driver.settle()
  expect(await standing(run)).toEqual({ back: people })
  const version = await publishNext(run, withText)
  await migrate(run, { version })
  await driver.settle()
  expect(await standing(run)).toEqual({ back: people })
  // Without a contact of the new kind the window opens with the arrival at the branch: ten days from the third.
  await driver.pass(8 * dayMs)
  await driver.settle()
  expect(await standing(run)).toEqual({ back: people })
  await driver.pass(1.2 * dayMs)
  await driver.settle()
  expect(await ends(run)).toEqual({ completed: people })
  expect(await brokenPromises(db, run)).toEqual([])
})

/** Calls up to three times, a day apart. */
const calling = scenarioSchema.parse({
  format: 1,
  name: 'Calling',
  start: 'who',
  nodes: [
    {
      id: 'who',
      kind: 'segment',
      audience: { from: 'rule', rule: { type: 'everyone' } },
      next: { next: 'call' },
    },
    {
      id: 'call',
      kind: 'call',
      script: 'Hello',
      attempts: 1,
      within: { amount: 1, unit: 'days' },
      maxVisits: 3,
      branches: ['unreached'],
      next: { next: 'end', unreached: 'pause', exhausted: 'end' },
    },
    { id: 'pause', kind: 'wait', until: days(1), next: { next: 'call' } },
    { id: 'end', kind: 'exit', next: {} },
  ],
})

test('a loop keeps its rounds: whoever was called twice is called once more, by either version', async () => {
  const { run, driver } = await started(calling, { callsByPerson: true })
  await driver.admitAll()
  for (let hour = 0; hour < 76; hour += 4) {
    await driver.pass(dayMs / 6)
    await driver.settle()
  }
  expect(await standing(run)).toEqual({ pause: people })
  const version = await publishNext(run, redrawn({ pause: { until: days(2) } }, calling))
  await migrate(run, { version })
  for (let hour = 0; hour < 24 * 5; hour += 4) {
    await driver.pass(dayMs / 6)
    await driver.settle()
  }
  expect(await ends(run)).toEqual({ completed: people })
  expect(await contacts(run)).toEqual([
    `call 1.0 3 - x${people}`,
    `call 2.0 3 - x${people}`,
    `call 3.0 3 - x${people}`,
  ])
  expect(await brokenPromises(db, run)).toEqual([])
})

test('interrupted at each cohort, with turns and deliveries going on, everybody is taken over once', async () => {
  const { run, driver } = await started(winback, { cohortSize: 2 })
  await driver.admitAll()
  await driver.pass(2 * dayMs)
  const version = await publishNext(run, withText)
  const wanted = migrationSchema.parse({ version, mapping: { mail: 'text' } })
  const operation = await startMigration(db, { ...wanted, run, by: 'test' })
  for (let cohort = 0; cohort < people / 2; cohort++) {
    await sql`
      create or replace function stumble() returns trigger language plpgsql as $$ begin
        if new.operation = ${sql.raw(String(operation))} and new.cohort = ${sql.raw(String(cohort))}
        then raise exception 'stumbled' using errcode = '53100'; end if; return new; end $$`.execute(
      db,
    )
    await sql`create or replace trigger stumble before insert on operation_cohort for each row execute function stumble()`.execute(
      db,
    )
    await driver.pass(0.3 * dayMs)
    const going = goOnWith(db, operation, { forMs: 10_000, customers: 2 })
    await Promise.all([expect(going).rejects.toThrow(/stumbled/), driver.settle()])
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from operation_cohort where operation = ${operation}`.execute(db)
    expect(rows[0]?.n).toBe(cohort)
    await sql`drop trigger stumble on operation_cohort`.execute(db)
  }
  await Promise.all([
    goOnWith(db, operation, { forMs: 10_000, customers: 2 }),
    goOnWith(db, operation, { forMs: 10_000, customers: 2 }),
  ])
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'done',
    applied: people,
  })
  expect(await plansInUse(run)).toEqual([version])
  await driver.pass(40 * dayMs)
  await driver.settle()
  expect(await unfinished(db, run)).toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('the live page and the report know the steps of every version somebody was on', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  const version = await publishNext(run, withText)
  await migrate(run, { version, mapping: { mail: 'text' } })
  await driver.pass(4 * dayMs)
  await driver.settle()
  const live = await loadLive(db, run)
  expect(live).toMatchObject({ active: people, ended: 0 })
  const mail = live.nodes.find(({ nodeId }) => nodeId === 'mail')
  expect(mail).toMatchObject({ entered: people, now: 0, sent: people })
  expect(live.nodes.find(({ nodeId }) => nodeId === 'text')).toMatchObject({ entered: 0 })
  const report = await loadReport(db, run)
  expect(report.contacts).toMatchObject([{ node: mail?.node, channel: 'email', accepted: people }])
  expect(report.funnel[0]).toMatchObject({ step: 'contacted', customers: people })
})

test('of two operators who migrate at once one does, and the other is told', async () => {
  const { run, driver } = await started()
  await driver.admitAll()
  const version = await publishNext(run, withText)
  const wanted = migrationSchema.parse({ version, mapping: { mail: 'text' } })
  const both = await Promise.allSettled(
    ['one', 'two'].map((by) => startMigration(db, { ...wanted, run, by })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const refused = both.find((one) => one.status === 'rejected')
  expect(String(refused?.reason)).toMatch(/(one|two) is taking this run over to another version/)
})

test('who enters after a migration takes the new version, or the old one when asked', async () => {
  for (const [newEntries, text] of [
    [true, `sms 1.0 3 - x${people}`],
    [false, `email 1.0 3 - x${people}`],
  ] as const) {
    const { run, driver } = await started()
    const version = await publishNext(run, withText)
    if (newEntries) await migrate(run, { version, inside: false })
    else await expect(migrate(run, { version, newEntries })).rejects.toThrow(/nothing to do/)
    await driver.admitAll()
    expect(await contacts(run)).toEqual([text])
  }
})
