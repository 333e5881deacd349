import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { loadCustomerInsight } from '../../db/customers/customer-insight.ts'
import { createCustomers, newStranger } from '../../db/customers/customers.ts'
import { refreshMetrics } from '../../db/customers/metrics.ts'
import { type PurchaseRow, savePurchases } from '../../db/imports/purchases.ts'
import { inTransaction } from '../../db/transaction.ts'
import {
  ageYears,
  averageBasket,
  dormancyMonths,
  dormantSinceDay,
  recencyDays,
} from '../../engine/metrics.ts'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, product, purchase, purchase_line, customer_metric, contact_state restart identity cascade`.execute(
    db,
  )
  await inTransaction(db, (tx) => createCustomers(tx, ['A', 'B'].map(newStranger)))
})

const row = (over: Partial<PurchaseRow> = {}): PurchaseRow => ({
  customer: 1,
  at: Date.parse('2025-05-01T10:00:00.123Z'),
  amount: 10.5,
  quantity: 1,
  product: null,
  channel: null,
  source: 'shop',
  sourceRef: 'O1',
  ...over,
})

const save = (rows: readonly PurchaseRow[]) => inTransaction(db, (tx) => savePurchases(tx, rows))
const metrics = () => db.selectFrom('customer_metric').selectAll().orderBy('customer').execute()

describe('purchases one by one', () => {
  test('are stored once, however often they come', async () => {
    await save([row(), row({ sourceRef: 'O2', amount: 2 })])
    await save([row({ amount: 99 }), row({ sourceRef: 'O3', customer: 2 })])
    expect(await metrics()).toMatchObject([
      { customer: 1, purchase_count: 2, total_amount: 12.5, first_purchase_at: row().at },
      { customer: 2, purchase_count: 1 },
    ])
  })
  test('that come twice in one delivery count once', async () => {
    await save([row(), row()])
    expect(await metrics()).toMatchObject([{ purchase_count: 1 }])
  })
  test('make the product they name', async () => {
    await save([row({ product: 'P1' }), row({ product: 'P1', sourceRef: 'O2' })])
    expect(await db.selectFrom('product').select(['code', 'name']).execute()).toEqual([
      { code: 'P1', name: 'P1' },
    ])
  })
  test('of many writers at once are all in the metrics', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        save([
          row({ sourceRef: `a${i}`, customer: 1 + (i % 2) }),
          row({ sourceRef: `b${i}`, customer: 2 - (i % 2) }),
        ]),
      ),
    )
    expect((await metrics()).map((m) => [m.purchase_count, m.total_amount])).toEqual([
      [20, 210],
      [20, 210],
    ])
  })
  test('that consist of several things are one purchase, whose lines come once', async () => {
    const lines = [
      { product: 'P1', quantity: 2, amount: 4 },
      { product: 'P2', quantity: 1, amount: 6.5 },
    ]
    const basket = row({ product: 'ignored', lines })
    await save([basket])
    const { id: purchase } = await db.selectFrom('purchase').select('id').executeTakeFirstOrThrow()
    await save([basket, { ...basket, lines: lines.slice(1) }])
    await save([row({ sourceRef: 'O2', lines: lines.slice(1) })])
    expect(await metrics()).toMatchObject([{ purchase_count: 2, total_amount: 21 }])
    const stored = await db
      .selectFrom('purchase_line as l')
      .innerJoin('product as d', 'd.id', 'l.product')
      .select(['l.purchase', 'd.code', 'l.quantity', 'l.amount'])
      .orderBy('l.no')
      .execute()
    expect(stored).toEqual([
      { purchase, code: 'P1', quantity: 2, amount: 4 },
      { purchase, code: 'P2', quantity: 1, amount: 6.5 },
    ])
    const { products } = await loadCustomerInsight(db, 1)
    expect(products).toMatchObject([
      { name: 'P2', quantity: 2, amount: 17 },
      { name: 'P1', quantity: 2, amount: 4 },
    ])
  })
  test('of none are none', async () => {
    await save([])
    expect(await metrics()).toEqual([])
  })
})

test('metrics counted anew equal those added up, also after purchases were taken away', async () => {
  await save([
    row(),
    row({ sourceRef: 'O2', at: row().at + 86_400_000, amount: 4 }),
    row({ customer: 2, sourceRef: 'O3' }),
  ])
  const added = await metrics()
  await inTransaction(db, (tx) => refreshMetrics(tx, [1, 2]))
  expect(await metrics()).toEqual(added)
  await db.deleteFrom('purchase').where('source_ref', 'in', ['O2', 'O3']).execute()
  await inTransaction(db, (tx) => refreshMetrics(tx, [1, 2]))
  expect(await metrics()).toMatchObject([
    { customer: 1, purchase_count: 1, total_amount: 10.5, last_purchase_at: row().at },
  ])
})

describe('metrics mean the same to PostgreSQL', () => {
  const instant = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2030-01-01') })
  const zone = fc.constantFrom(
    'Asia/Seoul',
    'UTC',
    'America/New_York',
    'Pacific/Auckland',
    'Pacific/Kiritimati',
  )

  async function ask<T>(expression: ReturnType<typeof sql>): Promise<T> {
    const { rows } = await sql<{ value: T }>`select ${expression} as value`.execute(db)
    return rows[0]?.value as T
  }
  const day = (at: number, inZone: string) =>
    sql`(${new Date(at)}::timestamptz at time zone ${inZone})::date`

  test('recency and dormancy', async () => {
    await fc.assert(
      fc.asyncProperty(instant, instant, zone, async (a, b, inZone) => {
        const [since, at] = a < b ? [a, b] : [b, a]
        const days = await ask<number>(sql`${day(at, inZone)} - ${day(since, inZone)}`)
        expect(recencyDays({ since, at, zone: inZone })).toBe(days)
        expect(recencyDays({ since: at, at: since, zone: inZone })).toBe(0)
        const age = sql`age(${day(at, inZone)}, ${day(since, inZone)})`
        const months = await ask<number>(
          sql`(extract(year from ${age}) * 12 + extract(month from ${age}))::int`,
        )
        expect(dormancyMonths({ since, at, zone: inZone })).toBe(months)
      }),
      { numRuns: 150 },
    )
  })
  test('the day since which somebody is dormant', async () => {
    await fc.assert(
      fc.asyncProperty(
        instant,
        fc.integer({ min: 1, max: 60 }),
        zone,
        async (at, months, inZone) => {
          const text = await ask<string>(
            sql`to_char(${day(at, inZone)} - make_interval(months => ${months}::int), 'YYYY-MM-DD')`,
          )
          expect(dormantSinceDay({ months, at, zone: inZone })).toBe(text)
        },
      ),
      { numRuns: 80 },
    )
  })
  test('age', async () => {
    const birth = fc.date({
      min: new Date('1930-01-01'),
      max: new Date('1989-01-01'),
      noInvalidDate: true,
    })
    await fc.assert(
      fc.asyncProperty(birth, instant, zone, async (born, at, inZone) => {
        const birthDate = born.toISOString().slice(0, 10)
        const years = await ask<number>(
          sql`extract(year from age(${day(at, inZone)}, ${birthDate}::date))::int`,
        )
        expect(ageYears({ birthDate, at, zone: inZone })).toBe(years)
      }),
      { numRuns: 80 },
    )
  })
  test('the average basket', async () => {
    const total = fc.integer({ min: -1_000_000, max: 1_000_000_000 }).map((cents) => cents / 100)
    await fc.assert(
      fc.asyncProperty(
        total,
        fc.integer({ min: 1, max: 5000 }),
        async (totalAmount, purchaseCount) => {
          const value = await ask<number>(
            sql`round(${totalAmount}::numeric / ${purchaseCount}::int, 2)`,
          )
          expect(averageBasket({ totalAmount, purchaseCount })).toBe(value)
        },
      ),
      { numRuns: 150 },
    )
    expect(averageBasket({ totalAmount: 0, purchaseCount: 0 })).toBeNull()
  })
})
