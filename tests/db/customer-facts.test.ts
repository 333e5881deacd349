import { beforeAll, expect, test } from 'vitest'
import { loadCustomerFacts } from '../../db/customers/customer-facts.ts'
import type { Db } from '../../db/schema.ts'
import type { Field } from '../../schemas/rule.ts'
import { testDatabase } from '../support/database.ts'
import { makeCustomers } from './make-customers.ts'

let db: Db
let buyer: number
let stranger: number
beforeAll(async () => {
  db = (await testDatabase()).db
  const ids = await makeCustomers(db, [
    {
      gender: 'f',
      birthDate: '1990-06-30',
      region: '서울',
      points: 500,
      attributes: { tier: 'gold', visits: 3 },
      consents: ['email', 'sms'],
      suppressed: ['sms'],
      purchases: [
        { at: '2025-01-10T03:00:00Z', amount: 10_000, product: 'P1', channel: 'shop' },
        { at: '2025-03-10T03:00:00Z', amount: 20_001 },
      ],
    },
    {},
  ])
  buyer = ids[0] ?? 0
  stranger = ids[1] ?? 0
})

const fields: readonly Field[] = [
  'gender',
  'ageYears',
  'region',
  'points',
  'lastPurchaseAt',
  'recencyDays',
  'dormancyMonths',
  'purchaseCount',
  'totalAmount',
  'averageBasket',
  'attributes.tier',
  'attributes.visits',
  'attributes.none',
]
const ask = (asOf: string, scope = 0) =>
  loadCustomerFacts(db, {
    customers: [buyer, stranger, 999_999],
    fields,
    history: true,
    consents: true,
    asOf: Date.parse(asOf),
    scope,
  })

test('facts of now come with metrics, history and usable channels', async () => {
  const facts = await ask('2025-06-10T03:00:00Z')
  expect([...facts.keys()].sort()).toEqual([buyer, stranger])
  expect(facts.get(buyer)?.zone).toBe('Asia/Seoul')
  expect(facts.get(buyer)?.facts).toEqual({
    fields: {
      gender: 'f',
      ageYears: 34,
      region: '서울',
      points: 500,
      lastPurchaseAt: Date.parse('2025-03-10T03:00:00Z'),
      recencyDays: 92,
      dormancyMonths: 3,
      purchaseCount: 2,
      totalAmount: 30_001,
      averageBasket: 15_000.5,
      'attributes.tier': 'gold',
      'attributes.visits': 3,
      'attributes.none': null,
    },
    history: [
      {
        at: Date.parse('2025-01-10T03:00:00Z'),
        amount: 10_000,
        ...{ channel: 'shop', product: 'P1', category: 'music' },
      },
      {
        at: Date.parse('2025-03-10T03:00:00Z'),
        amount: 20_001,
        ...{ channel: null, product: null, category: null },
      },
    ],
    consents: ['email'],
    addresses: [],
    houseZone: 'Asia/Seoul',
  })
})

test('who never bought has counts of zero and no dates', async () => {
  const facts = await ask('2025-06-10T03:00:00Z')
  expect(facts.get(stranger)?.facts.fields).toMatchObject({
    lastPurchaseAt: null,
    recencyDays: null,
    dormancyMonths: null,
    purchaseCount: 0,
    totalAmount: 0,
    averageBasket: null,
  })
})

test('purchases after the instant asked for do not count', async () => {
  const between = (await ask('2025-02-10T03:00:00Z')).get(buyer)?.facts
  expect(between?.fields).toMatchObject({ purchaseCount: 1, totalAmount: 10_000, recencyDays: 31 })
  expect(between?.history).toHaveLength(1)
  const before = (await ask('2024-12-01T00:00:00Z')).get(buyer)?.facts
  expect(before?.fields).toMatchObject({ purchaseCount: 0, lastPurchaseAt: null })
})

test('a sandbox run sees its own profile, consents and purchases; the real world does not', async () => {
  const run = 7
  await db
    .insertInto('sandbox_profile')
    .values({ run, customer: buyer, attributes: '{"tier":"platinum","visits":null}', points: 400 })
    .execute()
  await db
    .insertInto('contact_state')
    .values({ scope: run, customer: buyer, consent: 2, suppressed: 0 })
    .execute()
  await db
    .insertInto('enrolment')
    .values({
      run,
      cohort: 0,
      no: 0,
      customer: buyer,
      plan: 1,
      node: 0,
      entered_at: new Date('2025-06-01'),
      arrived_at: new Date('2025-06-01'),
    })
    .execute()
  await db
    .insertInto('run_purchase')
    .values({ run, cohort: 0, enrolment: 0, ref: 'r', at: new Date('2025-06-05'), amount: 9_999 })
    .execute()
  const own = (await ask('2025-06-10T03:00:00Z', run)).get(buyer)?.facts
  expect(own?.fields).toMatchObject({
    'attributes.tier': 'platinum',
    'attributes.visits': null,
    points: 900,
    purchaseCount: 3,
    totalAmount: 40_000,
    lastPurchaseAt: Date.parse('2025-06-05'),
  })
  expect(own?.consents).toEqual(['sms'])
  expect(own?.history).toHaveLength(3)
  const real = (await ask('2025-06-10T03:00:00Z')).get(buyer)?.facts
  expect(real?.fields).toMatchObject({ 'attributes.tier': 'gold', points: 500, purchaseCount: 2 })
  expect(real?.consents).toEqual(['email'])
})
