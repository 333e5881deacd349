import { expect, test } from 'vitest'
import type { SavedMessage } from '../../schemas/api/saved-messages.ts'
import { json, testApi } from './support.ts'

const { db, ask } = await testApi()
const as = 'marketer' as const
const path = '/api/v1/saved-messages'
const words = {
  name: 'Welcome back',
  channel: 'sms',
  message: {
    subject: '',
    body: '반가워요 {{name | 고객}}',
    variants: [{ for: { by: 'language', language: 'en' }, subject: '', body: 'Welcome {{name}}' }],
  },
}
const names = async () =>
  (await json<{ items: SavedMessage[] }>(await ask(`GET ${path}`, { as }))).items.map(
    ({ name }) => name,
  )

test('a message is kept with its variants, changed and forgotten; each is in the audit', async () => {
  const made = await ask(`POST ${path}`, { as, body: words })
  expect(made.status).toBe(201)
  const saved = await json<SavedMessage>(made)
  expect(saved).toMatchObject(words)
  const changed = await ask(`PUT ${path}/${saved.id}`, { as, body: { ...words, name: 'Again' } })
  expect(await json(changed)).toMatchObject({ id: saved.id, name: 'Again' })
  expect(await names()).toEqual(['Again'])
  expect((await ask(`DELETE ${path}/${saved.id}`, { as })).status).toBe(200)
  expect((await ask(`DELETE ${path}/${saved.id}`, { as })).status).toBe(404)
  expect(await names()).toEqual([])
  const rows = await db
    .selectFrom('audit')
    .select('action')
    .where('subject', '=', `message:${saved.id}`)
    .orderBy('id')
    .execute()
  expect(rows.map(({ action }) => action)).toEqual([
    'message.create',
    'message.save',
    'message.remove',
  ])
})

test('a name is taken once, and what is no message is refused with its place', async () => {
  expect((await ask(`POST ${path}`, { as, body: words })).status).toBe(201)
  const twice = await ask(`POST ${path}`, { as, body: words })
  expect([twice.status, await json(twice)]).toMatchObject([
    409,
    { details: { field: 'name', value: words.name } },
  ])
  const bad = await ask(`POST ${path}`, { as, body: { ...words, name: ' ', channel: 'telegram' } })
  expect(bad.status).toBe(400)
  expect((await ask(`POST ${path}`, { as: 'agent', body: words })).status).toBe(403)
})
