import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { savePurchases } from '../../../db/imports/purchases.ts'
import { mergeCustomers } from '../../../db/merging/merge.ts'
import { unmergeCustomers } from '../../../db/merging/unmerge.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { importPurchases } from '../../../intake/import/import-purchases.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, told } from './support.ts'

const { db } = await testDatabase()
const by = 'analyst@example.com'

beforeEach(async () => {
  await sql`truncate customer, purchase, customer_metric, contact_state, customer_merge, audit
    restart identity cascade`.execute(db)
  await inTransaction(db, (tx) => createCustomers(tx, ['A', 'B', 'C'].map(newStranger)))
})

/** The customer of one id is merged into the other's. */
async function merge(gone: string, kept: string) {
  const { rows } = await sql<{ id: string; uuid: string }>`
    select external_id as id, uuid from customer`.execute(db)
  const uuid = (id: string) => rows.find((row) => row.id === id)?.uuid ?? ''
  return mergeCustomers(db, { gone: uuid(gone), kept: uuid(kept), by })
}

async function metrics() {
  const { rows } = await sql<{ told: string }>`
    select concat_ws(' ', external_id, purchase_count, total_amount, (
      select count(*) from purchase p where p.customer = c.id)) as told
    from customer_metric m join customer c on c.id = m.customer order by 1`.execute(db)
  return rows.map((row) => row.told)
}

const head = 'id,customer,date,amount\n'
const lines = '1,A,2024-01-05,10\n2,B,2024-01-06,20\n3,C,2024-01-07,40\n'
const stored = ['A 2 30.00 2', 'C 1 40.00 1']

/** B is merged into A after the file was begun and before it is stored. */
async function* whileMerged() {
  yield* fileOf(head + lines)
  await merge('B', 'A')
}

describe('customers who are merged while their purchases are read', () => {
  test('have them afterwards: the first purchases of an installation', async () => {
    await importPurchases(db, whileMerged(), told())
    expect(await metrics()).toEqual(stored)
  })

  test('have them afterwards: purchases of a later file', async () => {
    const other = { at: 0, amount: 5, quantity: 1, product: null, channel: null }
    await inTransaction(db, (tx) =>
      savePurchases(tx, [{ ...other, customer: 3, source: 'other', sourceRef: '1' }]),
    )
    await importPurchases(db, whileMerged(), told())
    expect(await metrics()).toEqual(['A 2 30.00 2', 'C 2 45.00 2'])
  })

  test('cannot be merged, nor a merge be undone, at the moment at which an import is stored', async () => {
    const { merge: made } = await merge('B', 'A')
    const refused = { code: 'CONFLICT', details: { reason: 'MERGE_IMPORT_STORES' } }
    await importPurchases(
      db,
      fileOf(head + lines),
      told({
        reach: async () => {
          await expect(merge('C', 'A')).rejects.toMatchObject(refused)
          await expect(unmergeCustomers(db, { merge: made, by })).rejects.toMatchObject(refused)
        },
      }),
    )
    expect(await metrics()).toEqual(stored)
  }, 60_000)
})
