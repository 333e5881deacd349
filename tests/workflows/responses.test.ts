import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAdapters } from '../../bin/channels.ts'
import { type Serving, serveApi } from '../../bin/serve-api.ts'
import { setClock } from '../../db/runs/clock.ts'
import { inTransaction } from '../../db/transaction.ts'
import { dateTimeIn } from '../../engine/calendar.ts'
import { startSmsSink } from '../../local/sinks/sms.ts'
import { startSmtpSink } from '../../local/sinks/smtp.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testApi } from '../api/support.ts'
import { dasi } from '../support/dasi.ts'
import { testEngine } from '../support/engine.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { until } from '../support/until.ts'

/**
 * Every way in which an answer reaches a branch, over the wire: real runs, mails to a real mail server, texts to a
 * gateway, and what comes back over HTTP or by mail.
 */
const smtp = await startSmtpSink()
const sms = await startSmsSink()
const api = await testApi()
const { db, ask } = api
const { adapterFor, close } = createAdapters(
  {
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Shop <shop@shop.example>',
    SMS_URL: sms.url,
    LETTER_DIR: '',
    SMS_KEY: undefined,
  },
  db,
)
const engine = await testEngine(db, { adapterFor })
let running: { stop: () => Promise<void> }
let server: Serving
let base = ''

beforeAll(async () => {
  await makeAudience(db, 9)
  server = await serveApi(api.app.fetch, { host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${server.port}`
  running = await engine.start()
})
afterAll(async () => {
  await running.stop()
  await server.close()
  close()
  await smtp.close()
  await sms.close()
})

const answers = [
  ...['purchased', 'unsubscribed', 'bounced', 'replied', 'clicked', 'opened', 'reached'],
].map((response) => ({ response, leave: 'atOnce' as const }))
const ends = (ports: readonly string[]) => ({
  next: Object.fromEntries([...ports, 'none'].map((port) => [port, 'end'])),
})

/** One contact, then a branch for whatever comes back from it. */
function contactThen(channel: 'email' | 'sms', exitRules: object[] = []): Scenario {
  const outcomes = answers.filter(({ response }) => channel === 'email' || response !== 'opened')
  const message = { subject: 'Hello', body: 'See {{link}}', linkUrl: 'https://shop.example/spring' }
  return scenarioSchema.parse({
    format: 1,
    name: `By ${channel}`,
    start: 'who',
    exitRules,
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'contact' },
      },
      { id: 'contact', kind: 'channel', channel, message, next: { next: 'back' } },
      {
        ...{ id: 'back', kind: 'response', contacts: ['contact'], outcomes },
        ...{ window: { amount: 3, unit: 'days' } },
        ...ends(outcomes.map(({ response }) => response)),
      },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

/** A live run at noon of tomorrow, by its own clock: answers come in real time all the same. */
async function start(scenario: Scenario, settings: object = {}) {
  const { run, uuid } = await launch(db, scenario, { kind: 'live', cohortSize: 4, ...settings })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  await inTransaction(db, (tx) => setClock(tx, run, dateTimeIn('Asia/Seoul', tomorrow, '12:00')))
  await engine.workflows.startRun(run)
  await until('everybody is contacted', async () => {
    const rows = await db
      .selectFrom('intent')
      .select('status')
      .where('run', '=', run)
      .where('status', '=', 3)
      .execute()
    return rows.length === 9
  })
  const rows = await db
    .selectFrom('intent as i')
    .innerJoin('customer as c', 'c.id', 'i.customer')
    .select(['i.outward', 'i.node', 'c.external_id as externalId', 'c.uuid as customer'])
    .where('i.run', '=', run)
    .orderBy('c.id')
    .execute()
  return { run, uuid, contacts: rows }
}

/** The ports by which these customers leave the branch, once all of them have. */
async function portsOf(run: number, customers: readonly string[]) {
  const read = async () =>
    db
      .selectFrom('journal as j')
      .innerJoin('enrolment as e', (join) =>
        join.onRef('e.run', '=', 'j.run').onRef('e.no', '=', 'j.enrolment'),
      )
      .innerJoin('customer as c', 'c.id', 'e.customer')
      .select(['c.uuid', 'j.port'])
      .where('j.run', '=', run)
      .where('j.code', 'in', ['RESPONDED', 'CALLED'])
      .where('c.uuid', 'in', customers)
      .execute()
  const rows = await until(`${customers.length} have answered`, async () => {
    const found = await read()
    return found.length === customers.length && found
  })
  return customers.map((uuid) => rows.find((row) => row.uuid === uuid)?.port)
}

const mailTo = async (externalId: string) =>
  until(`${externalId} has the mail`, () =>
    smtp.accepted.find(({ to }) => to === `${externalId.toLowerCase()}@example.com`),
  )
/** The addresses in the text of a mail, as paths under the public address. */
function linksIn(raw: string): Record<'l' | 'o' | 'u', string> {
  const parts = raw.split(/Content-Transfer-Encoding: base64\r\n\r\n/).slice(1)
  const text = parts.map((part) => Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString())
  const path = (use: string) =>
    new RegExp(`http://localhost:4400(/${use}/[\\w.-]+)`).exec(text.join('\n'))?.[1] ?? ''
  return { l: path('l'), o: path('o'), u: path('u') }
}

const hook = async (type: string, data: object) => {
  const { secret } = (await (
    await ask('POST /api/v1/hooks', { as: 'admin', body: { name: 'mailer' } })
  ).json()) as { secret: string }
  const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data })
  const id = randomUUID()
  const seconds = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  const headers = { 'webhook-id': id, 'webhook-timestamp': seconds }
  const answer = await fetch(`${base}/api/v1/hooks/mailer`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'webhook-signature': `v1,${signed}`,
    },
    body,
  })
  expect(answer.status).toBe(202)
}
const post = async (path: string, body: object) => {
  const answer = await ask(`POST ${path}`, { as: 'marketer', body })
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
}
const purchase = (customer: string) => ({
  source: 'shop',
  events: [
    {
      eventId: randomUUID(),
      event: { type: 'purchase', customer, at: new Date().toISOString(), amount: 9000 },
    },
  ],
})

