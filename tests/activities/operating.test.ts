import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { ChannelAdapter, SendResult } from '../../activities/channels/channel.ts'
import { act } from '../../db/operate/act.ts'
import { loadOperation, openOperations } from '../../db/operate/list.ts'
import { changeBudget } from '../../db/operate/settings.ts'
import { checkOperation, startOperation } from '../../db/operate/start.ts'
import { goOnWith } from '../../db/operate/step.ts'
import { cancelRun, loadRunContext, pauseRun, resumeRun } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
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

test('of the cohorts of a run only the last one that ends has to tell it', async () => {
  const { run, driver } = await started({ cohortSize: people / 2 })
  await cancelRun(db, run, 'test')
  const cohorts = await db
    .selectFrom('cohort')
    .select(['no', 'next_seq'])
    .where('run', '=', run)
    .orderBy('no', 'desc')
    .execute()
  const last: unknown[] = []
  for (const { no, next_seq } of cohorts) last.push(await driver.takeTurns(no, next_seq))
  expect(last).toMatchObject([
    { remaining: 0, othersGoOn: true },
    { remaining: 0, othersGoOn: false },
  ])
})

test('a cancelled run lets everybody go and closes their contacts', async () => {
  const { run, driver } = await started()
  await cancelRun(db, run, 'test')
  await driver.settle()

  expect(await reasons(run)).toEqual({ 'LEFT:CANCELLED': people })
  expect(await unfinished(db, run)).toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})

/** Does it, to the end. */
function operate(run: number, wanted: Omit<Parameters<typeof act>[1], 'run' | 'by'>) {
  return act(db, { ...wanted, run, by: 'test' })
}

async function nodeNo(run: number, nodeId: string): Promise<number> {
  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const node = plan.nodes.find(({ id }) => id === nodeId)
  if (!node) throw new Error(`There is no step ${nodeId}`)
  return node.no
}

async function customerOf(run: number, enrolment: number): Promise<string> {
  const row = await db
    .selectFrom('enrolment as e')
    .innerJoin('customer as c', 'c.id', 'e.customer')
    .select('c.uuid')
    .where('e.run', '=', run)
    .where('e.no', '=', enrolment)
    .executeTakeFirstOrThrow()
  return row.uuid
}

async function journalOf(run: number, enrolment: number) {
  const rows = await db
    .selectFrom('journal')
    .select(['code', 'port'])
    .where('run', '=', run)
    .where('enrolment', '=', enrolment)
    .orderBy('seq')
    .execute()
  return rows.map(({ code, port }) => `${code} ${port ?? '-'}`)
}

async function contactsOf(run: number, enrolment: number) {
  return db
    .selectFrom('intent')
    .select(['node', 'visit', 'occurrence', 'status', 'reason'])
    .where('run', '=', run)
    .where('enrolment', '=', enrolment)
    .orderBy('visit')
    .orderBy('node')
    .orderBy('occurrence')
    .execute()
}

test('one customer is withdrawn and the others go on', async () => {
  const { run, driver } = await started()
  const customer = await customerOf(run, 4)
  await operate(run, { action: 'withdraw', selection: { customer } })
  await driver.settle()

  expect(await reasons(run)).toEqual({ '': people - 1, 'LEFT:WITHDRAWN': 1 })
  await expect(operate(run, { action: 'withdraw', selection: { customer } })).rejects.toThrow(
    /left the run/,
  )
  expect(await brokenPromises(db, run)).toEqual([])
})

test('whoever waits at a step goes on at once when an operator ends the wait, those who came since do not', async () => {
  const { run, driver } = await started()
  const node = await nodeNo(run, 'wait')
  await driver.pass(1000)
  const { count, selection } = await checkOperation(db, {
    run,
    action: 'skip',
    selection: { node },
  })
  expect(count).toBe(people)
  // One has come to the step since the count.
  const late = new Date((await loadRunContext(db, run)).now + 1000)
  await db
    .updateTable('enrolment')
    .set({ arrived_at: late })
    .where('run', '=', run)
    .where('no', '=', 3)
    .execute()

  const { operation } = await operate(run, { action: 'skip', selection, count })
  await driver.settle()

  expect(await at(run, 'back')).toBe(people - 1)
  expect(await at(run, 'wait')).toBe(1)
  expect((await journalOf(run, 0)).at(-1)).toBe('SKIPPED next')
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'done',
    selected: people - 1,
    applied: people - 1,
  })
  expect(await brokenPromises(db, run)).toEqual([])
})

