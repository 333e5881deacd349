import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { forgetHabits, habitsOf, keepHabits } from '../../db/customers/habits.ts'
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
  for (let after: number | 'busy' | null = 0; after !== null; ) {
    after = await keepHabits(db, { after, max })
    if (after === 'busy') throw new Error('Nobody corrects purchases')
  }
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

test('whatever was bought, what is kept is what the plain definition says', async () => {
  const { db } = await testDatabase()
  const draw = drawer(7)
  const one = () => ({ product: `P${draw(9)}`, amount: 1 })
  const pick = (names: readonly (string | null)[]) => names[draw(names.length)] ?? null
  await makeCustomers(
    db,
    Array.from({ length: 60 }, () => ({
      purchases: Array.from({ length: draw(7) }, () => {
        const day = new Date(Date.parse(at) + draw(3) * 86_400_000).toISOString()
        const known = {
          at: day,
          amount: 1,
          channel: pick([null, 'web', 'shop', '매장', '\u{1f6d2}']),
        }
        const kind = draw(3)
        if (kind === 0) return known
        if (kind === 1) return { ...known, ...one() }
        return { ...known, lines: Array.from({ length: 2 + draw(4) }, one) }
      }),
    })),
  )
  await sql`update product set category = (array['음료', 'books', 'music', null])[1 + id % 4]`.execute(
    db,
  )
  await keepAll(db, 17)
  const { rows } = await sql`
    select m.purchase_count as purchases, h.channel, h.category, h.products
    from (${habitsOf(sql`true`)}) h join customer_metric m using (customer) order by customer`.execute(
    db,
  )
  expect(rows.length).toBeGreaterThan(40)
  expect(await kept(db)).toEqual(rows)
})

test('while purchases are corrected nothing is worked out, and what was is forgotten after', async () => {
  const { db } = await testDatabase()
  const [first = 0] = await makeCustomers(db, [{ purchases: [{ at, amount: 1, channel: 'web' }] }])
  await keepAll(db)
  await inTransaction(db, async (tx) => {
    await forgetHabits(tx, [first])
    expect(await keepHabits(db, { after: 0, max: 10 })).toBe('busy')
  })
  expect(await kept(db)).toEqual([])
  await keepAll(db)
  expect(await kept(db)).toHaveLength(1)
})

/** Whole numbers from 0 to below `end`, the same each time. */
function drawer(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * end)
  }
}
