import { expect, test } from 'vitest'
import { createKey } from '../../db/accounts/keys.ts'
import { createTasks } from '../../db/desk/calls.ts'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { db, ask } = api
const as = 'agent' as const
const another = await createKey(db, { name: 'other', role: 'agent', expiresAt: null, by: 'test' })
const asAnother = { authorization: `Bearer ${another.key}` }

interface Task {
  id: string
  state: string
  undoable: boolean
  attempt: number
  outcome: string | null
  log: object[]
}

async function putTask() {
  const { run } = await launchWinback(api, { callsByPerson: true })
  const contact = await putContact(db, run.id)
  await db.updateTable('run').set({ state: 'running' }).where('id', '=', contact.run).execute()
  const { id: customer } = await db
    .selectFrom('customer')
    .select('id')
    .where('uuid', '=', contact.customer)
    .executeTakeFirstOrThrow()
  await createTasks(
    db,
    { run: contact.run, purpose: 'thanks', maxAttempts: 3, retryAfterMs: 3_600_000 },
    [
      {
        outward: contact.outward,
        cohort: 0,
        node: contact.node,
        enrolment: contact.enrolment,
        visit: 1,
        occurrence: 0,
        customer,
        script: 'Thank you, 김민지',
        expiresAt: Date.now() + 7_200_000,
      },
    ],
  )
  return { id: contact.outward, run: run.id }
}

const act = (id: string, action: string, body?: object) =>
  ask(`POST /api/v1/desk/tasks/${id}/${action}`, { as, ...(body ? { body } : {}) })

test('the queue shows the call, and the call its script and the customer’s facts', async () => {
  const { id, run } = await putTask()
  const { items } = await json<{ items: object[] }>(
    await ask(`GET /api/v1/desk/tasks?run=${run}&purpose=thanks`, { as }),
  )
  expect(items).toMatchObject([{ id, due: true, attempt: 1, customer: { name: '김민지' } }])
  const task = await json(await ask(`GET /api/v1/desk/tasks/${id}`, { as }))
  expect(task).toMatchObject({ script: 'Thank you, 김민지', state: 'open', log: [] })
})

test('a call that one agent has taken cannot be taken or reported by another', async () => {
  const { id } = await putTask()
  expect((await act(id, 'take')).status).toBe(200)
  const taken = await ask(`POST /api/v1/desk/tasks/${id}/take`, { headers: asAnother })
  expect(taken.status).toBe(409)
  const body = { outcome: 'answered' }
  const said = await ask(`POST /api/v1/desk/tasks/${id}/report`, { headers: asAnother, body })
  expect(said.status).toBe(409)
  expect((await act(id, 'release')).status).toBe(200)
  expect((await ask(`POST /api/v1/desk/tasks/${id}/take`, { headers: asAnother })).status).toBe(200)
})

test('a report sent twice under one id counts once, and can be taken back', async () => {
  const { id } = await putTask()
  await act(id, 'take')
  const body = { outcome: 'answered', memo: 'pleased', reportId: crypto.randomUUID() }
  const done = await json<Task>(await act(id, 'report', body))
  expect(done).toMatchObject({ state: 'done', outcome: 'answered', undoable: true })
  const again = await json<Task>(await act(id, 'report', body))
  expect(again.log).toHaveLength(1)
  const counts = await json<{ doneToday: number }>(await ask('GET /api/v1/desk/counts', { as }))
  expect(counts.doneToday).toBe(1)
  expect(await json(await act(id, 'undo'))).toMatchObject({ state: 'open', outcome: null, log: [] })
})

test('nobody answered: the call comes again later', async () => {
  const { id } = await putTask()
  await act(id, 'take')
  const task = await json<Task>(await act(id, 'report', { outcome: 'noAnswer' }))
  expect(task).toMatchObject({ state: 'open', attempt: 2, due: false })
})

test('an outcome that does not exist is refused, an unknown call not found', async () => {
  const { id } = await putTask()
  expect((await act(id, 'report', { outcome: 'bored' })).status).toBe(400)
  expect((await act(crypto.randomUUID(), 'take')).status).toBe(404)
})
