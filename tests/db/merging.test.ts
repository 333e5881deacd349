import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { saveConsents, suppress } from '../../db/customers/consents.ts'
import { createCustomers, findCustomers, newStranger } from '../../db/customers/customers.ts'
import { savePurchases } from '../../db/imports/purchases.ts'
import { mergeCustomers } from '../../db/merging/merge.ts'
import { listMergings } from '../../db/merging/mergings.ts'
import { unmergeCustomers } from '../../db/merging/unmerge.ts'
import { saveModel } from '../../db/scores/models.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase()
const by = 'analyst@example.com'

beforeEach(async () => {
  await sql`truncate customer, purchase, product, customer_metric, contact_state, consent_event, suppression,
    customer_merge, audit, score_model restart identity cascade`.execute(db)
  await inTransaction(db, async (tx) => {
    await createCustomers(tx, [
      {
        ...newStranger('A'),
        name: '김다솜',
        email: 'a@example.com',
        points: 10,
        attributes: { grade: 'gold' },
      },
      {
        ...newStranger('B'),
        name: '김 다솜',
        phone: '010-0000-0001',
        points: 5,
        attributes: { grade: 'silver', shoe: 240 },
      },
    ])
    await savePurchases(
      tx,
      [1, 2, 2].map((customer, at) => ({
        ...{ customer, at: Date.UTC(2026, 0, at + 1), amount: 100, quantity: 1 },
        ...{ product: null, channel: null, source: 'shop', sourceRef: String(at) },
      })),
    )
    const made = { kind: 'outside', name: 'Ours', settings: {}, parameters: {}, quality: {}, by }
    const model = { ...made, kind: 'outside' as const, windowFrom: null, asOf: 0, customers: 2 }
    await saveModel(tx, { ...model, keys: ['alive'] })
    await saveModel(tx, { ...model, name: 'Theirs', keys: ['value'] })
    const scores = [
      { customer: 1, scores: JSON.stringify({ alive: 0.5 }) },
      { customer: 2, scores: JSON.stringify({ alive: 0.9, value: 3 }) },
    ]
    await tx.insertInto('customer_score').values(scores).execute()
    await saveConsents(tx, [
      { customer: 1, channel: 'sms', given: true, source: 'form', at: Date.UTC(2026, 0, 1) },
      { customer: 2, channel: 'sms', given: false, source: 'form', at: Date.UTC(2026, 0, 2) },
      { customer: 2, channel: 'call', given: true, source: 'form', at: Date.UTC(2026, 0, 2) },
    ])
  })
})

async function uuids() {
  const rows = await db.selectFrom('customer').select('uuid').orderBy('id').execute()
  return rows.map((row) => row.uuid) as [string, string]
}

/** All that is known of both, but for when rows were touched. */
async function everything() {
  const { rows } = await sql<{ all: unknown }>`select json_build_object(
    'customers', (select json_agg(to_jsonb(c) - 'updated_at' order by id) from customer c),
    'scores', (select json_agg(to_jsonb(s) order by customer) from customer_score s),
    'purchases', (select json_agg(json_build_array(id, customer) order by id) from purchase),
    'metrics', (select json_agg(to_jsonb(m) order by customer) from customer_metric m),
    'consents', (select json_agg(json_build_array(id, customer) order by id) from consent_event),
    'states', (select json_agg(json_build_array(customer, consent, night_consent, suppressed) order by customer)
      from contact_state)) as all`.execute(db)
  return rows[0]?.all
}

test('what two customers did and said becomes one person’s, and the later word on consent counts', async () => {
  const [kept, gone] = await uuids()
  await mergeCustomers(db, { kept, gone, by })
  const person = await db
    .selectFrom('customer')
    .selectAll()
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  expect(person).toMatchObject({
    ...{ name: '김다솜', email: 'a@example.com', phone: '010-0000-0001', points: 15 },
    attributes: { grade: 'gold', shoe: 240 },
  })
  const metric = await db.selectFrom('customer_metric').selectAll().execute()
  expect(metric).toMatchObject([{ customer: 1, purchase_count: 3, total_amount: 300 }])
  const state = await db
    .selectFrom('contact_state')
    .selectAll()
    .where('customer', '=', 1)
    .executeTakeFirstOrThrow()
  // SMS was refused later than it was agreed to; calls (8) were agreed to.
  expect(state.consent).toBe(8)
})

test('the id of who is gone means who was kept, also for purchases that come later', async () => {
  const [kept, gone] = await uuids()
  await mergeCustomers(db, { kept, gone, by })
  expect(await findCustomers(db, ['A', 'B'])).toEqual(
    new Map([
      ['A', 1],
      ['B', 1],
    ]),
  )
  expect(await listMergings(db, kept)).toMatchObject([{ gone, goneExternalId: 'B', by }])
})

test('undone, everything is as it was', async () => {
  const before = await everything()
  const [kept, gone] = await uuids()
  const { merge } = await mergeCustomers(db, { kept, gone, by })
  expect(await everything()).not.toEqual(before)
  await unmergeCustomers(db, { merge, by })
  expect(await everything()).toEqual(before)
  const audit = await db
    .selectFrom('audit')
    .select(['action', 'actor'])
    .where('action', 'like', 'customer.%')
    .orderBy('id')
    .execute()
  expect(audit).toEqual([
    { action: 'customer.merge', actor: by },
    { action: 'customer.unmerge', actor: by },
  ])
})

test('parted again, nobody has a score of a model that was made meanwhile and did not look at them', async () => {
  const [kept, gone] = await uuids()
  const { merge } = await mergeCustomers(db, { kept, gone, by })
  await inTransaction(db, (tx) =>
    saveModel(tx, {
      ...{ kind: 'outside', name: 'Ours', settings: {}, parameters: {}, quality: {}, by },
      ...{ windowFrom: null, asOf: 0, customers: 1, keys: ['alive'] },
    }),
  )
  await unmergeCustomers(db, { merge, by })
  const scores = await db.selectFrom('customer_score').selectAll().orderBy('customer').execute()
  expect(scores).toEqual([
    { customer: 1, scores: { alive: 0.5 } },
    { customer: 2, scores: { value: 3 } },
  ])
})

test('a refusal after the merging holds for both when it is undone', async () => {
  const [kept, gone] = await uuids()
  const { merge } = await mergeCustomers(db, { kept, gone, by })
  await inTransaction(db, (tx) =>
    suppress(tx, [{ customer: 1, channel: 'sms', reason: 'unsubscribed' }]),
  )
  await unmergeCustomers(db, { merge, by })
  const states = await db
    .selectFrom('contact_state')
    .select('suppressed')
    .where('scope', '=', 0)
    .execute()
  expect(states.map((row) => row.suppressed & 2)).toEqual([2, 2])
})

test('nobody is merged with themselves, or with somebody who is gone, and nothing is undone twice', async () => {
  const [kept, gone] = await uuids()
  await expect(mergeCustomers(db, { kept, gone: kept, by })).rejects.toThrow(/themselves/)
  const { merge } = await mergeCustomers(db, { kept, gone, by })
  await expect(mergeCustomers(db, { kept, gone, by })).rejects.toThrow(/merged before/)
  await unmergeCustomers(db, { merge, by })
  await expect(unmergeCustomers(db, { merge, by })).rejects.toThrow(/undone before/)
})
