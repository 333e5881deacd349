import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { createKey } from '../../db/accounts/keys.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { startSmsSink } from '../../local/sinks/sms.ts'
import { startSmtpSink } from '../../local/sinks/smtp.ts'
import { testDatabase } from '../support/database.ts'
import { startInstallation } from '../support/installation.ts'
import { noonZone } from '../support/noon-zone.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { until } from '../support/until.ts'

/** Stands in everything that the house knows or hears of one customer, and nowhere else. */
const marker = `zebra${randomUUID().slice(0, 8)}`
const phone = `0109${String(Date.now()).slice(-7)}`
const traces = [marker, phone, `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`]

const { db, url } = await testDatabase({ max: 4 })
const smtp = await startSmtpSink()
const sms = await startSmsSink()
const dasi = await startInstallation({
  ...{ DATABASE_URL: url, SMTP_URL: smtp.url, SMS_URL: sms.url, DASI_DEMO: 'off' },
  ...{ MAIL_FROM: 'Shop <shop@shop.example>', LOG_LEVEL: 'debug' },
})
afterAll(async () => {
  await dasi.stop()
  await smtp.close()
  await sms.close()
})
const { key } = await createKey(db, { name: 'test', role: 'admin', expiresAt: null, by: 'test' })

async function ask<T>(line: string, body?: object | string): Promise<T> {
  const [method = 'GET', path = ''] = line.split(' ')
  const answer = await fetch(`${dasi.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${line} answers ${answer.status}: ${text}`)
  return JSON.parse(text) as T
}

const words = 'Dear {{name | you}} of {{attributes.club | none}}'
const step = (id: string, kind: string, next: string | null, rest: object) => ({
  ...{ id, kind, next: next === null ? {} : { next } },
  ...rest,
})
const message = { subject: words, body: words }
const open = { advertising: false, sendFrom: '00:00', sendUntil: '23:59' }
const scenario = {
  format: 1,
  name: 'All channels',
  start: 'who',
  nodes: [
    step('who', 'segment', 'mail', {
      audience: { from: 'rule', rule: { type: 'everyone' } },
    }),
    step('mail', 'channel', 'text', { channel: 'email', message, ...open }),
    step('text', 'channel', 'letter', { channel: 'sms', message: { body: words }, ...open }),
    step('letter', 'channel', 'call', { channel: 'letter', message, ...open }),
    step('call', 'call', 'wait', { script: words }),
    step('wait', 'wait', 'end', {
      until: { mode: 'duration', duration: { amount: 30, unit: 'days' } },
    }),
    step('end', 'exit', null, {}),
  ],
}