test('an e-mail’s click, opening, unsubscribing, bounce, reply and purchases each take their branch', {
  timeout: 180_000,
}, async () => {
  const { run, uuid, contacts } = await start(contactThen('email'))
  const links = await Promise.all(
    contacts.map(async ({ externalId }) => linksIn((await mailTo(externalId)).raw)),
  )
  const [click, open, leave, bounced, replied, bought, hooked, named, imported] = contacts
  if (!click || !open || !leave || !bounced || !replied) throw new Error('Nine are contacted')
  if (!bought || !hooked || !named || !imported) throw new Error('Nine are contacted')

  const clicked = await fetch(base + links[0]?.l, { redirect: 'manual' })
  expect(clicked.headers.get('location')).toBe('https://shop.example/spring')
  expect((await fetch(base + links[1]?.o)).headers.get('content-type')).toBe('image/gif')
  // A look changes nothing; the click of a mail program does (RFC 8058).
  expect((await fetch(base + links[2]?.u)).status).toBe(200)
  const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  expect((await fetch(base + links[2]?.u, { method: 'POST', body: oneClick })).status).toBe(200)
  await hook('contact.bounced', { contact: `<${bounced.outward}@shop.example>`, detail: '5.1.1' })
  await takeMail(`In-Reply-To: <${replied.outward}@shop.example>`)
  await post('/api/v1/events', purchase(bought.externalId))
  await hook('purchase.made', { customer: hooked.externalId, amount: 4000 })
  await post('/api/v1/events', {
    source: 'till',
    events: [
      {
        eventId: randomUUID(),
        event: {
          ...{ type: 'response', response: 'purchased', contact: named.outward, amount: 500 },
          at: new Date().toISOString(),
        },
      },
    ],
  })
  const rest = contacts.slice(0, 8).map(({ customer }) => customer)
  expect(await portsOf(run, rest)).toEqual([
    ...['clicked', 'opened', 'unsubscribed', 'bounced', 'replied'],
    ...['purchased', 'purchased', 'purchased'],
  ])
  await importPurchase(imported.externalId)
  expect(await portsOf(run, [imported.customer])).toEqual(['purchased'])

  // Once their branch is taken, answers are kept, shown as late, and move nobody.
  await fetch(base + links[0]?.o)
  await importPurchase(open.externalId)
  await until('the late answers are merged', async () => {
    const { late } = await stepContacts(uuid, click.node)
    return late['opened'] === 1 && late['purchased'] === 1
  })
  const { responses, late } = await stepContacts(uuid, click.node)
  expect(responses).toMatchObject({ clicked: 1, opened: 2, bounced: 1, replied: 1, purchased: 5 })
  expect(late).toEqual({ opened: 1, purchased: 1 })
  const way = (await (
    await ask(`GET /api/v1/runs/${uuid}/customers/${click.customer}`, { as: 'marketer' })
  ).json()) as { contacts: { responses: object[] }[]; next: object }
  expect(way.contacts[0]?.responses).toMatchObject([
    { kind: 'clicked', late: false },
    { kind: 'opened', late: true },
  ])
  expect(way.next).toMatchObject({ because: 'left' })
})

