import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { loadCustomerFacts } from '../../db/customers/customer-facts.ts'
import { keepHabits } from '../../db/customers/habits.ts'
import type { Db } from '../../db/schema.ts'
import { fromWhere, loadRuleContext } from '../../db/segments/rule-sql.ts'
import { expandSegments } from '../../engine/rules/expand-segments.ts'
import { factsNeeded, matches } from '../../engine/rules/matches.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Rule } from '../../schemas/rule.ts'
import {
  arbitraryRule,
  madeCampaigns,
  madeLists,
  madeSegments,
} from '../engine/rules/arbitrary-rule.ts'
import { testDatabase } from '../support/database.ts'
import { type MadeContact, makeContacts } from './make-contacts.ts'
import { type MadeCustomer, makeCustomers } from './make-customers.ts'

/** Instants around midnight in Seoul and around the ends of months, where calendars differ. */
const instants = [
  '2023-06-30T00:00:00.000Z',
  '2024-02-28T14:59:59.999Z',
  '2024-02-28T15:00:00.000Z',
  '2024-02-29T15:00:00.000Z',
  '2024-06-29T15:00:00.000Z',
  '2025-01-31T02:00:00.000Z',
  '2025-06-29T14:59:59.999Z',
  '2025-12-31T15:00:00.000Z',
  '2026-03-01T00:00:00.000Z',
]
const instant = fc.constantFrom(...instants)
const amount = fc.constantFrom(0, 0.1, 0.2, 5, 12.35, 33.33, 100)
const channel = fc.constantFrom('shop', 'web', null)
const alone = () =>
  fc.record({ at: instant, amount, channel, product: fc.constantFrom('P1', 'P2', null) })
const several = () =>
  fc.record({
    ...{ at: instant, amount, channel },
    lines: fc.array(fc.record({ product: fc.constantFrom('P1', 'P2', 'P3'), amount }), {
      ...{ minLength: 2, maxLength: 4 },
    }),
  })
const customer: fc.Arbitrary<MadeCustomer> = fc.record({
  gender: fc.constantFrom('f', 'm', null),
  birthDate: fc.constantFrom('1990-06-30', '2000-02-29', '2025-06-30', null),
  region: fc.constantFrom('서울', '부산', 'Jeju', '', null),
  points: fc.integer({ min: -1, max: 40 }),
  attributes: fc.record(
    {
      tier: fc.constantFrom('gold', 'silver', 3, true),
      visits: fc.constantFrom(3, 3.25, '3', false),
      since: fc.constantFrom('2024-02-29', '한국', 5),
    },
    { requiredKeys: [] },
  ),
  createdAt: instant,
  erased: fc.constantFrom(false, false, false, true),
  consents: fc.subarray(['email', 'sms', 'letter', 'call']),
  suppressed: fc.subarray(['email', 'sms']),
  email: fc.constantFrom('who@example.com', null),
  phone: fc.constantFrom('+8270000000', null),
  address: fc.constantFrom('서울', '', null),
  purchases: fc.array(
    fc.oneof({ weight: 3, arbitrary: alone() }, { weight: 1, arbitrary: several() }),
    { maxLength: 4 },
  ),
  lists: fc.subarray([...madeLists]),
})

/** A contact of the n-th customer. */
const contact = fc.record({
  n: fc.integer({ min: 0, max: 249 }),
  at: instant,
  channel: fc.constantFrom('email' as const, 'sms' as const, 'call' as const),
  responses: fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('opened' as const, 'clicked' as const, 'purchased' as const),
      at: instant,
    }),
    { maxLength: 3, selector: ({ kind }) => kind },
  ),
})

const savedRules: Readonly<Record<string, Rule>> = {
  [madeSegments[0]]: { type: 'field', field: 'points', op: 'atLeast', value: 20 },
  [madeSegments[1]]: {
    type: 'any',
    rules: [
      { type: 'segment', segment: madeSegments[0], member: false },
      { type: 'responses', response: 'opened', op: 'atLeast', value: 1 },
    ],
  },
}

