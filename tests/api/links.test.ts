import { expect, test } from 'vitest'
import { launchWinback, putContact } from './run-fixture.ts'
import { testApi } from './support.ts'

const api = await testApi()
const { db, ask } = api
const { run } = await launchWinback(api)

const heard = async (outward: string) =>
  (
    await db
      .selectFrom('inbox')
      .select(['event', 'run', 'source'])
      .where('source', '=', 'link')
      .where('event_id', 'like', `${outward}:%`)
      .execute()
  ).map(({ event, ...rest }) => ({
    ...rest,
    response: event.type === 'response' && event.response,
  }))

test('a tracked link counts the click and leads where the plan says, whatever the address says', async () => {
  const contact = await putContact(db, run.id)
  const response = await ask(`GET ${contact.link('l')}?to=https://evil.example`)
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe(contact.linkUrl)
  expect(await heard(contact.outward)).toEqual([
    { source: 'link', run: contact.run, response: 'clicked' },
  ])
})

test('a program that only looks whether the link is there counts no click', async () => {
  const contact = await putContact(db, run.id)
  expect((await ask(`HEAD ${contact.link('l')}`)).status).toBe(302)
  expect(await heard(contact.outward)).toEqual([])
})

test('the picture of an e-mail counts an opening', async () => {
  const contact = await putContact(db, run.id)
  const response = await ask(`GET ${contact.link('o')}.gif`)
  expect(response.headers.get('content-type')).toBe('image/gif')
  expect(new Uint8Array(await response.arrayBuffer()).slice(0, 3)).toEqual(
    new TextEncoder().encode('GIF'),
  )
  expect(await heard(contact.outward)).toMatchObject([{ response: 'opened' }])
})

test('looking at the unsubscribe page changes nothing', async () => {
  const contact = await putContact(db, run.id)
  const response = await ask(`GET ${contact.link('u')}`)
  expect(response.status).toBe(200)
  const page = await response.text()
  expect(page).toContain('수신 거부하기')
  expect(page).toContain('<form method="post">')
  expect(await heard(contact.outward)).toEqual([])
})

test('one click in a mail program unsubscribes, once however often it is sent', async () => {
  const contact = await putContact(db, run.id)
  const oneClick = () =>
    api.app.request(contact.link('u'), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
  expect((await oneClick()).status).toBe(200)
  expect((await oneClick()).status).toBe(200)
  expect(await heard(contact.outward)).toMatchObject([{ response: 'unsubscribed' }])
  expect(await (await ask(`GET ${contact.link('u')}`)).text()).not.toContain('<form')
})

test('the page speaks English to who reads English', async () => {
  const contact = await putContact(db, run.id)
  await db
    .updateTable('customer')
    .set({ language: 'en' })
    .where('uuid', '=', contact.customer)
    .execute()
  expect(await (await ask(`GET ${contact.link('u')}`)).text()).toContain('lang="en"')
})

test('a token for one use opens no other, and a forged one none at all', async () => {
  const contact = await putContact(db, run.id)
  const token = contact.link('l').slice(3)
  expect((await ask(`POST /u/${token}`)).status).toBe(404)
  const forged = token.slice(0, -3) + (token.endsWith('AAA') ? 'BBB' : 'AAA')
  expect((await ask(`GET /l/${forged}`)).status).toBe(404)
  expect((await ask('GET /l/nothing')).status).toBe(404)
  expect(await heard(contact.outward)).toEqual([])
})
