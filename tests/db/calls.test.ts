import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createCallAdapter } from '../../activities/channels/call.ts'
import { type CallReport, reportCall, undoReport } from '../../db/desk/call-reports.ts'
import { nextTasks, releaseTask, takeTask } from '../../db/desk/calls.ts'
import { nextAnswerAt } from '../../db/runs/sandbox.ts'
import type { CallOutcome } from '../../schemas/basics.ts'
import { type NodeOf, nodeSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { makeOutgoing } from '../support/make-outgoing.ts'
import { makeRun, setClock } from '../support/make-run.ts'
import { makeCustomers } from './make-customers.ts'

const { db } = await testDatabase()
const node = nodeSchema.parse({
  id: 'call',
  kind: 'call',
  attempts: 2,
  retryAfter: { amount: 4, unit: 'hours' },
}) as NodeOf<'call'>
const context = { signal: new AbortController().signal, timeoutMs: 20_000 }

/** A sandbox run left to a person, standing at midnight, with so many calls that expire three days later. */
async function makeDesk(
  calls = 1,
  {
    kind = 'sandbox' as 'sandbox' | 'live',
    state = 'running' as 'running' | 'paused',
    byPerson = true,
  } = {},
) {
  const { run, uuid } = await makeRun(db, { settings: { kind, callsByPerson: byPerson }, state })
  const customers = await makeCustomers(
    db,
    Array.from({ length: calls }, () => ({
      region: '서울',
      points: 70,
      purchases: [{ at: '2026-11-12T00:00:00Z', amount: 1000 }],
    })),
  )
  const batch = customers.map((customer, i) =>
    makeOutgoing(i, {
      run,
      customer,
      text: '김하늘님, 감사합니다',
      expiresAt: kind === 'live' ? Date.now() + 3_600_000 : Date.parse('2026-11-25T00:00:00Z'),
    }),
  )
  await createCallAdapter(db, { run, node }).send(batch, context)
  const outwards = batch.map((item) => item.outward)
  return { run, uuid, outwards, outward: outwards[0] ?? '', customers, batch }
}

function report(outward: string, outcome: CallOutcome, more: Partial<CallReport> = {}) {
  return reportCall(db, {
    outward,
    agent: 'kim',
    outcome,
    memo: '',
    eventId: randomUUID(),
    ...more,
  })
}

const inboxOf = (outward: string) =>
  db.selectFrom('inbox').selectAll().where(sql<string>`event->>'contact'`, '=', outward).execute()

const stateOf = async (outward: string) =>
  (await db.selectFrom('call_task').selectAll().where('outward', '=', outward).execute())[0]

test('handing the same calls in again makes no second task', async () => {
  const { run, batch } = await makeDesk(3)
  await createCallAdapter(db, { run, node }).send(batch, context)
  expect(await nextTasks(db, { limit: 10, run })).toHaveLength(3)
})

test('two agents never get one customer', async () => {
  const { outward } = await makeDesk()
  const results = await Promise.allSettled(
    ['kim', 'lee', 'park', 'choi'].map((agent) => takeTask(db, { outward, agent })),
  )
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  const holder = (await stateOf(outward))?.agent ?? ''
  await takeTask(db, { outward, agent: holder })
  await expect(report(outward, 'answered', { agent: 'somebody' })).rejects.toThrow(/another agent/)
  await releaseTask(db, { outward, agent: holder })
  await takeTask(db, { outward, agent: 'somebody' })
})

test('a lease that has run out gives the task to the next', async () => {
  const { run, outward } = await makeDesk()
  await takeTask(db, { outward, agent: 'kim' })
  expect(await nextTasks(db, { limit: 10, run })).toEqual([])
  await db
    .updateTable('call_task')
    .set({ taken_until: new Date(0) })
    .where('outward', '=', outward)
    .execute()
  expect(await nextTasks(db, { limit: 10, run })).toEqual([outward])
  await takeTask(db, { outward, agent: 'lee' })
})

test('an answer completes the task and reaches the inbox once, by the run’s clock', async () => {
  const { outward } = await makeDesk()
  await takeTask(db, { outward, agent: 'kim' })
  const eventId = randomUUID()
  const once = await report(outward, 'answered', { eventId, memo: '만족' })
  const twice = await report(outward, 'answered', { eventId, memo: '만족' })
  expect([once, twice]).toEqual(Array(2).fill({ state: 'done', nextAt: null }))
  expect(await stateOf(outward)).toMatchObject({
    state: 'done',
    outcome: 'answered',
    attempts: 1,
    memo: '만족',
  })
  expect(await inboxOf(outward)).toMatchObject([
    {
      source: 'desk',
      state: 0,
      event: { type: 'response', response: 'answered', at: '2026-11-22T00:00:00.000Z' },
    },
  ])
  await expect(report(outward, 'refused')).rejects.toThrow(/done already/)
})

test('of two reports at once one counts', async () => {
  const { outward } = await makeDesk()
  const results = await Promise.allSettled([
    report(outward, 'answered', { agent: 'kim' }),
    report(outward, 'refused', { agent: 'lee' }),
  ])
  expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  expect(await inboxOf(outward)).toHaveLength(1)
})

test('a simulated customer may buy after a person has called, unless that is taken back', async () => {
  const { run, outwards } = await makeDesk(60)
  const bought = () =>
    db
      .selectFrom('sandbox_answer')
      .select(['outward', 'response', 'at'])
      .where('run', '=', run)
      .execute()
  for (const outward of outwards) await report(outward, 'answered')
  const drawn = await bought()
  // Six of ten, give or take five standard errors.
  expect(Math.abs(drawn.length - 36)).toBeLessThan(5 * Math.sqrt(60 * 0.6 * 0.4))
  expect(drawn.every((a) => a.response === 'purchased' && a.at > Date.parse('2026-11-22'))).toBe(
    true,
  )
  const [first] = drawn
  await undoReport(db, { outward: first?.outward ?? '', agent: 'kim' })
  expect((await bought()).map((a) => a.outward)).not.toContain(first?.outward)
  const refused = await makeDesk()
  await report(refused.outward, 'refused')
  expect(await nextAnswerAt(db, refused.run)).toBeNull()
})

test('without an answer it comes back after the retry, and the last attempt is final', async () => {
  const { run, outward } = await makeDesk()
  expect(await report(outward, 'noAnswer')).toEqual({
    state: 'open',
    nextAt: Date.parse('2026-11-22T04:00:00Z'),
  })
  expect(await inboxOf(outward)).toEqual([])
  await expect(takeTask(db, { outward, agent: 'kim' })).rejects.toThrow(/not due yet/)
  await setClock(db, run, '2026-11-22T04:00:00Z')
  await takeTask(db, { outward, agent: 'kim' })
  expect(await report(outward, 'noAnswer')).toEqual({ state: 'done', nextAt: null })
  expect(await inboxOf(outward)).toMatchObject([{ event: { response: 'noAnswer' } }])
})

test('a retry that would come too late makes no answer final at once', async () => {
  const { run, outward } = await makeDesk()
  await setClock(db, run, '2026-11-24T21:00:00Z')
  expect(await report(outward, 'noAnswer')).toEqual({ state: 'done', nextAt: null })
})

test('a report can be taken back until it is merged', async () => {
  const { outward } = await makeDesk()
  await takeTask(db, { outward, agent: 'kim' })
  await report(outward, 'refused')
  await undoReport(db, { outward, agent: 'kim' })
  expect(await inboxOf(outward)).toEqual([])
  expect(await stateOf(outward)).toMatchObject({
    state: 'open',
    agent: 'kim',
    attempts: 0,
    outcome: null,
  })
  await expect(undoReport(db, { outward, agent: 'kim' })).rejects.toThrow(/nothing/)
  await report(outward, 'answered')
  await db.updateTable('inbox').set({ state: 1 }).where('source', '=', 'desk').execute()
  await expect(undoReport(db, { outward, agent: 'kim' })).rejects.toThrow(/taken effect/)
})

test('no answer taken back is due again, and only its reporter takes it back, within a minute', async () => {
  const { outward } = await makeDesk()
  await report(outward, 'noAnswer')
  await expect(undoReport(db, { outward, agent: 'lee' })).rejects.toThrow(/nothing/)
  await undoReport(db, { outward, agent: 'kim' })
  expect(await stateOf(outward)).toMatchObject({
    attempts: 0,
    next_at: Date.parse('2026-11-22T00:00:00Z'),
  })
  await report(outward, 'noAnswer')
  await db
    .updateTable('call_log')
    .set({ made_at: sql<Date>`made_at - interval '61 seconds'` })
    .where('outward', '=', outward)
    .execute()
  await expect(undoReport(db, { outward, agent: 'kim' })).rejects.toThrow(/nothing/)
})

test('who has refused calls since, a paused run and simulated calls are not offered', async () => {
  const refused = await makeDesk()
  await db
    .insertInto('contact_state')
    .values({ scope: refused.run, customer: refused.customers[0] ?? 0, suppressed: 8 })
    .execute()
  const paused = await makeDesk(1, { state: 'paused' })
  const simulated = await makeDesk(1, { byPerson: false })
  for (const { run, outward } of [refused, paused, simulated]) {
    expect(await nextTasks(db, { limit: 10, run })).toEqual([])
    await expect(takeTask(db, { outward, agent: 'kim' })).rejects.toThrow(/not to be called/)
  }
  const live = await makeDesk(1, { kind: 'live' })
  expect(await nextTasks(db, { limit: 10, run: live.run })).toEqual([live.outward])
})

test('a call whose time is over leaves the desk, unless somebody is on the line', async () => {
  const { run, outwards } = await makeDesk(2)
  const [spoken = '', forgotten = ''] = outwards
  await takeTask(db, { outward: spoken, agent: 'kim' })
  await setClock(db, run, '2026-11-25T00:00:00Z')
  expect(await nextTasks(db, { limit: 10, run })).toEqual([])
  expect(await report(spoken, 'answered')).toEqual({ state: 'done', nextAt: null })
  await expect(takeTask(db, { outward: forgotten, agent: 'kim' })).rejects.toThrow(/past its time/)
})

test('who has left the run is not called', async () => {
  const { run, outwards, customers } = await makeDesk(2)
  const plan = await db.selectFrom('run').select('plan').where('id', '=', run).executeTakeFirst()
  const at = new Date('2026-11-22T00:00:00Z')
  await db
    .insertInto('enrolment')
    .values(
      customers.map((customer, no) => ({
        run,
        cohort: 1,
        no,
        customer,
        plan: plan?.plan ?? 0,
        node: 3,
        active: no === 0,
        entered_at: at,
        arrived_at: at,
      })),
    )
    .execute()
  expect(await nextTasks(db, { limit: 10, run })).toEqual([outwards[0]])
  await expect(takeTask(db, { outward: outwards[1] ?? '', agent: 'kim' })).rejects.toThrow(
    /left it/,
  )
})

test('an unknown call is said to be unknown', async () => {
  const outward = randomUUID()
  await expect(takeTask(db, { outward, agent: 'kim' })).rejects.toThrow(/no call task/)
  await expect(report(outward, 'answered')).rejects.toThrow(/no call task/)
})
