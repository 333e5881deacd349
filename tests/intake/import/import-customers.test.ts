import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { suppress } from '../../../db/customers/consents.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { importCustomers } from '../../../intake/import/import-customers.ts'
import { parseMapping } from '../../../intake/import/map-columns.ts'
import { nothingNew } from '../../../intake/import/notes.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, rejectsFile, told } from './support.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, contact_state, consent_event, suppression, import_job restart identity cascade`.execute(
    db,
  )
})

async function importText(text: string, options: Parameters<typeof told>[0] = {}) {
  return importCustomers(db, fileOf(text), told(options))
}

async function load(externalId: string) {
  return db
    .selectFrom('customer')
    .leftJoin('contact_state', (join) =>
      join.onRef('contact_state.customer', '=', 'customer.id').on('scope', '=', 0),
    )
    .selectAll()
    .where('external_id', '=', externalId)
    .executeTakeFirstOrThrow()
}

const people = `고객번호,이름,이메일,휴대폰,성별,생년월일,지역,포인트,이메일수신동의,문자수신,attributes.grade,attributes.visits
A1,김하나,hana@example.com,010-0000-1234,여,1980-12-31,서울,"1,200",동의,거부,VIP,3
B2,이두리,,1000005678,M,1975.3.1,부산,0,Y,Y,골드,10
`

describe('a good file', () => {
  test('makes customers with everything it says', async () => {
    const report = await importText(people)
    expect(report).toMatchObject({
      read: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      consentsRecorded: 4,
    })
    expect(await load('A1')).toMatchObject({
      name: '김하나',
      email: 'hana@example.com',
      phone: '010-0000-1234',
      gender: 'f',
      birth_date: '1980-12-31',
      region: '서울',
      points: 1200,
      language: 'ko',
      zone: 'Asia/Seoul',
      attributes: { grade: 'VIP', visits: 3 },
      consent: 1,
      suppressed: 0,
    })
    expect(await load('B2')).toMatchObject({ phone: '010-0000-5678', email: null, consent: 3 })
  })
  test('twice changes nothing and says so', async () => {
    await importText(people)
    const before = await load('A1')
    const report = await importText(people)
    expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 2, consentsRecorded: 0 })
    expect(report.notes).toContainEqual(nothingNew)
    expect(await load('A1')).toEqual(before)
  })
  test('updates what it says, and never blanks what it leaves out or empty', async () => {
    await importText(people)
    const report = await importText('고객번호,지역,이름,attributes.visits\nA1,경기,,4\n')
    expect(report).toMatchObject({ created: 0, updated: 1 })
    expect(await load('A1')).toMatchObject({
      region: '경기',
      name: '김하나',
      email: 'hana@example.com',
      points: 1200,
      attributes: { grade: 'VIP', visits: 4 },
      consent: 1,
    })
  })
  test('that speaks of a customer twice: the last row counts', async () => {
    const report = await importText('id,name\nA1,First\nA1,Last\n')
    expect(report).toMatchObject({ created: 1, repeated: 1 })
    expect((await load('A1')).name).toBe('Last')
  })
  test('has columns wherever they stand, mapped by name or place', async () => {
    await importText('grade;who;mail\nVIP;A1;a@example.com\n', {
      mapping: parseMapping('customer=who,email=#3,attributes.level=grade'),
    })
    expect(await load('A1')).toMatchObject({ email: 'a@example.com', attributes: { level: 'VIP' } })
  })
  test('in a dry run reports the same and writes nothing', async () => {
    const dry = await importText(people, { dryRun: true })
    const tables = sql<{
      n: number
    }>`select (select count(*) from customer) + (select count(*) from consent_event)
      + (select count(*) from contact_state) + (select count(*) from import_job) as n`
    expect((await tables.execute(db)).rows[0]?.n).toBe(0)
    const { dryRun: _, durationMs: __, ...expected } = dry
    expect(await importText(people)).toMatchObject(expected)
  })
  test('leaves alone who was erased', async () => {
    await importText(people)
    await db.updateTable('customer').set({ erased_at: new Date(), name: null }).execute()
    expect(await importText(people)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect((await load('A1')).name).toBeNull()
  })
})

describe('consent', () => {
  test('is recorded with its source, date and proof, by day and by night', async () => {
    await importText(
      'id,consent_sms,consent_sms_night,consent_at,consent_proof\nA1,Y,Y,2025-03-01,form 17\nB2,N,,,\n',
    )
    expect(await load('A1')).toMatchObject({ consent: 2, night_consent: 2 })
    expect(await load('B2')).toMatchObject({ consent: 0, night_consent: 0 })
    const events = await db
      .selectFrom('consent_event')
      .select(['channel', 'given', 'night', 'at', 'source', 'proof'])
      .orderBy('customer')
      .orderBy('night')
      .execute()
    const said = { channel: 'sms', source: 'test' }
    expect(events).toMatchObject([
      { ...said, given: true, night: false, at: Date.parse('2025-03-01'), proof: 'form 17' },
      { ...said, given: true, night: true },
      { ...said, given: false, night: false, proof: null },
    ])
  })
  test('that is older than a refusal does not undo it', async () => {
    await importText('id,consent_email,consent_at\nA1,N,2025-06-01\n')
    await importText('id,consent_email,consent_at\nA1,Y,2025-03-01\n')
    expect((await load('A1')).consent).toBe(0)
    await importText('id,consent_email,consent_at\nA1,Y,2025-09-01\n')
    expect((await load('A1')).consent).toBe(1)
  })
  test('does not lift a suppression, and an address once refused stays refused for whoever has it', async () => {
    await importText(people)
    const { id } = await db
      .selectFrom('customer')
      .select('id')
      .where('external_id', '=', 'A1')
      .executeTakeFirstOrThrow()
    await inTransaction(db, (tx) =>
      suppress(tx, [{ customer: id, channel: 'email', reason: 'unsubscribed' }]),
    )
    expect(await load('A1')).toMatchObject({ consent: 0, suppressed: 1 })
    const report = await importText(
      'id,email,phone,consent_email\nA1,hana@example.com,,Y\nC3,HANA@example.com,010-0000-9999,Y\nD4,d@example.com,,Y\n',
    )
    expect(report.suppressed).toBe(2)
    expect(await load('A1')).toMatchObject({ suppressed: 1 })
    expect(await load('C3')).toMatchObject({ suppressed: 1, consent: 1 })
    expect(await load('D4')).toMatchObject({ suppressed: 0 })
  })
})

describe('what is wrong', () => {
  test('is rejected with every reason of its line, and the rest is stored', async () => {
    const rejects = rejectsFile()
    const file = `id,name,email,phone,gender,birth_date,points,language,zone,consent_sms,consent_at,attributes.visits
