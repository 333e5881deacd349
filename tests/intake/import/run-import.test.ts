import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { declareAttribute } from '../../../db/customers/attributes.ts'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { cancelImport, listImports, loadImport, loadRejects } from '../../../db/imports/jobs.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { previewImport } from '../../../intake/import/preview.ts'
import { type RunOptions, runImport } from '../../../intake/import/run-import.ts'
import { takeFeed } from '../../../intake/import/take-feed.ts'
import type { ImportKind } from '../../../schemas/api/imports.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, importedAt, told } from './support.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, purchase, product, customer_metric, contact_state, consent_event, import_job,
    import_mapping, attribute, feed_event, quality_mark, score_model restart identity cascade`.execute(
    db,
  )
  await inTransaction(db, (tx) => createCustomers(tx, ['A', 'B'].map(newStranger)))
})

const run = (kind: ImportKind, text: string, options: Partial<RunOptions> = {}) =>
  runImport(db, kind, fileOf(text), { ...told(), by: 'me', file: 'a.csv', ...options })

describe('a part of customers', () => {
  const check = (kind: ImportKind, text: string, expected: object) =>
    test(`${kind} are of customers who exist`, async () => {
      const { report } = await run(kind, text)
      expect(report).toMatchObject({ kind, updated: 1, created: 0 })
      expect(report.rejected.byCode).toEqual({ CUSTOMER_UNKNOWN: 1 })
      const row = await db
        .selectFrom('customer')
        .selectAll()
        .where('external_id', '=', 'A')
        .executeTakeFirstOrThrow()
      expect(row).toMatchObject(expected)
      expect(await db.selectFrom('customer').select('id').execute()).toHaveLength(2)
    })
  check('points', 'customer,points\nA,"1,200"\nX,3\n', { points: 1200 })
  check('addresses', '고객번호,이메일,주소\nA,a@example.com,서울 1\nX,b@example.com,부산 2\n', {
    ...{ email: 'a@example.com', address: '서울 1' },
  })
  check('attributes', 'customer,grade,visits\nA,gold,3\nX,gold,4\n', {
    attributes: { grade: 'gold', visits: 3 },
  })

  test('consents keep their proof', async () => {
    await run('consents', 'customer,consent_sms,consent_proof\nA,Y,form 1\nX,Y,form 2\n')
    const said = await db
      .selectFrom('consent_event')
      .select(['channel', 'given', 'proof', 'source'])
      .execute()
    expect(said).toEqual([{ channel: 'sms', given: true, proof: 'form 1', source: 'test' }])
  })

  test('without a column of its own is refused', async () => {
    await expect(run('points', 'customer,colour\nA,red\n')).rejects.toThrow(/points/)
  })
})

test('products learn what a file says', async () => {
  await run('products', 'code,name,category,price\nP1,모자,의류,"₩12,000"\nP2,,,x\n')
  const { report } = await run('products', 'code,name\nP1,큰 모자\n')
  expect(report).toMatchObject({ created: 0 })
  const [product] = await db.selectFrom('product').selectAll().execute()
  expect(product).toMatchObject({ code: 'P1', name: '큰 모자', category: '의류', price: 12_000 })
})

test('scores are the next version of the source’s model', async () => {
  const { report } = await run('scores', 'customer,scores.upsell\nA,0.25\nX,0.5\nB,high\n', {
    source: 'lab',
  })
  expect(report).toMatchObject({ stored: 1, rejected: { total: 2 } })
  const model = await db.selectFrom('score_model').select(['name', 'version', 'kind']).execute()
  expect(model).toEqual([{ name: 'lab', version: 1, kind: 'outside' }])
})

describe('the columns of a source', () => {
  test('are remembered, wherever the next file has them', async () => {
    await run('customers', 'nr,who\nA,김\n', {
      mapping: new Map([
        ['customer', 'nr'],
        ['name', 'who'],
      ]),
    })
    const { report } = await run('customers', 'x,who,nr\n1,이,A\n')
    expect(report).toMatchObject({ updated: 1, columns: { customer: 'nr', name: 'who' } })
  })

  test('that are missing are named', async () => {
    await run('customers', 'customer,who\nA,김\n', { mapping: new Map([['name', 'who']]) })
    const { report } = await run('customers', 'customer,email\nA,a@example.com\n')
    expect(report.notes).toMatchObject([{ code: 'COLUMNS_MISSING', value: 'who' }])
  })
})

describe('a job', () => {
  test('says what became of it, and keeps the lines that were not taken', async () => {
    const { job } = await run('points', 'customer,points\nA,1\nX,=2\n')
    expect(await loadImport(db, job)).toMatchObject({
      ...{
        kind: 'points',
        state: 'done',
        by: 'me',
        file: 'a.csv',
        hasRejects: true,
        failure: null,
      },
    })
    expect(await loadRejects(db, job)).toContain('POINTS_UNREADABLE')
  })

  test.each([
    ['first', ''],
    ['later', 'id,customer,date,amount\n1,A,2024-01-05,1\n'],
  ])('whose database went away says so, and can be run again: a %s file', async (_, before) => {
    if (before !== '') await run('purchases', before)
    const file = 'id,customer,date,amount\n8,A,2024-01-05,1\n9,B,2024-01-06,2\n'
    const reach = async () => {
      await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`.execute(db)
    }
    await expect(run('purchases', file, { reach })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    })
    expect(await listImports(db)).toContainEqual(
      expect.objectContaining({
        state: 'failed',
        failure: expect.objectContaining({ details: { reason: 'IMPORT_DATABASE_WENT' } }),
      }),
    )
    const { report } = await run('purchases', file)
    expect(report).toMatchObject({ stored: 2, known: 0 })
  })

  test('that failed says why', async () => {
    await expect(run('points', 'colour\nred\n')).rejects.toThrow()
    expect(await listImports(db)).toMatchObject([
      {
        state: 'failed',
        failure: {
          message: expect.stringMatching(/customer/),
          details: { reason: 'COLUMNS_MISSING', fields: ['customer'] },
        },
      },
    ])
  })

  test('is cancelled from elsewhere while it reads, and stores nothing', async () => {
    const id = '11111111-1111-4111-8111-111111111111'
    async function* endless() {
      yield* fileOf('customer,points\n')
      for (let asked = false; ; ) {
        yield* fileOf('A,1\n'.repeat(200), { chunkBytes: 200 })
        const [job] = await listImports(db)
        if (!asked && job) {
          await db.transaction().execute((tx) => cancelImport(tx, id))
          asked = true
        }
      }
    }
    const running = runImport(db, 'points', endless(), { ...told(), by: 'me', file: null, job: id })
    await expect(running).rejects.toThrow(/cancelled/)
    expect(await loadImport(db, id)).toMatchObject({ state: 'cancelled' })
    expect(await db.selectFrom('customer').select('points').execute()).toEqual([
      { points: 0 },
      { points: 0 },
    ])
  })

  test('of a dry run leaves nothing', async () => {
    await run('points', 'customer,points\nA,1\n', { dryRun: true })
    expect(await listImports(db)).toEqual([])
  })
})

