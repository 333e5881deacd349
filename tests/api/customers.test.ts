import { expect, test } from 'vitest'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const sent: object[] = []
const api = await testApi({
  testSender: async (message) => {
    sent.push(message)
    return { providerRef: 'ref-1' }
  },
})
const { app, db, ask } = api
const as = 'marketer' as const

async function upload(query: string, file: string) {
  const { key } = await json<{ key: string }>(
    await ask('POST /api/v1/keys', { as: 'admin', body: { name: 'import', role: 'marketer' } }),
  )
  return app.request(`/api/v1/imports/${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: file,
  })
}

test('a file is tried, imported, and imported again without effect; what is wrong is named by line', async () => {
  const file =
    'customer,date,amount\nA-1,2026-01-02,1000\nA-2,2026-13-45,500\nA-1,2026-02-03,2500\n'
  const query = 'purchases?source=shop&createCustomers=true'
  const tried = await json(await upload(`${query}&dryRun=true`, file))
  expect(tried).toMatchObject({ dryRun: true, counts: { stored: 2 }, rejected: { total: 1 } })
  expect(await db.selectFrom('purchase').selectAll().execute()).toEqual([])
  const stored = await json(await upload(query, file))
  expect(stored).toMatchObject({
    counts: { stored: 2, customersCreated: 1 },
    rejected: { first: [{ line: 3 }] },
  })
  expect(await json(await upload(query, file))).toMatchObject({ counts: { stored: 0, known: 2 } })
  const { items } = await json<{ items: object[] }>(await ask('GET /api/v1/imports', { as }))
  expect(items.length).toBeGreaterThan(0)
})

test('a file without the columns it needs is refused with what it has', async () => {
  const answer = await upload('purchases?source=shop', 'a,b\n1,2\n')
  expect(answer.status).toBe(400)
})

test('a customer is found by the beginning of the name, and signs of patterns mean themselves', async () => {
  const row = {
    external_id: 'S-1',
    name: '박서준',
    email: 'park_1@example.invalid',
    phone: '010-0000-1204',
  }
  await db.insertInto('customer').values(row).execute()
  const search = async (text: string) => {
    const path = `GET /api/v1/customers?search=${encodeURIComponent(text)}`
    return (await json<{ items: { externalId: string }[] }>(await ask(path, { as }))).items.map(
      ({ externalId }) => externalId,
    )
  }
  expect(await search('박서')).toEqual(['S-1'])
  expect(await search('01000001204')).toEqual(['S-1'])
  expect(await search('PARK_1')).toEqual(['S-1'])
  expect(await search('park%')).toEqual([])
  expect(await search('서준')).toEqual([])
})

test('the page of a customer holds consents, purchases, contacts and enrolments', async () => {
  const { run } = await launchWinback(api)
  const contact = await putContact(db, run.id)
  const page = await json(await ask(`GET /api/v1/customers/${contact.customer}`, { as }))
  expect(page).toMatchObject({
    name: '김민지',
    consents: [{ channel: 'email', given: false }, {}, {}, {}],
    contacts: [{ id: contact.outward, status: 'accepted', run: { id: run.id } }],
    enrolments: [{ run: { id: run.id }, state: 'parked' }],
  })
  const nobody = await ask(`GET /api/v1/customers/${crypto.randomUUID()}`, { as })
  expect(nobody.status).toBe(404)
})

test('the page of a customer says what was worked out, proven and answered', async () => {
  const { run } = await launchWinback(api)
  const { customer: uuid } = await putContact(db, run.id)
  await db.updateTable('run').set({ kind: 'live' }).where('uuid', '=', run.id).execute()
  const { id } = await db
    .selectFrom('customer')
    .select('id')
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow()
  const proof = { customer: id, channel: 'email' as const, given: true, source: 'web' }
  await db
    .insertInto('consent_event')
    .values({ ...proof, proof: 'form 17' })
    .execute()
  await db
    .insertInto('customer_profit')
    .values({ customer: id, revenue: 100, margin: 30, cost: 10, profit: 20 })
    .execute()
  const page = await json(await ask(`GET /api/v1/customers/${uuid}`, { as }))
  expect(page).toMatchObject({
    consentEvents: [{ channel: 'email', given: true, source: 'web', proof: 'form 17' }],
    profit: { revenue: 100, profit: 20 },
    tally: { contacted: 1, bounced: 0, refused: 0 },
    scores: [],
    products: [],
  })
})

test('an answer never shows an inner number of a customer or a run', async () => {
  const { run } = await launchWinback(api)
  const page = await json<object>(await ask(`GET /api/v1/runs/${run.id}`, { as }))
  expect(Object.values(page)).not.toContain(
    (await db.selectFrom('run').select('id').where('uuid', '=', run.id).executeTakeFirstOrThrow())
      .id,
  )
})

test('a preview shows the message as the customer would get it, and sends nothing', async () => {
  await db
    .insertInto('customer')
    .values({ external_id: 'P-1', name: '이하은 <b>', email: 'lee@example.invalid' })
    .execute()
  const { uuid } = await db
    .selectFrom('customer')
    .select('uuid')
    .where('external_id', '=', 'P-1')
    .executeTakeFirstOrThrow()
  const message = { subject: 'Hello {{name}}', body: 'Dear {{name}}, {{attributes.city | there}}' }
  const body = { channel: 'email', message, customer: uuid }
  const preview = await json<{ text: string; html: string; subject: string }>(
    await ask('POST /api/v1/preview', { as, body }),
  )
  expect(preview.subject).toContain('이하은 <b>')
  expect(preview.text).toContain('Dear 이하은 <b>, there')
  expect(preview.html).not.toContain('<b>')
  expect(sent).toEqual([])
})

test('a test message goes to the address given, and stands in the audit', async () => {
  const message = { subject: 'Hello', body: 'Dear {{name | you}}' }
  const body = { channel: 'email', message, to: 'me@example.com' }
  const answer = await ask('POST /api/v1/preview/send', { as, body })
  expect(await json(answer)).toEqual({ accepted: true, providerRef: 'ref-1' })
  expect(sent).toMatchObject([{ to: 'me@example.com', channel: 'email' }])
  const audit = await json<{ items: object[] }>(await ask('GET /api/v1/audit', { as: 'admin' }))
  expect(audit.items[0]).toMatchObject({ action: 'message.test' })
})

test('a tag that does not exist is named', async () => {
  const message = { subject: '', body: 'Dear {{nam}}' }
  const answer = await ask('POST /api/v1/preview', { as, body: { channel: 'email', message } })
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({ message: expect.stringContaining('nam') })
})
