import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { db, ask } = api
const { run } = await launchWinback(api)
const at = '2026-11-20T01:00:00+09:00'

const post = (events: object[], source = 'gateway') =>
  ask('POST /api/v1/events', { as: 'marketer', body: { source, events } })

test('the same event handed in again is answered alike and counts once', async () => {
  const { outward } = await putContact(db, run.id)
  const eventId = randomUUID()
  const event = { type: 'response', contact: outward, response: 'reached', at }
  const first = await post([{ eventId, event }])
  expect(first.status).toBe(202)
  expect(await json(first)).toEqual({ accepted: 1, repeated: 0 })
  expect(await json(await post([{ eventId, event }]))).toEqual({ accepted: 0, repeated: 1 })
  const other = await post([{ eventId, event }], 'another')
  expect(await json(other)).toEqual({ accepted: 1, repeated: 0 })
})

test('one batch that holds an event twice counts it once', async () => {
  const event = { type: 'purchase', customer: 'C-1', at, amount: 42_000 }
  const answer = await post([
    { eventId: 'twice', event },
    { eventId: 'twice', event },
  ])
  expect(await json(answer)).toEqual({ accepted: 1, repeated: 1 })
})

test('a response for a contact nobody knows is taken and kept', async () => {
  const event = { type: 'response', contact: randomUUID(), response: 'clicked', at }
  const answer = await post([{ eventId: 'unknown', event }])
  expect(answer.status).toBe(202)
  const kept = await db.selectFrom('inbox').selectAll().where('event_id', '=', 'unknown').execute()
  expect(kept).toMatchObject([{ run: null, customer: null }])
})

test('a batch with one wrong event is refused as a whole, naming it', async () => {
  const event = { type: 'purchase', customer: 'C-1', at, amount: 10 }
  const answer = await post([
    { eventId: 'right', event },
    { eventId: 'wrong', event: { ...event, amount: -5 } },
  ])
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({
    details: { field: 'events.1.event.amount', value: -5 },
  })
  const stored = await db.selectFrom('inbox').selectAll().where('event_id', '=', 'right').execute()
  expect(stored).toEqual([])
})

test.each(['link', 'desk', 'sandbox:7'])('nobody may speak as %s', async (source) => {
  const event = { type: 'purchase', customer: 'C-1', at, amount: 10 }
  expect((await post([{ eventId: 'x', event }], source)).status).toBe(400)
})

test('a body of more than 8 MiB is refused, whether it says its length or not', async () => {
  const body = { source: 'gateway', events: [], padding: 'x'.repeat(9 * 1024 * 1024) }
  const silent = await ask('POST /api/v1/events', { as: 'marketer', body })
  expect(silent.status).toBe(413)
  const headers = { 'content-length': String(JSON.stringify(body).length) }
  expect((await ask('POST /api/v1/events', { as: 'marketer', body, headers })).status).toBe(413)
})