let db: Db
let ids: readonly number[]
let erased: ReadonlySet<number>
beforeAll(async () => {
  db = (await testDatabase()).db
  for (const [i, id] of madeLists.entries()) {
    await db
      .insertInto('customer_list')
      .values({ id, name: `List ${i}`, created_by: 'test' })
      .execute()
  }
  for (const [id, rule] of Object.entries(savedRules)) {
    await db
      .insertInto('segment')
      .values({ id, name: id, rule: JSON.stringify(rule) })
      .execute()
  }
  const made = fc.sample(customer, { numRuns: 250, seed: 20260131 })
  ids = await makeCustomers(
    db,
    made.map((one, i) => (i % 3 ? { ...one, scores: { alive: (i % 5) / 4 } } : one)),
  )
  const contacts = fc
    .sample(contact, { numRuns: 300, seed: 20260131 })
    .map(({ n, ...rest }): MadeContact => ({ customer: ids[n] ?? 0, ...rest }))
  const [one, two] = madeCampaigns
  await makeContacts(db, { campaign: one, kind: 'live', contacts: contacts.slice(0, 150) })
  await makeContacts(db, { campaign: two, kind: 'live', contacts: contacts.slice(150, 250) })
  await makeContacts(db, {
    campaign: crypto.randomUUID(),
    kind: 'sandbox',
    contacts: contacts.slice(250),
  })
  // Of some, what they mostly buy is kept; of others it is not, or was made from fewer purchases than there are now.
  await keepHabits(db, { after: 0, max: 150 })
  await sql`update customer_habit set purchases = purchases - 1, channel = 'stale', category = 'stale', products = 99
    where customer % 5 = 0`.execute(db)
  erased = new Set(ids.filter((_, i) => made[i]?.erased))
})

async function bySql(rule: Rule, asOf: number): Promise<number[]> {
  const context = await loadRuleContext(db, asOf)
  const { rows } = await sql<{ id: number }>`
    select c.id ${fromWhere(rule, context)} order by c.id`.execute(db)
  return rows.map(({ id }) => id)
}

async function byPredicate(given: Rule, asOf: number): Promise<number[]> {
  const saved = Object.entries(savedRules).map(([id, rule]) => [id, { rule }] as const)
  const rule = expandSegments(given, Object.fromEntries(saved))
  const { fields = [], history = false, consents = false, earlier, lists } = factsNeeded(rule)
  const wanted = {
    ...{ customers: ids, fields, history, consents, asOf, scope: 0 },
    ...{ earlier: earlier ?? false, lists: lists ?? false },
  }
  const facts = await loadCustomerFacts(db, wanted)
  return ids.filter((id) => {
    const found = facts.get(id)
    return found !== undefined && !erased.has(id) && matches(rule, found.facts, asOf)
  })
}

test('a rule in SQL and in memory chooses the same customers, as of any instant', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRule, instant, async (rule, at) => {
      const asOf = Date.parse(at)
      expect(await bySql(rule, asOf)).toEqual(await byPredicate(rule, asOf))
    }),
    { numRuns: 250 },
  )
})

const asOf = Date.parse('2026-03-01T00:00:00Z')

test.each<[string, Rule, Rule]>([
  [
    'isNot is the opposite of is, also for an absent value',
    { type: 'field', field: 'gender', op: 'isNot', value: 'f' },
    { type: 'not', rule: { type: 'field', field: 'gender', op: 'is', value: 'f' } },
  ],
  [
    'dormant for more than N days means nothing bought within N days, for those who ever bought',
    { type: 'field', field: 'recencyDays', op: 'moreThan', value: 59 },
    {
      type: 'all',
      rules: [
        { type: 'purchases', measure: 'count', op: 'atMost', value: 0, withinDays: 59 },
        { type: 'purchases', measure: 'count', op: 'atLeast', value: 1 },
      ],
    },
  ],
  [
    'an empty group of conditions holds for everyone',
    { type: 'all', rules: [] },
    { type: 'everyone' },
  ],
])('%s', async (_promise, left, right) => {
  const chosen = await bySql(left, asOf)
  expect(chosen).toEqual(await bySql(right, asOf))
  expect(chosen.length).toBeGreaterThan(0)
})

test('a rule that cannot be used is refused with every problem', () => {
  const rule: Rule = {
    type: 'all',
    rules: [
      { type: 'field', field: 'region', op: 'atLeast', value: 3 },
      { type: 'field', field: 'lastPurchaseAt', op: 'is', value: '2025-02-30' },
    ],
  }
  const refused = () =>
    fromWhere(rule, { asOf, zone: 'Asia/Seoul', metricsCurrent: true, segments: {} })
  expect(refused).toThrow(Failure)
  expect(refused).toThrow(/"region" is text.*"lastPurchaseAt" takes a day.*"2025-02-30"/)
})

test('a segment that is made of itself, or of one that is gone, is refused', () => {
  const context = { asOf, zone: 'Asia/Seoul', metricsCurrent: true }
  const itself: Rule = { type: 'segment', segment: madeSegments[0], member: true }
  expect(() =>
    fromWhere(itself, { ...context, segments: { [madeSegments[0]]: { rule: itself } } }),
  ).toThrow('is made of itself')
  expect(() => fromWhere(itself, { ...context, segments: {} })).toThrow(
    `There is no saved segment ${madeSegments[0]}`,
  )
})
