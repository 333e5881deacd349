import { expect, test } from 'vitest'
import { createUser, ensureAdministrator, renewPassword } from '../../db/accounts/users.ts'
import { json, publicUrl, testApi } from './support.ts'

const { db, ask } = await testApi()
const admin = await ensureAdministrator(db)
if (!admin) throw new Error('An empty installation made no administrator')

const origin = { origin: publicUrl }
const newPassword = 'a better password'

async function signIn(body: { email: string; password: string }) {
  const response = await ask('POST /api/v1/session', { body, headers: origin })
  const cookie = response.headers
    .getSetCookie()
    .map((c) => c.split(';')[0])
    .join('; ')
  return { response, cookie }
}

async function someone(role: 'admin' | 'marketer' | 'agent', email: string) {
  const { oneTimePassword, user } = await createUser(db, { email, name: 'Kim', role, by: 'test' })
  const { cookie: first } = await signIn({ email, password: oneTimePassword })
  const changed = await ask('POST /api/v1/session/password', {
    body: { current: oneTimePassword, next: newPassword },
    headers: { ...origin, cookie: first },
  })
  expect(changed.status).toBe(200)
  return { user, first, ...(await signIn({ email, password: newPassword })) }
}

test('the first start makes an administrator once', async () => {
  expect(admin.password).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/)
  expect(await ensureAdministrator(db)).toBeNull()
})

test('a one-time password opens nothing but its own replacement', async () => {
  const { response, cookie } = await signIn(admin)
  expect(response.status).toBe(200)
  expect(await json(response)).toMatchObject({ role: 'admin', mustChangePassword: true })
  const refused = await ask('GET /api/v1/users', { headers: { cookie } })
  expect(refused.status).toBe(403)
  expect(await json(refused)).toMatchObject({ details: { reason: 'MUST_CHANGE_PASSWORD' } })
  expect((await ask('GET /api/v1/session', { headers: { cookie } })).status).toBe(200)
})

test('after choosing a password the person works under their role, and other sessions have ended', async () => {
  const { cookie, first, response } = await someone('marketer', 'lee@example.com')
  expect(await json(response)).toMatchObject({ role: 'marketer', mustChangePassword: false })
  expect((await ask('GET /api/v1/segments', { headers: { cookie } })).status).toBe(200)
  expect((await ask('GET /api/v1/users', { headers: { cookie } })).status).toBe(403)
  expect((await ask('GET /api/v1/segments', { headers: { cookie: first } })).status).toBe(401)
})

test('who cannot sign in is given a new password: the old one and every session are at an end', async () => {
  const { cookie } = await someone('marketer', 'forgot@example.com')
  const { email, password } = await renewPassword(db, { email: 'Forgot@example.com', by: 'test' })
  expect(email).toBe('forgot@example.com')
  expect((await ask('GET /api/v1/session', { headers: { cookie } })).status).toBe(401)
  expect((await signIn({ email, password: newPassword })).response.status).toBe(401)
  expect(await json((await signIn({ email, password })).response)).toMatchObject({
    role: 'marketer',
    mustChangePassword: true,
  })
  await expect(
    renewPassword(db, { email: 'nobody@example.com', by: 'test' }),
  ).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('the session cookie is out of reach for scripts and other sites', async () => {
  const { response } = await someone('agent', 'cookie@example.com')
  const [cookie = ''] = response.headers.getSetCookie()
  expect(cookie).toMatch(/HttpOnly/i)
  expect(cookie).toMatch(/SameSite=Strict/i)
})

test('a wrong password and an unknown address get the same answer', async () => {
  await someone('agent', 'known@example.com')
  const wrong = await signIn({ email: 'known@example.com', password: 'not this one' })
  const unknown = await signIn({ email: 'nobody@example.com', password: 'not this one' })
  expect([wrong.response.status, unknown.response.status]).toEqual([401, 401])
  expect(await wrong.response.text()).toBe(await unknown.response.text())
})

test('after ten failed attempts no password is looked at, not even the right one', async () => {
  await someone('agent', 'target@example.com')
  const target = 'target@example.com'
  for (let i = 0; i < 10; i++) await signIn({ email: target, password: `guess number ${i}` })
  const { response } = await signIn({ email: target, password: newPassword })
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('900')
})

test.each([
  ['from a page of another site', { origin: 'https://evil.example' }],
  ['that does not say where it comes from', {}],
])('a change with a cookie %s is refused', async (_, headers) => {
  const { cookie } = await someone('admin', `csrf-${Object.keys(headers).length}@example.com`)
  const body = { name: 'x', role: 'admin' }
  const refused = await ask('POST /api/v1/keys', { body, headers: { ...headers, cookie } })
  expect(refused.status).toBe(403)
  const allowed = await ask('POST /api/v1/keys', { body, headers: { ...origin, cookie } })
  expect(allowed.status).toBe(201)
})

test('signing in from a page of another site is refused', async () => {
  const response = await ask('POST /api/v1/session', {
    body: admin,
    headers: { origin: 'https://evil.example' },
  })
  expect(response.status).toBe(403)
})

test('signing out ends the session', async () => {
  const { cookie } = await someone('agent', 'out@example.com')
  expect((await ask('DELETE /api/v1/session', { headers: { ...origin, cookie } })).status).toBe(200)
  expect((await ask('GET /api/v1/session', { headers: { cookie } })).status).toBe(401)
})

test('who is shut out is out at once and does not get in again', async () => {
  const { cookie, user } = await someone('agent', 'gone@example.com')
  const shut = await ask(`PATCH /api/v1/users/${user.id}`, {
    as: 'admin',
    body: { disabled: true },
  })
  expect(await json(shut)).toMatchObject({ disabled: true })
  expect((await ask('GET /api/v1/session', { headers: { cookie } })).status).toBe(401)
  const { response } = await signIn({ email: 'gone@example.com', password: newPassword })
  expect(response.status).toBe(401)
})

test('a wrong current password changes nothing', async () => {
  const { cookie } = await someone('agent', 'keeps@example.com')
  const answer = await ask('POST /api/v1/session/password', {
    body: { current: 'not this one', next: 'something else' },
    headers: { ...origin, cookie },
  })
  expect(answer.status).toBe(400)
  expect(await answer.text()).not.toContain('something else')
  expect(
    (await signIn({ email: 'keeps@example.com', password: newPassword })).response.status,
  ).toBe(200)
})

test('an address that is a user already is a conflict', async () => {
  await someone('agent', 'twice@example.com')
  const body = { email: 'Twice@example.com', name: 'Kim', role: 'agent' }
  expect((await ask('POST /api/v1/users', { as: 'admin', body })).status).toBe(409)
})