A1,ok,a@example.com,010-0000-0001,f,1980-01-01,5,en,Europe/Berlin,Y,2025-01-01,3
,x,,,,,,,,,,4
A3,x,no-address,,,,,,,,,4
A4,x,,12,,,,,,,,4
A5,x,,,z,,,,,,,4
A6,x,,,,1980-02-30,,,,,,4
A7,x,,,,2190-01-01,,,,,,4
A8,x,,,,,-5,,,,,4
A9,x,,,,,,korean,,,,4
B1,x,,,,,,,Mars/Base,,,4
B2,x,,,,,,,,perhaps,,4
B3,x,,,,,,,,Y,someday,4
B4,x,bad,99,,,,,,,,4
${'C'.repeat(90)},x,,,,,,,,,,4
=cmd(),=1+1,,,,,,,,,,5
`
    const report = await importText(file, { rejects: rejects.sink })
    expect(report.rejected.byCode).toEqual({
      CUSTOMER_MISSING: 1,
      EMAIL_UNREADABLE: 2,
      PHONE_UNREADABLE: 1,
      GENDER_UNREADABLE: 1,
      BIRTH_DATE_UNREADABLE: 2,
      POINTS_UNREADABLE: 1,
      LANGUAGE_UNREADABLE: 1,
      ZONE_UNREADABLE: 1,
      CONSENT_UNREADABLE: 1,
      CONSENT_DATE_UNREADABLE: 1,
      CELL_TOO_LONG: 1,
    })
    expect(report.created).toBe(2)
    expect(rejects.text()).toMatch(
      /"email"" is not an e-mail address\. The column ""phone"" is not a phone number/,
    )
    expect((await load('=cmd()')).name).toBe('=1+1')
    expect(await load('A1')).toMatchObject({ language: 'en', zone: 'Europe/Berlin' })
  })
  test('a cell of another type than its column is rejected with the remedy', async () => {
    const many = Array.from({ length: 2000 }, (_, i) => `K${i},${i}\n`).join('')
    const report = await importCustomers(
      db,
      fileOf(`id,attributes.visits\n${many}Z,often\n`, { chunkBytes: 4096 }),
      told(),
    )
    expect(report).toMatchObject({ created: 2000, rejected: { byCode: { ATTRIBUTE_TYPE: 1 } } })
    expect(report.rejected.first[0]?.reason).toContain('attributes.visits:text')
    const kept = await importText('id,v\nZ,often\n', {
      mapping: parseMapping('attributes.visits:text=v'),
    })
    expect(kept.created).toBe(1)
  })
  test('no reason repeats what a person wrote about themselves', async () => {
    const report = await importText('id,email,phone\nA1,secret-person,000secret\n')
    expect(JSON.stringify(report)).not.toContain('secret')
  })
})