/** Launches and waits until all contacts of both customers are made. */
async function run(id: string, settings: object) {
  const launched = await ask<{ id: string }>('POST /runs', { scenario: id, settings })
  const no = await runOfUuid(db, launched.id)
  await until(
    'all contacts are made',
    async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*) as n from intent where run = ${no} and status = 3`.execute(db)
      return rows[0]?.n === 8
    },
    { limitMs: 120_000, everyMs: 200 },
  )
  return no
}

/** Tables of which some row, as text, holds a trace. */
async function tablesWithTraces(): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(
    db,
  )
  const found: string[] = []
  for (const { name } of tables) {
    for (const trace of traces) {
      const { rows } = await sql`
        select 1 from ${sql.raw(name)} t where t::text ilike ${`%${trace}%`} limit 1`.execute(db)
      if (rows.length > 0) found.push(`${name}: ${trace}`)
    }
  }
  return found
}

function filesWithTraces(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    if (!statSync(path).isFile()) return false
    const text = readFileSync(path, 'latin1')
    return traces.some((trace) => text.includes(trace))
  })
}

test('nothing names an erased customer any more, and what was counted stays true', {
  timeout: 300_000,
}, async () => {
  const csv = (id: string, name: string, rest: string) => `${id},${name},${noonZone()},${rest}\n`
  const header = 'customer,name,zone,email,phone,postal_code,address,attributes.club\n'
  const people =
    header +
    csv(
      `C-${marker}`,
      `Kim ${marker}`,
      `${marker}@example.invalid,${phone},04524,Seoul ${marker} 1,${marker}`,
    ) +
    csv('C-2', 'Lee', 'lee@example.invalid,01012345678,04524,Seoul 2,gold')
  await ask('POST /imports/customers?source=crm', people)
  const bought = `id,customer,date,amount,channel\nO-${marker},C-${marker},2026-01-02,100,shop-${marker}\n`
  await ask('POST /imports/purchases?source=pos', bought)
  const rejected = `customer,date,amount\nC-${marker},not a day,100\n`
  await ask('POST /imports/purchases?source=pos', rejected).catch(() => undefined)
  const { uuid: customer } = await db
    .selectFrom('customer')
    .select('uuid')
    .where('external_id', '=', `C-${marker}`)
    .executeTakeFirstOrThrow()

  const campaign = await ask<{ id: string }>('POST /campaigns', { name: 'Erasure' })
  const from = { make: 'file', scenario }
  const made = await ask<{ id: string; revision: number }>('POST /scenarios', {
    campaign: campaign.id,
    from,
  })
  await ask(`POST /scenarios/${made.id}/publish`, { revision: made.revision })
  const live = await run(made.id, { kind: 'live' })
  const sandbox = await run(made.id, { kind: 'sandbox', secondsPerDay: 3600 })

  const { outward } = await db
    .selectFrom('call_task')
    .innerJoin('customer', 'customer.id', 'call_task.customer')
    .select('outward')
    .where('run', '=', live)
    .where('customer.uuid', '=', customer)
    .executeTakeFirstOrThrow()
  await ask(`POST /desk/tasks/${outward}/take`)
  const memo = `asked for ${marker}`
  await ask(`POST /desk/tasks/${outward}/report`, {
    outcome: 'answered',
    memo,
    reportId: randomUUID(),
  })
  const at = new Date().toISOString()
  const event = { type: 'response', contact: outward, response: 'complaint', at, detail: marker }
  const purchase = { type: 'purchase', customer: `C-${marker}`, at, amount: 5, channel: marker }
  await ask('POST /events', {
    source: 'shop',
    events: [
      { eventId: `E1-${marker}`, event },
      { eventId: `E2-${marker}`, event: purchase },
    ],
  })
  await until('the events are merged', async () => {
    const rows = await db.selectFrom('inbox').select('id').where('state', '<', 2).execute()
    return rows.length === 0
  })
  const page = await ask<{ contacts: object[] }>(`GET /customers/${customer}/export`)
  expect(JSON.stringify(page)).toContain(memo)
  expect(page.contacts.length).toBe(4)

  const full = await tablesWithTraces()
  expect(full.length).toBeGreaterThan(8)
  expect(filesWithTraces(join(dasi.home, 'letters'))).toHaveLength(1)
  const counted = await figures(live)
  const wrong = ask(`POST /customers/${customer}/erase`, { confirm: 'C-2' })
  await expect(wrong).rejects.toThrow('confirm')
  const erased = await ask(`POST /customers/${customer}/erase`, { confirm: `C-${marker}` })
  expect(erased).toMatchObject({ erased: true, withdrawn: 2, batches: [expect.any(String)] })

  expect(await tablesWithTraces()).toEqual([])
  expect(filesWithTraces(dasi.home)).toEqual([])
  expect(await figures(live)).toEqual(counted)
  const ofAnyRun = (promise: string) => !promise.startsWith('the sandbox')
  expect((await brokenPromises(db, live)).filter(ofAnyRun)).toEqual([])
  expect(await brokenPromises(db, sandbox)).toEqual([])
  const [batch] = await db
    .selectFrom('print_batch')
    .select(['rows', 'purged', 'content', 'rest_sha256', 'sha256'])
    .where('run', '=', live)
    .execute()
  expect(batch).toMatchObject({ rows: 2, purged: 1 })
  expect(batch?.content).toContain('Lee')
  expect(batch?.rest_sha256).not.toBe(batch?.sha256)
  expect(await ask(`POST /customers/${customer}/erase`, { confirm: `erased-${customer}` })).toEqual(
    {
      ...{ erased: false, withdrawn: 0, batches: [] },
    },
  )

  // Whoever comes again with one of the addresses is somebody new, and stays suppressed.
  await ask('POST /imports/customers?source=crm', people)
  const { rows } = await sql<{ suppressed: number }>`
    select s.suppressed from customer c join contact_state s on s.customer = c.id and s.scope = 0
    where c.external_id = ${`C-${marker}`}`.execute(db)
  expect(rows).toEqual([{ suppressed: 15 }])
})

/** What reports are made of. Answers in the sandbox go on coming, so that those of the live run are counted. */
async function figures(live: number): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from purchase) as purchases, (select sum(amount) from purchase) as amount,
      (select count(*) from enrolment) as enrolled, (select count(*) from intent where status = 3) as contacts,
      (select sum(cost) from intent) as cost, (select sum(n) from response where run = ${live}) as responses,
      (select count(*) from run_purchase where run = ${live}) as counted`.execute(db)
  return rows[0]
}