describe('a preview', () => {
  const look = (kind: ImportKind, text: string) =>
    previewImport(db, kind, fileOf(text, { chunkBytes: 1000 }), { source: 'test' })

  test('shows how a file is written and what its columns probably are', async () => {
    expect(
      await look(
        'purchases',
        '고객번호;구매일;금액;색\nA;31/12/2024;₩3,000;red\nB;01/02/2024;5;blue\n',
      ),
    ).toMatchObject({
      ...{ encoding: 'utf-8', delimiter: 'semicolon', dateFormat: 'dd/MM/yyyy' },
      mapping: { customer: '고객번호', date: '구매일', amount: '금액' },
      rows: [
        ['A', '31/12/2024', '₩3,000', 'red'],
        ['B', '01/02/2024', '5', 'blue'],
      ],
    })
  })

  test('proposes what nobody knows as attributes', async () => {
    const { proposals } = await look(
      'customers',
      'customer,Shoe Size,Likes Tea,가족 수,★\nA,240,true,3,다\n',
    )
    expect(proposals.map(({ key, type }) => ({ key, type }))).toEqual([
      { key: 'shoeSize', type: 'number' },
      { key: 'likesTea', type: 'boolean' },
      { key: 'gajokSu', type: 'number' },
      { key: 'column5', type: 'text' },
    ])
  })
})

describe('declared attributes', () => {
  beforeEach(() =>
    declareAttribute(db, {
      key: 'grade',
      label: '등급',
      type: 'text',
      unit: null,
      allowed: ['gold'],
      by: 'me',
    }),
  )

  test('are found by their name, and only what is allowed is taken', async () => {
    const { report } = await run('customers', '고객번호,등급\nA,gold\nB,purple\n')
    expect(report.columns).toMatchObject({ 'attributes.grade': '등급' })
    expect(report.rejected.byCode).toEqual({ ATTRIBUTE_NOT_ALLOWED: 1 })
  })
})

describe('a feed', () => {
  const events = [
    { eventId: '1', row: { customer: 'A', points: 7, 'attributes.visits': 3 } },
    { eventId: '2', row: { customer: 'N', email: 'n@example.com' } },
    { eventId: '3', row: { customer: 'B', email: 'nonsense' } },
  ]
  test('is taken once by event id; what was rejected may come again', async () => {
    const feed = { kind: 'customers', source: 'web', now: importedAt } as const
    expect(await takeFeed(db, { ...feed, events })).toMatchObject({
      ...{ taken: 2, repeated: 0, rejected: [{ eventId: '3', code: 'EMAIL_UNREADABLE' }] },
    })
    const mended = [
      ...events.slice(0, 2),
      { eventId: '3', row: { customer: 'B', email: 'b@example.com' } },
    ]
    expect(await takeFeed(db, { ...feed, events: mended })).toEqual({
      taken: 1,
      repeated: 2,
      rejected: [],
    })
    const people = await db
      .selectFrom('customer')
      .select(['external_id', 'email', 'points', 'attributes'])
      .orderBy('external_id')
      .execute()
    expect(people).toEqual([
      { external_id: 'A', email: null, points: 7, attributes: { visits: 3 } },
      { external_id: 'B', email: 'b@example.com', points: 0, attributes: {} },
      { external_id: 'N', email: 'n@example.com', points: 0, attributes: {} },
    ])
  })

  test('of points does not make customers', async () => {
    const fed = await takeFeed(db, {
      ...{ kind: 'points', source: 'till', now: importedAt },
      events: [{ eventId: '1', row: { customer: 'X', points: 1 } }],
    })
    expect(fed).toMatchObject({ taken: 0, rejected: [{ code: 'CUSTOMER_UNKNOWN' }] })
  })
})
