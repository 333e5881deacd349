import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { newStranger } from '../../../db/customers/customers.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'
import { importLimits } from '../../../intake/import/limits.ts'
import { parseMapping } from '../../../intake/import/map-columns.ts'
import { nothingNew } from '../../../intake/import/notes.ts'
import { fictionalPerson } from '../../../local/fictional.ts'
import { inboxEventSchema } from '../../../schemas/inbox.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, importedAt, rejectsFile, told } from './support.ts'

const { db } = await testDatabase()
const strangers = { newCustomer: newStranger }

beforeEach(async () => {
  await sql`truncate customer, purchase, product, customer_metric, contact_state, consent_event, import_job, inbox,
    enrolment, run, campaign restart identity cascade`.execute(db)
})

async function importText(
  text: string | Uint8Array,
  options: Parameters<typeof told>[0] = strangers,
) {
  return importPurchases(db, fileOf(text), told(options))
}

/** Everything an import can have written, but for numbers that the database gives. */
async function everything() {
  const { rows } = await sql<{ all: unknown }>`select json_build_object(
    'customers', (select json_agg(external_id order by external_id) from customer),
    'purchases', (select json_agg(json_build_array(c.external_id, p.at, p.amount, p.quantity, p.channel, x.code,
        p.source_ref, p.repeated) order by p.source_ref)
      from purchase p join customer c on c.id = p.customer left join product x on x.id = p.product),
    'metrics', (select json_agg(json_build_array(c.external_id, first_purchase_at, last_purchase_at, purchase_count,
        total_amount) order by c.external_id)
      from customer_metric m join customer c on c.id = m.customer),
    'consents', (select count(*) from consent_event)
  ) as all`.execute(db)
  return rows[0]?.all
}

