import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { mergeNewEvents } from '../../db/inbox/inbox.ts'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { app, db, ask } = api
const { run } = await launchWinback(api)
const made = await json<{ secret: string; address: string; details: { id: string } }>(
  await ask('POST /api/v1/hooks', { as: 'admin', body: { name: 'gateway' } }),
)
const timestamp = '2026-11-20T01:00:00Z'

interface Post {
  readonly id?: string
  readonly at?: number
  readonly secret?: string
  readonly name?: string
  /** What is sent, if not what was signed. */
  readonly sent?: string
}

/** Signs as a provider does, by the words of Standard Webhooks and not by our code. */
async function post(event: object, { secret = made.secret, name = 'gateway', ...rest }: Post = {}) {
  const { id = `msg_${randomUUID()}`, at = Date.now() } = rest
  const body = JSON.stringify(event)
  const seconds = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return app.request(`/api/v1/hooks/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${randomBytes(32).toString('base64')} v1,${signature}`,
    },
    body: rest.sent ?? body,
  })
}

const bounce = (contact: string, data: object = {}) => ({
  type: 'contact.bounced',
  timestamp,
  data: { contact, detail: '5.1.1', ...data },
})
const suppressedOf = async (customer: string) =>
  (
    await db
      .selectFrom('customer as c')
      .leftJoin('contact_state as s', (join) =>
        join.onRef('s.customer', '=', 'c.id').on('s.scope', '<>', 0),
      )
      .select('s.suppressed')
      .where('c.uuid', '=', customer)
      .executeTakeFirstOrThrow()
  ).suppressed ?? 0

test('a signed bounce is taken, and the address is not used again', async () => {
  const { outward, customer } = await putContact(db, run.id)
  const answer = await post(bounce(`<${outward.toUpperCase()}@shop.example>`))
  expect(answer.status).toBe(202)
  expect(await json(answer)).toEqual({ accepted: true })
  await mergeNewEvents(db, 100)
  const kept = await db.selectFrom('response').selectAll().where('kind', '=', 'bounced').execute()
  expect(kept).toMatchObject([{ detail: '5.1.1', n: 1 }])
  expect(await suppressedOf(customer)).toBe(1)
})

test('a bounce that may not happen again leaves the address as it is', async () => {
  const { outward, customer } = await putContact(db, run.id)
  expect((await post(bounce(outward, { permanent: false }))).status).toBe(202)
  await mergeNewEvents(db, 100)
  expect(await suppressedOf(customer)).toBe(0)
})

test('the same webhook-id counts once, however often it is posted', async () => {
  const { outward } = await putContact(db, run.id)
  const event = { type: 'contact.reached', timestamp, data: { contact: outward } }
  expect(await json(await post(event, { id: 'msg_twice' }))).toEqual({ accepted: true })
  expect(await json(await post(event, { id: 'msg_twice' }))).toEqual({ accepted: false })
  await mergeNewEvents(db, 100)
  const kept = await db.selectFrom('response').selectAll().where('kind', '=', 'reached').execute()
  expect(kept).toMatchObject([{ n: 1 }])
})

test('a receipt settles a contact nobody knew the outcome of', async () => {
  const { outward, run: no, node } = await putContact(db, run.id)
  await db
    .updateTable('intent')
    .set({ status: 7, reason: 'NO_ANSWER' })
    .where('outward', '=', outward)
    .execute()
  await post({ type: 'contact.reached', timestamp, data: { contact: outward } })
  await mergeNewEvents(db, 100)
  const intent = await db
    .selectFrom('intent')
    .select(['status', 'reason'])
    .where('outward', '=', outward)
    .executeTakeFirstOrThrow()
  expect(intent).toEqual({ status: 3, reason: null })
  const counts = await db
    .selectFrom('counter')
    .select(['what', 'n'])
    .where('run', '=', no)
    .where('node', '=', node)
    .orderBy('what')
    .execute()
  expect(counts).toEqual([
    { what: 'sent', n: 1 },
    { what: 'unknown', n: -1 },
  ])
})

test('a purchase of a customer is taken', async () => {
  const { externalId } = await putContact(db, run.id)
  const data = { customer: externalId, amount: 12_000 }
  expect((await post({ type: 'purchase.made', timestamp, data })).status).toBe(202)
  await mergeNewEvents(db, 100)
  const bought = await db
    .selectFrom('purchase as p')
    .innerJoin('customer as c', 'c.id', 'p.customer')
    .select(['p.amount', 'p.quantity'])
    .where('c.external_id', '=', externalId)
    .execute()
  expect(bought).toEqual([{ amount: 12_000, quantity: 1 }])
})

test.each<[string, Post]>([
  ['signed with another secret', { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }],
  ['changed after it was signed', { sent: '{}' }],
  ['signed six minutes ago', { at: Date.now() - 6 * 60_000 }],
  ['signed six minutes ahead', { at: Date.now() + 6 * 60_000 }],
  ['from a provider nobody knows', { name: 'stranger' }],
])('a webhook %s is refused and leaves nothing', async (_, how) => {
  const { outward } = await putContact(db, run.id)
  const answer = await post(bounce(outward), { id: `msg_${outward}`, ...how })
  expect(answer.status).toBe(401)
  const kept = await db
    .selectFrom('inbox')
    .select('id')
    .where('event_id', '=', `msg_${outward}`)
    .execute()
  expect(kept).toEqual([])
})

test('without a signature nothing is read', async () => {
  const answer = await ask('POST /api/v1/hooks/gateway', { body: bounce(randomUUID()) })
  expect(answer.status).toBe(401)
})

test('what is signed and not understood is refused with the field', async () => {
  const answer = await post({ type: 'contact.eaten', timestamp, data: {} })
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({ details: { field: 'type' } })
})

test('a provider’s own secret is taken, a replaced one works until it is revoked', async () => {
  const own = `whsec_${randomBytes(32).toString('base64')}`
  const body = { name: 'gateway', secret: own }
  expect((await ask('POST /api/v1/hooks', { as: 'admin', body })).status).toBe(201)
  const { outward } = await putContact(db, run.id)
  expect((await post(bounce(outward), { secret: own })).status).toBe(202)
  expect((await post(bounce(outward))).status).toBe(202)
  const revoked = await ask(`DELETE /api/v1/hooks/${made.details.id}`, { as: 'admin' })
  expect(revoked.status).toBe(200)
  expect((await post(bounce(outward))).status).toBe(401)
  expect((await post(bounce(outward), { secret: own })).status).toBe(202)
  const listed = await ask('GET /api/v1/hooks', { as: 'admin' })
  const text = await listed.text()
  expect(text).not.toContain(own.slice(6))
  expect(JSON.parse(text).items).toHaveLength(2)
})
