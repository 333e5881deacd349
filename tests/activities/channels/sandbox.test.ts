import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createSandboxAdapter } from '../../../activities/channels/sandbox.ts'
import { nextAnswerAt, takeDueAnswers } from '../../../db/runs/sandbox.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { NodeOf } from '../../../schemas/scenario.ts'
import { nodeSchema } from '../../../schemas/scenario.ts'
import { testDatabase } from '../../support/database.ts'
import { makeOutgoing } from '../../support/make-outgoing.ts'
import { makeRun } from '../../support/make-run.ts'

const { db } = await testDatabase()
const context = { signal: AbortSignal.timeout(60_000), timeoutMs: 30_000 }

const email = nodeSchema.parse({
  id: 'mail',
  kind: 'channel',
  channel: 'email',
  message: { body: 'x' },
}) as NodeOf<'channel'>
const call = nodeSchema.parse({ id: 'call', kind: 'call', attempts: 2 }) as NodeOf<'call'>

const batchOf = (run: number, n: number) =>
  Array.from({ length: n }, (_, i) => makeOutgoing(i, { run }))

async function take(run: number, until: number) {
  return inTransaction(db, (tx) => takeDueAnswers(tx, run, until))
}

const inbox = (run: number) =>
  db.selectFrom('inbox').selectAll().where('run', '=', run).orderBy('id').execute()

test('every message is kept once, at the run’s clock, as it was rendered', async () => {
  const { run, settings } = await makeRun(db)
  const results = await createSandboxAdapter(db, { run, node: email, settings }).send(
    [
      makeOutgoing(7, {
        run,
        recipient: 'a@example.invalid',
        subject: 'Zwei "Wörter"',
        text: 'x\\y\n{}',
      }),
    ],
    context,
  )
  expect(results).toEqual([
    { outward: makeOutgoing(7, { run }).outward, result: 'accepted', providerRef: null },
  ])
  const kept = await db.selectFrom('sandbox_message').selectAll().where('run', '=', run).execute()
  expect(kept).toMatchObject([
    {
      enrolment: 7,
      node: 3,
      channel: 'email',
      recipient: 'a@example.invalid',
      message: { subject: 'Zwei "Wörter"', body: 'x\\y\n{}' },
      accepted_at: Date.parse('2026-11-22T00:00:00Z'),
      times: 1,
    },
  ])
})

test('a duplicate is seen, and answers do not double', async () => {
  const { run, settings } = await makeRun(db)
  const adapter = createSandboxAdapter(db, { run, node: email, settings })
  const batch = batchOf(run, 200)
  await adapter.send(batch, context)
  const count = () =>
    db
      .selectFrom('sandbox_answer')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('run', '=', run)
      .executeTakeFirstOrThrow()
  const before = await count()
  expect(before.n).toBeGreaterThan(200)
  await adapter.send(
    [batch[0], batch[1], batch[1]].filter((m) => m !== undefined),
    context,
  )
  expect(await count()).toEqual(before)
  const { rows } = await sql<{ times: number; n: number }>`
    select times, count(*) as n from sandbox_message where run = ${run} group by times order by times`.execute(
    db,
  )
  expect(rows).toEqual([
    { times: 1, n: 198 },
    { times: 2, n: 1 },
    { times: 3, n: 1 },
  ])
})

test('answers reach the inbox in their order when the clock gets there, each once', async () => {
  const { run, settings } = await makeRun(db)
  await createSandboxAdapter(db, { run, node: email, settings }).send(batchOf(run, 500), context)
  const first = await nextAnswerAt(db, run)
  if (first === null) throw new Error('no answer was drawn')
  expect(await take(run, first - 1)).toEqual({ taken: 0 })
  expect(await take(run, first)).toEqual({ taken: 1 })
  const all = await take(run, Date.parse('2030-01-01T00:00:00Z'))
  expect(await take(run, Date.parse('2030-01-01T00:00:00Z'))).toEqual({ taken: 0 })
  expect(await nextAnswerAt(db, run)).toBeNull()
  const rows = await inbox(run)
  expect(rows).toHaveLength(all.taken + 1)
  const instants = rows.map((row) => Date.parse(row.event.at))
  expect(instants).toEqual([...instants].sort((a, b) => a - b))
  expect(instants[0]).toBe(first)
  expect(new Set(rows.map((row) => row.source))).toEqual(new Set([`sandbox:${run}`]))
  expect(rows.every((row) => row.event.type === 'response' && row.state === 0)).toBe(true)
  for (const { event } of rows) {
    const bought = event.type === 'response' && event.response === 'purchased'
    expect('amount' in event).toBe(bought)
  }
})

test('a simulated call has an outcome, and that completes its task', async () => {
  const { run, settings } = await makeRun(db)
  await createSandboxAdapter(db, { run, node: call, settings }).send(batchOf(run, 300), context)
  await take(run, Date.parse('2030-01-01T00:00:00Z'))
  const outcomes = (await inbox(run)).filter(
    ({ event }) => event.type === 'response' && event.response !== 'purchased',
  )
  expect(outcomes).toHaveLength(300)
  const tasks = await db.selectFrom('call_task').selectAll().where('run', '=', run).execute()
  expect(tasks).toHaveLength(300)
  for (const task of tasks) {
    expect(task).toMatchObject({ state: 'done', agent: 'simulation' })
    expect(task.attempts).toBe(task.outcome === 'noAnswer' ? 2 : 1)
  }
})

test('what would answer after the call’s time was over stays unsaid', async () => {
  const { run, settings } = await makeRun(db)
  await createSandboxAdapter(db, { run, node: call, settings }).send(batchOf(run, 50), context)
  await db.updateTable('call_task').set({ state: 'expired' }).where('run', '=', run).execute()
  await take(run, Date.parse('2030-01-01T00:00:00Z'))
  const responses = (await inbox(run)).map((r) => r.event.type === 'response' && r.event.response)
  expect(new Set(responses)).toEqual(new Set(['purchased']))
})

test('calls left to a person wait for one', async () => {
  const { run, settings } = await makeRun(db, { settings: { callsByPerson: true } })
  await createSandboxAdapter(db, { run, node: call, settings }).send(batchOf(run, 5), context)
  expect(await nextAnswerAt(db, run)).toBeNull()
  const tasks = await db.selectFrom('call_task').selectAll().where('run', '=', run).execute()
  expect(tasks.map((t) => t.state)).toEqual(Array(5).fill('open'))
  expect(tasks[0]).toMatchObject({
    script: 'Dear 0,\nhow are you?',
    max_attempts: 2,
    next_at: Date.parse('2026-11-22T00:00:00Z'),
  })
})