const count = async (table: 'purchase' | 'customer' | 'import_job' | 'product') =>
  Number((await db.selectFrom(table).select(db.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)

const shop = `customer,date,amount,quantity
A,2024-01-05,10.50,1
B,2024-01-06,20,2
A,2024-02-05,30,1
A,2024-01-05,10.50,1
`

describe('a good file', () => {
  test('is stored, its repeats flagged, its metrics counted', async () => {
    const report = await importText(shop)
    expect(report).toMatchObject({
      read: 4,
      stored: 4,
      storedAmount: 71,
      repeated: 1,
      known: 0,
      customersCreated: 2,
      rejected: { total: 0 },
      file: {
        purchases: 4,
        customers: 2,
        amount: 71,
        quantity: 5,
        firstDay: '2024-01-05',
        lastDay: '2024-02-05',
      },
    })
    const metrics = await db
      .selectFrom('customer_metric')
      .selectAll()
      .orderBy('purchase_count', 'desc')
      .execute()
    expect(metrics).toMatchObject([
      {
        first_purchase_at: Date.parse('2024-01-05'),
        last_purchase_at: Date.parse('2024-02-05'),
        purchase_count: 3,
        total_amount: 51,
      },
      { purchase_count: 1, total_amount: 20 },
    ])
  })
  test('twice changes nothing and says so', async () => {
    await importText(shop)
    const before = await everything()
    const report = await importText(shop)
    expect(report).toMatchObject({ stored: 0, known: 4, changed: 0, customersCreated: 0 })
    expect(report.notes).toContainEqual(nothingNew)
    expect(await everything()).toEqual(before)
  })
  test('with other line ends, columns moved, quotes and signs is still the same file', async () => {
    await importText(shop)
    const before = await everything()
    const other = `금액;수량;"고객번호";날짜\r\n₩10.5;1;A;2024.1.5\r\n"20";2;B;20240106\r\n"30,00";;A;x\r\n30.00;;A;2024년 2월 5일\r\n10.50;1;A;2024/01/05\r\n`
    const report = await importText(`\ufeff${other}`, { ...strangers, zone: 'Europe/Berlin' })
    expect(report).toMatchObject({
      stored: 0,
      known: 4,
      delimiter: 'semicolon',
      rejected: { total: 1 },
    })
    expect(await everything()).toEqual(before)
  })
  test('that overlaps an earlier one adds what is new, equal rows counted', async () => {
    await importText(shop)
    const report = await importText(`${shop}A,2024-01-05,10.50,1\nC,2024-03-01,5,1\n`)
    expect(report).toMatchObject({ stored: 2, known: 4, repeated: 2 })
    expect(await count('purchase')).toBe(6)
  })
  test('cut at any byte and imported whole later is as if it had not been cut', async () => {
    await importText(shop)
    const whole = await everything()
    for (const bytes of [40, 49, 50, 55, 60, 63, 90, shop.length - 3, shop.length - 1]) {
      await sql`truncate customer, purchase, customer_metric restart identity cascade`.execute(db)
      const { 0: header = '', ...rest } = shop
        .replace(/,\d\n/g, '\n')
        .replace(',quantity', '')
        .split(/(?<=\n)/)
      const file =
        header +
        Object.values(rest)
          .join('')
          .replaceAll(/,(20|30)\n/g, ',$1.00\n')
      await importText(file.slice(0, bytes).length > header.length ? file.slice(0, bytes) : header)
      const report = await importText(file)
      expect(report.stored + report.known).toBe(4)
      expect(await count('purchase')).toBe(4)
    }
    expect(whole).toBeDefined()
  })
  test('with ids of its own is known by them, and corrected by them', async () => {
    const file =
      'order_no,customer,date,amount\nO1,A,2024-01-05,10\nO2,B,2024-01-05,10\nO2,B,2024-01-05,10\n'
    expect(await importText(file)).toMatchObject({ stored: 2, sameId: 1, repeated: 0 })
    expect(await importText(file)).toMatchObject({ stored: 0, known: 2, sameId: 1, changed: 0 })
    const corrected = await importText(file.replace('O1,A,2024-01-05,10', 'O1,B,2024-01-07,99'))
    expect(corrected).toMatchObject({ stored: 0, known: 2, changed: 1 })
    const metrics = await db.selectFrom('customer_metric').selectAll().execute()
    expect(metrics).toMatchObject([{ purchase_count: 2, total_amount: 109 }])
  })
  test('of CP949 is detected, converted, and said to be', async () => {
    // '고객번호,날짜,금액,매장' and a row of 강남점, as Korean spreadsheets write them.
    const hex =
      'b0edb0b4b9f8c8a32cb3afc2a52cb1ddbed72cb8c5c0e50a412c323032342d30312d30352c31302cb0adb3b2c1a10a'
    const report = await importText(Buffer.from(hex, 'hex'))
    expect(report).toMatchObject({ encoding: 'cp949', stored: 1, columns: { channel: '매장' } })
    expect(report.notes).toMatchObject([{ code: 'CONVERTED', value: 'CP949' }])
    expect(await db.selectFrom('purchase').select('channel').execute()).toEqual([
      { channel: '강남점' },
    ])
  })
  test('of UTF-16 with a byte-order mark is read', async () => {
    const text = `\ufeffcustomer\tdate\tamount\nA\t2024-01-05\t10\n`
    expect(await importText(Buffer.from(text, 'utf16le'))).toMatchObject({
      encoding: 'utf-16le',
      delimiter: 'tab',
      stored: 1,
    })
  })
  test('makes products, and learns their names', async () => {
    const report = await importText(
      'customer,date,amount,product,product_name,category\nA,2024-01-05,1,P1,Tumbler,Home\nA,2024-01-06,1,P1,,\nA,2024-01-06,2,P2,,\n',
    )
    expect(report).toMatchObject({ stored: 3, productsCreated: 2 })
    expect(
      await db.selectFrom('product').select(['code', 'name', 'category']).orderBy('code').execute(),
    ).toEqual([
      { code: 'P1', name: 'Tumbler', category: 'Home' },
      { code: 'P2', name: 'P2', category: null },
    ])
  })
  test('without a header is read by places', async () => {
    const report = await importText('A 20240105 3.00\nB 20240106 4.00\n', {
      ...strangers,
      hasHeader: false,
      delimiter: 'space',
      mapping: parseMapping('customer=#1,date=#2,amount=#3'),
    })
    expect(report).toMatchObject({ stored: 2, file: { amount: 7 } })
  })
})

describe('customers', () => {
  test('whom nobody knows are rejects, unless they may be made', async () => {
    await importText('customer,date,amount\nA,2024-01-05,10\n')
    const report = await importText('customer,date,amount\nA,2024-02-05,10\nZ,2024-02-05,10\n', {})
    expect(report).toMatchObject({
      stored: 1,
      rejected: {
        byCode: { CUSTOMER_UNKNOWN: 1 },
        first: [{ line: 3, reason: expect.stringContaining('--create-customers') }],
      },
    })
    expect(await count('customer')).toBe(1)
  })
  test('who are fictional are the same each time, agree as told, and cannot be reached', async () => {
    const report = await importText(
      'customer,date,amount\n00001,2024-01-05,10\n00002,2024-01-05,10\n',
      {
        newCustomer: fictionalPerson,
        consents: ['email', 'sms'],
      },
    )
    expect(report.customersCreated).toBe(2)
    const rows = await db
      .selectFrom('customer')
      .innerJoin('contact_state', 'contact_state.customer', 'customer.id')
      .select(['external_id', 'name', 'email', 'phone', 'fictional', 'consent', 'scope'])
      .orderBy('external_id')
      .execute()
    const [first] = rows
    const person = fictionalPerson('00001')
    expect(first).toMatchObject({
      name: person.name,
      email: person.email,
      fictional: true,
      consent: 3,
      scope: 0,
    })
    for (const { email, phone } of rows) {
      expect(email).toMatch(/@example\.com$/)
      expect(phone).toMatch(/^010-0000-\d{4}$/)
    }
    const events = await db
      .selectFrom('consent_event')
      .select(['channel', 'given', 'source'])
      .execute()
    expect(events).toHaveLength(4)
    expect(events.every((event) => event.given && event.source === 'test')).toBe(true)
  })
  test('who were erased stay erased', async () => {
    await importText('customer,date,amount\nA,2024-01-05,10\n')
    await db.updateTable('customer').set({ erased_at: new Date() }).execute()
    expect(await importText('customer,date,amount\nA,2024-02-05,10\n', {})).toMatchObject({
      stored: 0,
      rejected: { byCode: { CUSTOMER_UNKNOWN: 1 } },
    })
  })
})

describe('a purchase by somebody who takes part in a run', () => {
  async function enrol(externalId: string, kind: 'live' | 'sandbox') {
    await sql`with campaign as (insert into campaign (name, created_by) values ('c', 't') returning id),
      scenario as (insert into scenario (campaign, name, draft, updated_by)
        select id, 's', '{}', 't' from campaign returning id),
      plan as (insert into plan (scenario, version, hash, plan, source, published_by)
        select id, 1, 'h', '{}', '{}', 't' from scenario returning id),
      run as (insert into run (plan, kind, state, settings, started_by, as_of)
        select id, ${kind}, 'running', '{}', 't', now() from plan returning id, plan)
      insert into enrolment (run, cohort, no, customer, plan, node, entered_at, arrived_at)
      select run.id, 0, 0, customer.id, run.plan, 1, '2024-01-10', '2024-01-10'
      from run, customer where external_id = ${externalId}`.execute(db)
  }
  test('is handed to the router, once; what came before entering is not', async () => {
    await importText('customer,date,amount\nA,2023-01-01,1\nB,2023-01-01,1\n')
    await enrol('A', 'live')
    await enrol('B', 'sandbox')
    const file =
      'customer,date,amount,product\nA,2024-01-05,1,\nA,2024-02-05,12.50,P1\nB,2024-02-05,1,\n'
    expect(await importText(file)).toMatchObject({ stored: 3, handedOn: 1 })
    expect(await importText(file)).toMatchObject({ stored: 0, handedOn: 0 })
    const events = await db
      .selectFrom('inbox')
      .select(['customer', 'source', 'event', 'run'])
      .execute()
    expect(events).toMatchObject([{ customer: 1, source: 'test', run: null }])
    expect(inboxEventSchema.parse(events[0]?.event)).toMatchObject({
      type: 'purchase',
      customer: 'A',
      at: '2024-02-05T00:00:00.000Z',
      amount: 12.5,
      product: 'P1',
    })
  })
})

describe('dates', () => {
  test('move together so that the last day becomes the one asked for, and the file is still known', async () => {
    const shift = { ...strangers, shiftTo: '2026-11-20' }
    const report = await importText(shop, shift)
    expect(report).toMatchObject({ shiftedDays: 1019, file: { lastDay: '2024-02-05' } })
    const { rows } = await sql<{ day: string; n: number }>`
      select to_char(at at time zone 'Asia/Seoul', 'YYYY-MM-DD') as day, count(*) as n
      from purchase group by 1 order by 1`.execute(db)
    expect(rows).toEqual([
      { day: '2026-10-20', n: 2 },
      { day: '2026-10-21', n: 1 },
      { day: '2026-11-20', n: 1 },
    ])
    const later = { ...shift, shiftTo: '2026-11-21', now: importedAt + 86_400_000 }
    expect(await importText(shop, later)).toMatchObject({ stored: 0, known: 4 })
  })
  test('cannot be moved into the future', async () => {
    await expect(importText(shop, { ...strangers, shiftTo: '2027-01-01' })).rejects.toThrow(
      /2026-11-20 or earlier/,
    )
  })
})

describe('what is wrong', () => {
  test('is rejected line by line with its reason, and the rest is stored', async () => {
    const file = [
      'customer,date,amount,quantity',
      'A,2024-01-05,10,1',
      ',2024-01-05,10,1',
      'A,2024-02-30,10,1',
      'A,2024-13-05,10,1',
      'A,05/01/2024,10,1',
      'A,2030-01-05,10,1',
      'A,,10,1',
      'A,2024-01-05,ten,1',
      'A,2024-01-05,-10,1',
      'A,2024-01-05,1.005,1',
      'A,2024-01-05,10,1.5',
      'A,2024-01-05,10',
      'A,2024-01-05,10,1,extra',
      '"A"x,2024-01-05,10,1',
      `${'A'.repeat(81)},2024-01-05,10,1`,
      `A,2024-01-05,10,${'1'.repeat(5000)}`,
      'A,2024-01-05,"1,234.50",1,,',
      'B,2024-01-06,10,1',
      '"A,2024-01-05,10,1',
      '',
    ].join('\n')
    const rejects = rejectsFile()
    const report = await importText(file, { ...strangers, rejects: rejects.sink })
    expect(report.rejected.byCode).toEqual({
      CUSTOMER_MISSING: 1,
      DATE_IMPOSSIBLE: 2,
      DATE_UNREADABLE: 1,
      DATE_IN_FUTURE: 1,
      DATE_MISSING: 1,
      AMOUNT_UNREADABLE: 1,
      AMOUNT_NEGATIVE: 1,
      AMOUNT_TOO_PRECISE: 1,
      QUANTITY_TOO_PRECISE: 1,
      COLUMNS_MISMATCH: 2,
      QUOTE_UNCLOSED: 1,
      QUOTE_MISPLACED: 1,
      CELL_TOO_LONG: 2,
    })
    expect(report).toMatchObject({ read: 19, stored: 3, storedAmount: 1254.5 })
    const lines = rejects.text().split('\n')
    expect(lines[0]).toBe('line,code,reason,original')
    expect(lines[2]).toMatch(
      /^4,DATE_IMPOSSIBLE,"The date ""2024-02-30"" does not exist\.","A,2024-02-30,10,1"$/,
    )
  })
  test('in the rejects file no cell can act as a formula', async () => {
    const rejects = rejectsFile()
    const file =
      'customer,date,amount\n=HYPERLINK("x"),2024-01-05,y\n@SUM(A1),2024-01-05,y\n+1,2024-01-05,y\n-1,x,1\n'
    await importText(file, { ...strangers, rejects: rejects.sink })
    for (const line of rejects.text().trimEnd().split('\n').slice(1)) {
      expect(line).toMatch(/,"?'[=@+-][^,]*/)
    }
  })
  test('a value that looks like a formula is kept as it is', async () => {
    await importText('customer,date,amount,channel\nA,2024-01-05,1,=1+1\n')
    expect(await db.selectFrom('purchase').select('channel').execute()).toEqual([
      { channel: '=1+1' },
    ])
  })
  test('bytes that are no characters, and zero bytes, are rejects', async () => {
    const file = Buffer.concat([
      Buffer.from('customer,date,amount,channel\nA,2024-01-05,1,강남점 본관 일층\nA,2024-01-05,1,'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('A,2024-01-05,1,\0\n'),
    ])
    expect(await importText(file)).toMatchObject({
      encoding: 'utf-8',
      stored: 1,
      rejected: { byCode: { BAD_TEXT: 2 } },
    })
  })
  test('a last line cut inside its amount is a reject', async () => {
    expect(
      await importText('customer,date,amount\nA,2024-01-05,11.77\nA,2024-01-06,11.7'),
    ).toMatchObject({
      stored: 1,
      rejected: { byCode: { LINE_CUT: 1 } },
    })
  })
  test('a last line without a line break is taken, and pointed out', async () => {
    const report = await importText('customer,date,amount\nA,2024-01-05,11.77\nA,2024-01-06,12.80')
    expect(report.stored).toBe(2)
    expect(report.notes).toMatchObject([{ code: 'MAYBE_CUT' }])
  })
  test.each([
    ['an empty file', '', /empty/],
    ['blank lines alone', '\n\n  \n', /empty/],
    ['unknown columns', 'x,y,z\n1,2,3\n', /No column.*customer or date or amount.*--map/],
    [
      'ten thousand columns',
      `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n`,
      /10,000 columns; at most 500/,
    ],
    [
      'a header whose quote never closes',
      '"customer,date,amount\nA,2024-01-05,1\n',
      /first line cannot be read/,
    ],
  ])('%s is refused whole', async (_, file, message) => {
    await expect(importText(file)).rejects.toThrow(message)
    expect(await count('import_job')).toBe(0)
  })
  test('a file beyond a limit is refused whole', async () => {
    for (const limits of [{ maxRows: 2 }, { maxBytes: 50 }]) {
      await expect(
        importText(shop, { ...strangers, limits: { ...importLimits, ...limits } }),
      ).rejects.toMatchObject({ code: 'TOO_LARGE' })
    }
    expect(await count('customer')).toBe(0)
  })
})

describe('all or nothing', () => {
  test('a dry run reports the same as the import and writes nothing', async () => {
    const before = await everything()
    const dry = await importText(shop, { ...strangers, dryRun: true })
    expect(await everything()).toEqual(before)
    expect(await count('import_job')).toBe(0)
    const real = await importText(shop)
    const { dryRun: _, durationMs: __, ...expected } = dry
    expect(real).toMatchObject(expected)
  })
  test('a cancelled import stores nothing', async () => {
    const cancel = new AbortController()
    const importing = importText(shop, {
      ...strangers,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    })
    await expect(importing).rejects.toThrow(/cancelled\. Nothing was stored/)
    expect([await count('purchase'), await count('customer')]).toEqual([0, 0])
  })
  test('an import whose file breaks off stores nothing', async () => {
    async function* breaking() {
      yield* fileOf(shop)
      throw new Error('The disk is gone')
    }
    await expect(importPurchases(db, breaking(), told(strangers))).rejects.toThrow(
      'The disk is gone',
    )
    expect([await count('purchase'), await count('customer')]).toEqual([0, 0])
    expect((await importText(shop)).stored).toBe(4)
  })
  test('two imports of the same file at once store it once', async () => {
    const [a, b] = await Promise.all([importText(shop), importText(shop)])
    expect(a.stored + b.stored).toBe(4)
    const metrics = await db.selectFrom('customer_metric').select('purchase_count').execute()
    expect(metrics.reduce((sum, m) => sum + m.purchase_count, 0)).toBe(4)
  })
  test('the same rows from another source are other purchases', async () => {
    await importText(shop)
    expect(await importText(shop, { ...strangers, source: 'web' })).toMatchObject({ stored: 4 })
  })
})