test('skipping refuses who does not wait, and says why', async () => {
  const { run, driver } = await started()
  await driver.pass(4 * dayMs)
  await driver.settle()
  const node = await nodeNo(run, 'back')
  await expect(operate(run, { action: 'skip', selection: { node } })).rejects.toThrow(
    /does not stand at a wait/,
  )
  await expect(operate(run, { action: 'skip', selection: {} })).rejects.toThrow(/selection/)
})

test('a customer who is moved back to a contact is contacted anew, in a round of its own', async () => {
  const { run, driver } = await started()
  const customer = await customerOf(run, 2)
  const to = await nodeNo(run, 'mail')
  await operate(run, { action: 'move', selection: { customer }, to })
  await driver.settle()

  expect(await journalOf(run, 2)).toEqual([
    'ENTERED next',
    'REWARDED next',
    'SENT next',
    'MOVED -',
    'SENT next',
  ])
  expect(await contactsOf(run, 2)).toMatchObject([
    { node: to, visit: 1, status: 3 },
    { node: to, visit: 2, status: 3 },
  ])
  expect(await at(run, 'wait')).toBe(people)
  await expect(
    operate(run, { action: 'move', selection: { customer }, to: await nodeNo(run, 'wait') }),
  ).rejects.toThrow(/stands at that step/)
  await expect(operate(run, { action: 'move', selection: { customer }, to: 99 })).rejects.toThrow(
    /without that step/,
  )
  expect(await brokenPromises(db, run)).toEqual([])
})

