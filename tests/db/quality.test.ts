import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { declareAttribute } from '../../db/customers/attributes.ts'
import { createCustomers, newStranger } from '../../db/customers/customers.ts'
import { exportBadCustomers, listBadCustomers } from '../../db/quality/bad-customers.ts'
import { measureQuality } from '../../db/quality/measure.ts'
import { loadQuality } from '../../db/quality/report.ts'
import { inTransaction } from '../../db/transaction.ts'
import { runImport } from '../../intake/import/run-import.ts'
import { fileOf, importedAt, told } from '../intake/import/support.ts'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, contact_state, import_job, import_mapping, attribute, quality_mark, audit
    restart identity cascade`.execute(db)
})

async function listed(of: { field: string; problem: 'invalid' | 'missing' | 'stale' }) {
  return (await listBadCustomers(db, { ...of, limit: 100 })).items
}

const people = [
  { ...newStranger('A'), name: '김다솜', email: 'Same@example.com', phone: '010-1234-5678' },
  { ...newStranger('B'), name: '이하늘', email: 'same@example.com', phone: '12' },
  { ...newStranger('C'), email: 'not an address', attributes: { grade: 'purple' } },
]

test('every field is counted: how much is known, and how much of it can be right', async () => {
  await inTransaction(db, (tx) => createCustomers(tx, people))
  await declareAttribute(db, {
    key: 'grade',
    label: '등급',
    type: 'text',
    unit: null,
    allowed: ['gold'],
    by: 'me',
  })
  const found = new Map((await measureQuality(db, importedAt)).map((one) => [one.subject, one]))
  expect(found.get('email')).toEqual({ subject: 'email', total: 3, filled: 3, valid: 2 })
  expect(found.get('phone')).toEqual({ subject: 'phone', total: 3, filled: 2, valid: 1 })
  expect(found.get('name')).toEqual({ subject: 'name', total: 3, filled: 2, valid: 2 })
  expect(found.get('attributes.grade')).toEqual({
    subject: 'attributes.grade',
    total: 3,
    filled: 1,
    valid: 0,
  })
  expect(await listed({ field: 'email', problem: 'invalid' })).toMatchObject([
    { externalId: 'C', value: 'not an address' },
  ])
  expect(await listed({ field: 'phone', problem: 'missing' })).toMatchObject([
    { externalId: 'C', value: null },
  ])
})

test('whose attribute is not as declared, who has none, and of whom nothing was heard is listed', async () => {
  await inTransaction(db, (tx) => createCustomers(tx, people))
  const said = { key: 'grade', label: '등급', type: 'text', unit: null, by: 'me' } as const
  const list = async (problem: 'invalid' | 'missing', field = 'attributes.grade') =>
    (await listed({ field, problem })).map((one) => [one.externalId, one.value])
  expect(await list('invalid')).toEqual([])
  await declareAttribute(db, { ...said, allowed: ['gold'] })
  expect(await list('invalid')).toEqual([['C', 'purple']])
  expect(await list('missing')).toEqual([
    ['A', null],
    ['B', null],
  ])
  await expect(list('invalid', `attributes.x' or 1=1`)).rejects.toThrow('is none of')
  await sql`update customer set created_at = '2020-01-01', updated_at = '2020-02-03'
    where external_id = 'B'`.execute(db)
  expect(await listed({ field: 'any', problem: 'stale' })).toMatchObject([
    { externalId: 'B', value: '2020-02-03' },
  ])
  expect((await loadQuality(db)).stale).toBe(1)
})

test('measurements stand in a row, so that a trend is seen', async () => {
  await inTransaction(db, (tx) => createCustomers(tx, people.slice(2)))
  await measureQuality(db, importedAt)
  await inTransaction(db, (tx) => createCustomers(tx, people.slice(0, 2)))
  await measureQuality(db, importedAt + 86_400_000)
  const { subjects, measuredAt, customers } = await loadQuality(db)
  expect({ measuredAt, customers }).toEqual({ measuredAt: importedAt + 86_400_000, customers: 3 })
  const name = subjects.find((one) => one.subject === 'name')
  expect(name?.trend.map((mark) => mark.filled)).toEqual([0, 2 / 3])
})

test('customers who share an address are shown together', async () => {
  await inTransaction(db, (tx) => createCustomers(tx, people))
  const { duplicates } = await loadQuality(db)
  const [email] = duplicates
  expect(email).toMatchObject({ by: 'email', groups: 1, customers: 2 })
  expect(email?.first[0]?.map((one) => one.externalId)).toEqual(['A', 'B'])
})