test('a gateway’s receipt and a purchase of a text message take their branches', {
  timeout: 180_000,
}, async () => {
  const { run, contacts } = await start(contactThen('sms'))
  const [first, second] = contacts
  if (!first || !second) throw new Error('Nine are contacted')
  const sent = await until('the gateway has it', () =>
    sms.accepted.find(({ key }) => key === first.outward),
  )
  await hook('contact.reached', { contact: sent.key })
  await post('/api/v1/events', purchase(second.externalId))
  expect(await portsOf(run, [first.customer, second.customer])).toEqual(['reached', 'purchased'])
})

test('what an agent reports takes the branch of the call', { timeout: 180_000 }, async () => {
  const scenario = scenarioSchema.parse({
    format: 1,
    name: 'By telephone',
    start: 'who',
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'call' },
      },
      {
        ...{ id: 'call', kind: 'call', script: 'Thank you', branches: ['answered', 'complaint'] },
        next: { answered: 'end', complaint: 'end', next: 'end' },
      },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
  const { run, contacts } = await start(scenario)
  const [first, second] = contacts
  if (!first || !second) throw new Error('Nine are contacted')
  for (const [{ outward }, outcome] of [
    [first, 'answered'],
    [second, 'complaint'],
  ] as const) {
    const as = 'agent' as const
    await ask(`POST /api/v1/desk/tasks/${outward}/take`, { as })
    const body = { outcome, memo: '', reportId: randomUUID() }
    expect((await ask(`POST /api/v1/desk/tasks/${outward}/report`, { as, body })).status).toBe(200)
  }
  expect(await portsOf(run, [first.customer, second.customer])).toEqual(['answered', 'complaint'])
})

async function stepContacts(uuid: string, node: number) {
  const answer = await ask(`GET /api/v1/runs/${uuid}/nodes/${node}/contacts`, { as: 'marketer' })
  const { contacts } = (await answer.json()) as {
    contacts: { responses: Record<string, number>; late: Record<string, number> }
  }
  return contacts
}

async function importPurchase(customer: string): Promise<void> {
  const at = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  const answer = await ask('POST /api/v1/keys', {
    as: 'admin',
    body: { name: 'import', role: 'marketer' },
  })
  const { key } = (await answer.json()) as { key: string }
  const file = `customer,date,amount\n${customer},${at},7000\n`
  const imported = await fetch(`${base}/api/v1/imports/purchases?source=pos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: file,
  })
  expect(await imported.json()).toMatchObject({ counts: { stored: 1 } })
}

/** As the mail server hands it in: to the command, on its standard input. */
async function takeMail(...header: string[]): Promise<void> {
  const mail = [`Message-ID: <${randomUUID()}@mx.example>`, ...header, '', 'Thanks', ''].join('\n')
  const taken = await dasi(['mail', 'take', '--json'], { DATABASE_URL: api.url }, mail)
  expect((await taken.exited).code, taken.stderr()).toBe(0)
}