test('what a moved customer was still to get is taken back, and its call costs nothing', async () => {
  const { run, driver } = await started({ callsByPerson: true })
  const thanks = await nodeNo(run, 'thanks')
  const end = await nodeNo(run, 'enough')
  await operate(run, { action: 'move', selection: { node: await nodeNo(run, 'wait') }, to: thanks })
  await driver.settle()
  expect(await at(run, 'thanks')).toBe(people)

  await operate(run, { action: 'move', selection: { node: thanks }, to: end })
  await driver.settle()

  const tasks = await db
    .selectFrom('call_task')
    .select('state')
    .where('run', '=', run)
    .distinct()
    .execute()
  expect(tasks).toEqual([{ state: 'cancelled' }])
  expect(await unfinished(db, run)).toBe(0)
  const { spent } = await db
    .selectFrom('budget')
    .select('spent')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  expect(spent).toBe(30 * people)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('an act that is interrupted after any cohort goes on with the next, and nobody is done twice', async () => {
  const { run, driver } = await started({ cohortSize: 3 })
  const node = await nodeNo(run, 'wait')
  const to = await nodeNo(run, 'mail')
  const operation = await startOperation(db, {
    run,
    action: 'move',
    selection: { node },
    to,
    by: 'test',
  })
  // Every attempt ends in the middle: the database refuses the second cohort it comes to.
  for (let cohort = 1; cohort < 4; cohort++) {
    await sql`
      create or replace function stumble() returns trigger language plpgsql as $$ begin
        if new.run = ${sql.raw(String(run))} and new.code = 'MOVED' and new.enrolment = ${sql.raw(String(cohort * 3))}
        then raise exception 'stumbled' using errcode = '53100'; end if; return new; end $$`.execute(
      db,
    )
    await sql`create or replace trigger stumble before insert on journal for each row execute function stumble()`.execute(
      db,
    )
    await expect(goOnWith(db, operation, { forMs: 10_000, customers: 3 })).rejects.toThrow(
      /stumbled/,
    )
    await sql`drop trigger stumble on journal`.execute(db)
    await driver.settle()
  }
  expect(await openOperations(db)).toContain(operation)
  // Two who find it open at once.
  await Promise.all([
    goOnWith(db, operation, { forMs: 10_000, customers: 3 }),
    goOnWith(db, operation, { forMs: 10_000, customers: 3 }),
  ])
  await driver.settle()

  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'done',
    applied: people,
  })
  for (let no = 0; no < people; no++) {
    expect((await journalOf(run, no)).filter((line) => line === 'MOVED -')).toHaveLength(1)
  }
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

test('who is held for budget tries again alone, and may leave instead', async () => {
  const { run, driver } = await started({ budget: 30 * 7 })
  const held = await db
    .selectFrom('enrolment')
    .select('no')
    .where('run', '=', run)
    .where('state', '=', 2)
    .orderBy('no')
    .execute()
  await operate(run, { action: 'retry', selection: { reason: 'BUDGET' } })
  await driver.settle()
  expect(await reasons(run), 'there is still nothing left').toEqual({ '': 7, BUDGET: people - 7 })
  expect(await brokenPromises(db, run)).toEqual([])

  await operate(run, {
    action: 'withdraw',
    selection: { customer: await customerOf(run, held[0]?.no ?? 0) },
  })
  await cancelRun(db, run, 'test')
  await driver.settle()

  expect(await unfinished(db, run)).toBe(0)
  expect(await brokenPromises(db, run)).toEqual([])
})

/** A provider whose answers are lost while `lost()`; it notes what it took. */
function forgetful(taken: string[], lost: () => boolean): ChannelAdapter {
  return {
    keyed: false,
    chunkSize: 100,
    async send(contacts) {
      return contacts.map(({ outward }): SendResult => {
        taken.push(outward)
        return lost()
          ? { outward, result: 'ambiguous', code: 'TIMED_OUT' }
          : { outward, result: 'accepted', providerRef: null }
      })
    },
  }
}

test('what is unknown to have arrived is sent again only when an operator says so, under a name of its own', async () => {
  const taken: string[] = []
  let lost = true
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: 5,
    budget: 30 * 14,
  })
  const driver = drive(db, run, { adapterFor: () => forgetful(taken, () => lost) })
  await driver.admitAll()
  expect(await at(run, 'wait')).toBe(people)
  expect(new Set(taken).size).toBe(people)
  lost = false
  await driver.pass(dayMs)
  await driver.settle()
  expect(taken).toHaveLength(people)

  const mail = await nodeNo(run, 'mail')
  const customer = await customerOf(run, 3)
  const checked = await checkOperation(db, { run, action: 'resend', selection: { node: mail } })
  expect(checked).toMatchObject({ count: people, warning: 'MAY_ARRIVE_TWICE' })
  await expect(operate(run, { action: 'resend', selection: { customer } })).rejects.toThrow(
    /may reach customers twice/,
  )
  await operate(run, { action: 'resend', selection: { customer }, confirm: true })
  await driver.settle()

  expect(taken).toHaveLength(people + 1)
  expect(new Set(taken).size).toBe(people + 1)
  expect(await contactsOf(run, 3)).toMatchObject([
    { visit: 1, occurrence: 0, status: 7 },
    { visit: 1, occurrence: 1, status: 3 },
  ])
  await expect(
    operate(run, { action: 'resend', selection: { customer }, confirm: true }),
  ).rejects.toThrow(/sent it again already/)

  // One has refused since, one more is all the budget allows: the gate is passed like by any other contact.
  await db
    .updateTable('contact_state')
    .set({ suppressed: 1, consent: 0 })
    .where('scope', '=', run)
    .where(
      'customer',
      '=',
      sql<number>`(select customer from enrolment where run = ${run} and no = 7)`,
    )
    .execute()
  await operate(run, { action: 'resend', selection: { node: mail }, confirm: true })
  await driver.settle()
  const { rows } = await sql<{ line: string; n: number }>`
    select occurrence || ' ' || status || ' ' || coalesce(reason, '-') as line, count(*)::int as n from intent
    where run = ${run} group by 1 order by 1`.execute(db)
  expect(Object.fromEntries(rows.map(({ line, n }) => [line, n]))).toEqual({
    '0 7 TIMED_OUT': people,
    '1 3 -': 2,
    '1 4 BUDGET': people - 3,
    '1 4 SUPPRESSED': 1,
  })
  expect(await at(run, 'wait'), 'nobody moved for it').toBe(people)
  expect(
    (await brokenPromises(db, run)).filter((promise) => !promise.startsWith('the sandbox')),
  ).toEqual([])
})

test('a contact is sent again to who has reached the end meanwhile; the run ends afterwards', async () => {
  const taken: string[] = []
  let lost = true
  const scenario = scenarioSchema.parse({
    ...winback,
    nodes: winback.nodes.flatMap((node) =>
      node.id === 'mail'
        ? [{ ...node, next: { next: 'enough' } }]
        : ['who', 'coupon', 'enough'].includes(node.id)
          ? [node]
          : [],
    ),
  })
  const { run } = await launch(db, scenario, { kind: 'sandbox', asOf: noon, cohortSize: 6 })
  const driver = drive(db, run, { adapterFor: () => forgetful(taken, () => lost) })
  await driver.admitAll()
  expect(await unfinished(db, run)).toBe(0)
  lost = false
  await operate(run, { action: 'resend', selection: {}, confirm: true })
  expect(await unfinished(db, run)).toBe(people)
  await driver.settle()
  expect(taken).toHaveLength(2 * people)
  expect(await unfinished(db, run)).toBe(0)
  const open = await db
    .selectFrom('cohort')
    .select('no')
    .where('run', '=', run)
    .where('done', '=', false)
    .execute()
  expect(open).toEqual([])
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
