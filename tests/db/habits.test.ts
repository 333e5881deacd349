import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { keepHabits } from '../../db/customers/habits.ts'
import { refreshMetrics } from '../../db/customers/metrics.ts'
import { saveProducts } from '../../db/imports/products.ts'
import { savePurchases } from '../../db/imports/purchases.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { makeCustomers } from './make-customers.ts'

const at = '2026-01-10T00:00:00Z'

async function kept(db: Db) {
  const { rows } = await sql<Record<string, unknown>>`
    select purchases, channel, category, products from customer_habit order by customer`.execute(db)
  return rows
}

async function keepAll(db: Db, max = 2) {
  for (let after: number | null = 0; after !== null; ) after = await keepHabits(db, { after, max })
}

test('what customers mostly buy is kept, and made up for when more came in', async () => {
  const { db } = await testDatabase()
  const lines = [
    { product: 'P1', amount: 1 },
    { product: 'P1', amount: 1 },
    { product: 'P2', amount: 1 },
  ]
  const [first = 0] = await makeCustomers(db, [
    {
      purchases: [
        { at, amount: 3, channel: 'web', lines },
        { at, amount: 1, product: 'P2' },
      ],
    },
    { purchases: [{ at, amount: 1 }] },
    {},
    {
      purchases: [
        { at, amount: 1, channel: 'shop' },
        { at, amount: 1, channel: 'web' },
      ],
    },
  ])
  await keepAll(db)
  expect(await kept(db)).toEqual([
    { purchases: 2, channel: 'web', category: 'books', products: 2 },
    { purchases: 1, channel: null, category: null, products: 0 },
    { purchases: 2, channel: 'shop', category: null, products: 0 },
  ])
  const more = { customer: first, at: Date.parse(at), amount: 1, quantity: 1, source: 'shop' }
  await inTransaction(db, (tx) =>
    savePurchases(
      tx,
      ['1', '2'].map((sourceRef) => ({ ...more, channel: 'shop', product: 'P1', sourceRef })),
    ),
  )
  await keepAll(db)
  expect((await kept(db))[0]).toEqual({
    ...{ purchases: 4, channel: 'shop', category: 'music', products: 2 },
  })
})

test('what is corrected, and what products are, is not remembered wrongly', async () => {
  const { db } = await testDatabase()
  const [first = 0] = await makeCustomers(db, [
    { purchases: [{ at, amount: 1, channel: 'web', product: 'P1' }] },
    { purchases: [{ at, amount: 1, channel: 'web', product: 'P1' }] },
  ])
  await keepAll(db)
  await inTransaction(db, async (tx) => {
    await sql`update purchase set channel = 'shop' where customer = ${first}`.execute(tx)
    await refreshMetrics(tx, [first])
  })
  await keepAll(db)
  expect((await kept(db)).map(({ channel }) => channel)).toEqual(['shop', 'web'])
  const product = { code: 'P1', name: null, category: 'toys' }
  await inTransaction(db, (tx) => saveProducts(tx, [product]))
  await keepAll(db)
  expect((await kept(db)).map(({ category }) => category)).toEqual(['toys', 'toys'])
  await inTransaction(db, (tx) => saveProducts(tx, [product]))
  expect(await kept(db)).toHaveLength(2)
})
