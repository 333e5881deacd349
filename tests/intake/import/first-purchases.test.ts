import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { savePurchases } from '../../../db/imports/purchases.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'
import { testDatabase } from '../../support/database.ts'
import { cellOf, fileOf, freshTables, rejectsFile, told } from './support.ts'

const { db } = await testDatabase()

/** Alike in the bytes that are looked at first. */
const longIds = ['customer-000', 'customer-0001', 'customer-0002']

beforeEach(async () => {
  await sql`truncate customer, purchase, product, customer_metric, contact_state, consent_event, import_job, inbox
    restart identity cascade`.execute(db)
  await inTransaction(db, (tx) =>
    createCustomers(tx, ['A', 'B', '다솜', ...longIds].map(newStranger)),
  )
})

afterEach(async () => {
  expect(await freshTables(db)).toEqual([])
})

/** What an import left behind, but for numbers that the database gives. */
async function everything() {
  expect(await withoutOwner()).toBe(0)
  const { rows } = await sql<{ all: unknown }>`select json_build_object(
    'purchases', (select json_agg(json_build_array(c.external_id, p.at, p.amount, p.quantity, p.channel, x.code,
        x.category, p.source, p.source_ref, p.repeated) order by p.source_ref)
      from purchase p join customer c on c.id = p.customer left join product x on x.id = p.product),
    'metrics', (select json_agg(json_build_array(c.external_id, first_purchase_at, last_purchase_at, purchase_count,
        total_amount) order by c.external_id)
      from customer_metric m join customer c on c.id = m.customer)
  ) as all`.execute(db)
  return rows[0]?.all
}

/** Rows whose customer or product does not exist: no foreign key holds them, so the imports must. */
async function withoutOwner() {
  const { rows } = await sql<{ n: number }>`select
    (select count(*) from purchase p where not exists (select from customer c where c.id = p.customer)
      or (p.product is not null and not exists (select from product x where x.id = p.product)))
    + (select count(*) from customer_metric m where not exists (select from customer c where c.id = m.customer)) as n`.execute(
    db,
  )
  return rows[0]?.n
}

/** One purchase of another source: with it, the quick way of the first purchases is closed. */
async function closeQuickWay() {
  await inTransaction(db, (tx) =>
    savePurchases(tx, [
      {
        ...{ customer: 1, at: 0, amount: 1, quantity: 1, product: null, channel: null },
        ...{ source: 'other', sourceRef: '1' },
      },
    ]),
  )
}

async function forgetOther() {
  await sql`delete from purchase where source = 'other'`.execute(db)
  await sql`truncate customer_metric`.execute(db)
  await sql`insert into customer_metric select customer, min(at), max(at), count(*), sum(amount)
    from purchase group by customer`.execute(db)
}

const cell = {
  customer: cellOf(['A', 'B', '다솜', ...longIds], ['customer-0003', 'nobody', '', ' A', '"A"']),
  date: cellOf(
    ['2024-01-05', '2024-01-05 14:05', '2024-01-05T23:59:59', '2024-02-29 00:00:00'],
    [
      '2024-02-30',
      '2030-01-01',
      '20240105',
      '2024. 1. 5.',
      '2024-01-05 24:00',
      '2024-01-05 14:05:61',
      'x',
      '',
    ],
  ),
  amount: cellOf(
    ['10', '10.5', '10.50', '0', '12345678.01'],
    ['"1,000"', '₩3000', '-1', '1.234', '', '1e3'],
  ),
  quantity: cellOf(['1', '2', ''], ['0', '1.5', '3개']),
  product: cellOf(['P1', '상품', '', 'P2', 'product-12345', 'product-12346'], [' P1']),
  channel: cellOf(['web', '매장', ''], ['"a,b"', '"say ""hi"""']),
}
const line = fc
  .tuple(fc.nat(30), ...Object.values(cell), fc.constantFrom('\n', '\r\n', '\n', '\n\n'))
  .map(([id, ...cells]) => [`N${id}`, ...cells.slice(0, -1)].join(',') + cells.at(-1))

describe('the first purchases of an installation', () => {
  test('are read and stored as any others are, whatever the file holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 10, maxLength: 80 }),
        fc.boolean(),
        fc.constantFrom(16, 300, 100_000),
        async (lines, hasIds, chunkBytes) => {
          const head = 'id,customer,date,amount,quantity,product,channel\n'
          const file = [head, ...lines]
            .map((one) => (hasIds ? one : one.slice(one.indexOf(',') + 1)))
            .join('')
          const outcomes = []
          for (const isFirst of [true, false]) {
            await sql`truncate purchase, product, customer_metric, import_job restart identity`.execute(
              db,
            )
            if (!isFirst) await closeQuickWay()
            const rejects = rejectsFile()
            const report = await importPurchases(
              db,
              fileOf(file, { chunkBytes }),
              told({ rejects: rejects.sink, mapping: new Map(hasIds ? [['id', 'id']] : []) }),
            )
            if (!isFirst) await forgetOther()
            const { durationMs: _, file: said, ...rest } = report
            outcomes.push({
              ...rest,
              amount: said.amount,
              rejects: rejects.text(),
              all: await everything(),
            })
          }
          expect(outcomes[0]).toEqual(outcomes[1])
        },
      ),
      { numRuns: 12 },
    )
  }, 300_000)

  const plain = `id,customer,date,amount\n1,A,2024-01-05,10\n2,B,2024-01-06,20\n`

  test('leave a table with all its indexes, into which more purchases go', async () => {
    const indexes = async () =>
      (
        await sql<{
          d: string
        }>`select indexname || indexdef as d from pg_indexes where tablename = 'purchase'
          union all select conname from pg_constraint where conrelid = 'purchase'::regclass order by 1`.execute(
          db,
        )
      ).rows.map((row) => row.d)
    const before = await indexes()
    await importPurchases(db, fileOf(plain), told())
    expect(await indexes()).toEqual(before)
    const again = await importPurchases(db, fileOf(plain), told())
    expect(again).toMatchObject({ stored: 0, known: 2 })
    await closeQuickWay()
    expect((await sql`select 1 from purchase`.execute(db)).rows).toHaveLength(3)
  })

  test('that come in while a file is read stay, and the file is stored beside them', async () => {
    async function* slowly() {
      yield new TextEncoder().encode(plain.slice(0, 40))
      await closeQuickWay()
      yield new TextEncoder().encode(plain.slice(40))
    }
    const report = await importPurchases(db, slowly(), told())
    expect(report).toMatchObject({ stored: 2, read: 2 })
    expect((await sql`select 1 from purchase`.execute(db)).rows).toHaveLength(3)
    const { rows } = await sql<{
      n: number
    }>`select sum(purchase_count) as n from customer_metric`.execute(db)
    expect(rows[0]?.n).toBe(3)
  })
})
