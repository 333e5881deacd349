import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { importLines } from '../../../intake/import/import-lines.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'
import { nothingNew } from '../../../intake/import/notes.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, rejectsFile, told } from './support.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, purchase, purchase_line, product, customer_metric, import_job, inbox, enrolment, run,
    campaign restart identity cascade`.execute(db)
  await inTransaction(db, (tx) => createCustomers(tx, ['A', 'B'].map(newStranger)))
})

const lines = (text: string, options: Parameters<typeof told>[0] = {}) =>
  importLines(db, fileOf(text), told(options))

/** What is known of purchases, by their id. */
async function baskets() {
  const { rows } = await sql<Record<string, unknown>>`
    select p.source_ref as id, c.external_id as customer, p.amount, p.quantity, d.code as product, p.channel,
      (select json_agg(json_build_array(x.code, l.quantity, l.amount) order by l.no)
        from purchase_line l join product x on x.id = l.product where l.purchase = p.id) as lines
    from purchase p join customer c on c.id = p.customer left join product d on d.id = p.product
    order by p.source_ref`.execute(db)
  return rows
}

const metrics = async () =>
  (
    await sql<Record<string, unknown>>`
      select c.external_id as customer, purchase_count as n, total_amount as total
      from customer_metric m join customer c on c.id = m.customer order by 1`.execute(db)
  ).rows

const shop = `order_id,line,customer,date,sku,category,qty,amount,channel
1,1,A,2024-01-05,pen,office,2,3.00,web
1,2,A,2024-01-05,ink,office,1,7.50,web
2,1,B,2024-01-06,mug,kitchen,1,9,shop
1,3,A,2024-01-05,mug,kitchen,1,9,web
`

describe('a file that names customer and date', () => {
  test('brings purchases: each counts once, whatever it consists of', async () => {
    expect(await lines(shop)).toMatchObject({
      ...{ kind: 'lines', read: 4, purchases: 2, lines: 4, stored: 2, storedAmount: 28.5 },
      ...{ known: 0, changed: 0, touched: 1, productsCreated: 3 },
    })
    expect(await baskets()).toEqual([
      {
        ...{ id: '1', customer: 'A', amount: 19.5, quantity: 4, product: null, channel: 'web' },
        lines: [
          ['pen', 2, 3],
          ['ink', 1, 7.5],
          ['mug', 1, 9],
        ],
      },
      {
        ...{ id: '2', customer: 'B', amount: 9, quantity: 1, product: 'mug', channel: 'shop' },
        lines: null,
      },
    ])
    expect(await metrics()).toEqual([
      { customer: 'A', n: 1, total: 19.5 },
      { customer: 'B', n: 1, total: 9 },
    ])
  })

  test('changes nothing when it comes again', async () => {
    await lines(shop)
    const before = [await baskets(), await metrics()]
    const again = await lines(shop)
    expect(again).toMatchObject({ stored: 0, known: 2, changed: 0, touched: 0 })
    expect(again.notes).toContainEqual(nothingNew)
    expect([await baskets(), await metrics()]).toEqual(before)
  })

  test('corrects what was known', async () => {
    await lines(shop)
    const report = await lines(
      'order_id,customer,date,sku,amount\n1,A,2024-01-05,ink,8\n2,B,2024-01-06,mug,9\n2,B,2024-01-06,pen,1\n',
    )
    expect(report).toMatchObject({ stored: 0, known: 2, changed: 2, touched: 2 })
    expect(await baskets()).toMatchObject([
      { id: '1', amount: 8, product: 'ink', lines: null },
      {
        id: '2',
        amount: 10,
        product: null,
        lines: [
          ['mug', 1, 9],
          ['pen', 1, 1],
        ],
      },
    ])
    expect(await metrics()).toEqual([
      { customer: 'A', n: 1, total: 8 },
      { customer: 'B', n: 1, total: 10 },
    ])
  })

  test('tried, leaves nothing', async () => {
    expect(await lines(shop, { dryRun: true })).toMatchObject({ stored: 2, dryRun: true })
    expect(await baskets()).toEqual([])
  })

  test('counts a line once that stands there twice under its number', async () => {
    expect(await lines(shop + shop.split('\n').slice(1).join('\n'))).toMatchObject({
      ...{ stored: 2, storedAmount: 28.5, sameLine: 4 },
    })
  })
})

describe('customers whom nobody knows', () => {
  const file =
    'order_id,customer,date,sku,amount\n1,A,2024-01-05,pen,1\n1,A,2024-01-05,ink,2\n2,N,2024-01-06,mug,4\n2,N,2024-01-06,pen,1\n'
  const people = async () =>
    (await db.selectFrom('customer').select('external_id').orderBy('external_id').execute()).map(
      (row) => row.external_id,
    )

  test('are refused with a remedy, and with them all lines of their purchases', async () => {
    const report = await lines(file)
    expect(report).toMatchObject({ stored: 1, rejected: { byCode: { CUSTOMER_UNKNOWN: 2 } } })
    expect(report.rejected.first[0]?.reason).toContain('--create-customers')
    expect(await people()).toEqual(['A', 'B'])
  })
  test('are made when that is wished, once for all of their lines', async () => {
    const wished = { newCustomer: newStranger, consents: ['email'] as const }
    expect(await lines(file, wished)).toMatchObject({ stored: 2, customersCreated: 1 })
    expect(await people()).toEqual(['A', 'B', 'N'])
    expect(await metrics()).toEqual([
      { customer: 'A', n: 1, total: 3 },
      { customer: 'N', n: 1, total: 5 },
    ])
    expect(await lines(file, wished)).toMatchObject({ known: 2, touched: 0, customersCreated: 0 })
  })
  test.each([
    ['one of whom is known', 'A', 'N'],
    ['none of whom is', 'M', 'N'],
  ])('are not made for lines of one purchase that name two, %s', async (_, one, other) => {
    const report = await lines(
      `order_id,customer,date,sku,amount\n1,${one},2024-01-05,pen,1\n1,${other},2024-01-05,ink,2\n`,
      { newCustomer: newStranger },
    )
    expect(report).toMatchObject({ stored: 0, rejected: { byCode: { LINES_DISAGREE: 2 } } })
    expect(await people()).toEqual(['A', 'B'])
  })
})

describe('a purchase is stored whole or not at all', () => {
  const check = (name: string, text: string, byCode: object) =>
    test(name, async () => {
      const rejects = rejectsFile()
      const report = await lines(text, { rejects: rejects.sink })
      expect(report.rejected.byCode).toEqual(byCode)
      expect((await baskets()).map(({ id }) => id)).toEqual(['2'])
      for (const line of text.split('\n').slice(1, 4))
        expect(rejects.text()).toContain(line.slice(2, 20))
    })
  const head = 'order_id,customer,date,sku,amount\n'
  const good = '2,B,2024-01-06,mug,9\n'
  check(
    'when an amount cannot be read',
    `${head}1,A,2024-01-05,pen,3\n1,A,2024-01-05,ink,much\n1,A,2024-01-05,mug,9\n${good}`,
    { AMOUNT_UNREADABLE: 1, PURCHASE_INCOMPLETE: 2 },
  )
  check(
    'when a line has too few cells',
    `${head}1,A,2024-01-05,pen,3\n1,A,2024-01-05\n1,A,2024-01-05,mug,9\n${good}`,
    { COLUMNS_MISMATCH: 1, PURCHASE_INCOMPLETE: 2 },
  )
  check(
    'when its lines name different customers',
    `${head}1,A,2024-01-05,pen,3\n1,B,2024-01-05,ink,4\n1,A,2024-01-05,mug,9\n${good}`,
    { LINES_DISAGREE: 3 },
  )
  check(
    'when nobody knows its customer',
    `${head}1,X,2024-01-05,pen,3\n1,X,2024-01-05,ink,4\n1,X,2024-01-05,mug,9\n${good}`,
    { CUSTOMER_UNKNOWN: 3 },
  )
})

describe('a file of lines alone', () => {
  const parts = '주문번호,상품코드,수량,금액\n1,pen,2,3\n1,ink,1,7\n2,mug,3,9\n9,pen,1,1\n'

  test('tells what known purchases consist of; their amounts stay', async () => {
    await importPurchases(
      db,
      fileOf('order_id,customer,date,amount\n1,A,2024-01-05,12\n2,B,2024-01-06,9\n'),
      told(),
    )
    const report = await lines(parts)
    expect(report).toMatchObject({ purchases: 2, lines: 3, stored: 0, known: 2, touched: 2 })
    expect(report.rejected.byCode).toEqual({ PURCHASE_UNKNOWN: 1 })
    expect(await baskets()).toMatchObject([
      {
        id: '1',
        amount: 12,
        product: null,
        lines: [
          ['pen', 2, 3],
          ['ink', 1, 7],
        ],
      },
      { id: '2', amount: 9, quantity: 3, product: 'mug', lines: null },
    ])
    expect(await metrics()).toMatchObject([
      { n: 1, total: 12 },
      { n: 1, total: 9 },
    ])
    expect(await lines(parts)).toMatchObject({ touched: 0 })
  })

  test('goes before the product that the purchase itself is said to be', async () => {
    const purchases = 'order_id,customer,date,amount,sku\n1,A,2024-01-05,12,bag\n'
    await importPurchases(db, fileOf(purchases), told())
    await lines(parts)
    expect(await importPurchases(db, fileOf(purchases), told())).toMatchObject({ changed: 0 })
    expect(await baskets()).toMatchObject([
      {
        product: null,
        lines: [
          ['pen', 2, 3],
          ['ink', 1, 7],
        ],
      },
    ])
  })
})
