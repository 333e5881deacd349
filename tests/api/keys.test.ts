import { expect, test } from 'vitest'
import { createKey } from '../../db/accounts/keys.ts'
import { json, testApi } from './support.ts'

const { db, ask } = await testApi()

const withKey = (key: string) =>
  ask('GET /api/v1/keys', { headers: { authorization: `Bearer ${key}` } })

test('a key opens what its role may see, and is never shown again', async () => {
  const made = await json<{ key: string; details: { id: string } }>(
    await ask('POST /api/v1/keys', { as: 'admin', body: { name: 'shop', role: 'admin' } }),
  )
  const answer = await withKey(made.key)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  expect(text).toContain(made.details.id)
  expect(text).not.toContain(made.key.slice(-43))
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .where('id', '=', made.details.id)
    .execute()
  expect(JSON.stringify(rows)).not.toContain(made.key.slice(-43))
})

test.each([
  ['no key at all', 'Bearer'],
  ['another word', 'Bearer hello'],
  ['an unknown key', `Bearer dasi_aaaaaaaaaaaa_${'A'.repeat(43)}`],
])('%s is refused', async (_, authorization) => {
  const answer = await ask('GET /api/v1/keys', { headers: { authorization } })
  expect(answer.status).toBe(401)
})

test('a key with a wrong secret is refused', async () => {
  const { key } = await createKey(db, { name: 'x', role: 'admin', expiresAt: null, by: 'test' })
  const wrong = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')
  expect((await withKey(key)).status).toBe(200)
  expect((await withKey(wrong)).status).toBe(401)
})

test('an expired key is refused and says so', async () => {
  const inAnHour = Date.now() + 3_600_000
  const { key, details } = await createKey(db, {
    name: 'x',
    role: 'admin',
    expiresAt: inAnHour,
    by: 'test',
  })
  expect((await withKey(key)).status).toBe(200)
  await db
    .updateTable('api_key')
    .set({ expires_at: new Date(0) })
    .where('id', '=', details.id)
    .execute()
  const answer = await withKey(key)
  expect(answer.status).toBe(401)
  expect(await json(answer)).toMatchObject({ message: expect.stringContaining('expired') })
})

test('a revoked key is refused from then on', async () => {
  const { key, details } = await createKey(db, {
    name: 'x',
    role: 'admin',
    expiresAt: null,
    by: 'test',
  })
  const revoked = await ask(`DELETE /api/v1/keys/${details.id}`, { as: 'admin' })
  expect(revoked.status).toBe(200)
  expect((await withKey(key)).status).toBe(401)
  expect((await ask(`DELETE /api/v1/keys/${details.id}`, { as: 'admin' })).status).toBe(200)
  expect((await ask('DELETE /api/v1/keys/nix', { as: 'admin' })).status).toBe(404)
})

test('a key that would have expired already is not made', async () => {
  const body = { name: 'x', role: 'agent', expiresAt: '2001-01-01T00:00:00Z' }
  const answer = await ask('POST /api/v1/keys', { as: 'admin', body })
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({ code: 'INVALID', details: { field: 'expiresAt' } })
})

test('what does not fit names the field, its value and the remedy', async () => {
  const answer = await ask('POST /api/v1/keys', { as: 'admin', body: { name: 'x', role: 'king' } })
  expect(answer.status).toBe(400)
  const problem = await json<{ message: string; details: object }>(answer)
  expect(problem).toMatchObject({ code: 'INVALID', details: { field: 'role', value: 'king' } })
  expect(problem.message).toMatch(/role.*king.*admin/)
})

test('a body that is no JSON is refused', async () => {
  const answer = await ask('POST /api/v1/keys', {
    as: 'admin',
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(400)
  const none = await ask('POST /api/v1/keys', { as: 'admin' })
  expect(none.status).toBe(400)
})

test('making and revoking a key stands in the audit', async () => {
  const { details } = await createKey(db, {
    name: 'x',
    role: 'agent',
    expiresAt: null,
    by: 'kim@example.com',
  })
  const { items } = await json<{ items: object[] }>(
    await ask('GET /api/v1/audit?limit=5', { as: 'admin' }),
  )
  expect(items[0]).toMatchObject({
    actor: 'kim@example.com',
    action: 'key.create',
    subject: `key:${details.id}`,
  })
})