test('an import that differs from the one before it is pointed out', async () => {
  const rows = (n: number, email: (at: number) => string) =>
    Array.from({ length: n }, (_, at) => `C${at},${email(at)}\n`).join('')
  const take = (text: string) =>
    runImport(db, 'customers', fileOf(text), { ...told(), by: 'me', file: null })
  await take(`customer,email,phone\n${rows(10, (at) => `c${at}@example.com,01012345678`)}`)
  expect((await loadQuality(db)).changes).toEqual([])
  await take(`customer,email\n${rows(4, (at) => (at === 0 ? 'nonsense' : ''))}`)
  const { changes, sources } = await loadQuality(db)
  expect(sources[0]?.trend.map(({ at: _, ...file }) => file)).toEqual([
    { rows: 10, rejected: 0, filled: { email: 1, phone: 1 }, faults: {} },
    { rows: 4, rejected: 0.25, filled: {}, faults: { email: 1 } },
  ])
  expect(changes.map((one) => one.what).sort()).toEqual(
    ['columns', 'fault.email', 'filled.email', 'filled.phone', 'rejected', 'rows'].sort(),
  )
  expect(changes.find((one) => one.what === 'columns')?.missing).toEqual(['phone'])
})

test('a list to act on is read page by page, is searched, and is taken away whole', async () => {
  const many = Array.from({ length: 7 }, (_, at) => ({ ...newStranger(`N${at}`), email: `x${at}` }))
  await inTransaction(db, (tx) => createCustomers(tx, many))
  await sql`insert into customer_metric
    select id, '2026-01-01', case when external_id < 'N4' then '2026-02-01' else '2026-03-01' end::timestamptz, 1, 1
    from customer where external_id < 'N6'`.execute(db)
  const of = { field: 'email', problem: 'invalid' } as const
  const pages: string[][] = []
  let after: string | undefined
  do {
    const page = await listBadCustomers(db, { ...of, after, limit: 3 })
    pages.push(page.items.map((one) => one.externalId))
    after = page.next ?? undefined
  } while (after !== undefined)
  expect(pages).toEqual([['N4', 'N5', 'N0'], ['N1', 'N2', 'N3'], ['N6']])
  const found = await listBadCustomers(db, { ...of, search: 'X3', limit: 3 })
  expect(found).toMatchObject({ items: [{ externalId: 'N3' }], next: null })
  expect((await listBadCustomers(db, { ...of, search: 'x%', limit: 3 })).items).toEqual([])
  await expect(listBadCustomers(db, { ...of, after: 'x', limit: 3 })).rejects.toThrow('page before')
  const all: string[] = []
  for await (const page of await exportBadCustomers(db, { ...of, by: 'me' })) {
    all.push(...page.map((one) => one.externalId))
  }
  expect(all).toEqual(pages.flat())
  const { rows } =
    await sql`select actor, detail from audit where action = 'quality.export'`.execute(db)
  expect(rows).toEqual([{ actor: 'me', detail: { problem: 'invalid', customers: 7 } }])
})

test('what was wrong in the files of a source is told value by value, file by file', async () => {
  const bring = (text: string) =>
    runImport(db, 'customers', fileOf(text), { ...told(), by: 'me', file: null })
  await bring(
    'customer,name,email,grade\nA,김다솜,a@example.com,gold\nB,이하늘,b@example.com,gold\n',
  )
  await declareAttribute(db, {
    ...{ key: 'grade', label: '등급', type: 'text', unit: null, by: 'me', allowed: ['gold'] },
  })
  await bring('customer,name,email,grade\nA,김다솜,not one,purple\nB,이하늘,neither,gold\nC,x\n')
  const { sources, changes } = await loadQuality(db)
  expect(sources[0]?.trend.map(({ rows, faults }) => ({ rows, faults }))).toEqual([
    { rows: 2, faults: {} },
    { rows: 3, faults: { email: 2, 'attributes.grade': 1, COLUMNS_MISMATCH: 1 } },
  ])
  const { rows } = await sql<{ id: string }>`
    select id from import_job order by started_at desc, id desc limit 1`.execute(db)
  expect(sources[0]?.rejects).toBe(rows[0]?.id)
  expect(changes).toContainEqual(
    expect.objectContaining({ what: 'fault.email', before: 0, after: 2 / 3 }),
  )
})
