import { expect, test } from 'vitest'
import { makeProfit } from '../../db/profit/make-profit.ts'
import { listProfits, profitOf, saveActivityUse } from '../../db/profit/profits.ts'
import { scoresOf } from '../../db/scores/models.ts'
import { countSegment } from '../../db/segments/segments.ts'
import { costModelSchema } from '../../schemas/cost-model.ts'
import type { Rule } from '../../schemas/rule.ts'
import { testDatabase } from '../support/database.ts'
import { makeContacts } from './make-contacts.ts'
import { makeCustomers } from './make-customers.ts'

const by = 'analyst'
const model = costModelSchema.parse({
  from: '2026-01-01',
  to: '2026-03-31',
  marginRate: 0.3,
  categoryRates: { music: 0.5 },
  activities: [
    { key: 'letters', name: 'Letters', driver: 'letter', spent: 1000, capacity: 10 },
    { key: 'orders', name: 'Order handling', driver: 'order', spent: 900, capacity: 9 },
    { key: 'minutes', name: 'Phone', driver: 'brought', spent: 6000, capacity: 60 },
  ],
})

test('margin less what was used is profit; what nobody used stands apart; all of it adds up', async () => {
  const { db } = await testDatabase()
  const [whale, loser, absent] = await makeCustomers(db, [
    {
      purchases: [
        { at: '2026-01-10T00:00:00Z', amount: 10_000 },
        { at: '2026-03-31T14:59:00Z', amount: 2000, product: 'P1' },
      ],
    },
    { purchases: [{ at: '2026-02-01T00:00:00Z', amount: 100 }] },
    { purchases: [{ at: '2026-04-01T00:00:00Z', amount: 5000 }] },
  ])
  const contact = { channel: 'letter', responses: [] } as const
  await makeContacts(db, {
    campaign: crypto.randomUUID(),
    kind: 'live',
    contacts: [
      { ...contact, customer: loser ?? 0, at: '2026-02-02T00:00:00Z' },
      { ...contact, customer: loser ?? 0, at: '2026-02-03T00:00:00Z' },
      { ...contact, customer: whale ?? 0, at: '2026-05-01T00:00:00Z' },
    ],
  })
  const { external_id: caller } = await db
    .selectFrom('customer')
    .select('external_id')
    .where('id', '=', loser ?? 0)
    .executeTakeFirstOrThrow()
  const use = { ref: 'call-1', customer: caller, at: Date.parse('2026-02-04T00:00:00Z'), units: 6 }
  const bring = () => saveActivityUse(db, { activity: 'minutes', source: 'pbx', uses: [use] })
  expect(await bring()).toEqual({ saved: 1 })
  expect(await bring()).toEqual({ saved: 0 })

  const { version, result } = await makeProfit(db, { model, by })
  expect(await profitOf(db, whale ?? 0)).toEqual({
    ...{ revenue: 12_000, margin: 4000, cost: 200, profit: 3800 },
  })
  expect(await profitOf(db, loser ?? 0)).toEqual({
    ...{ revenue: 100, margin: 30, cost: 900, profit: -870 },
  })
  expect(await profitOf(db, absent ?? 0)).toBeNull()
  expect(result.activities.map((a) => [a.key, a.rate, a.used, a.unassigned])).toEqual([
    ['letters', 100, 2, 800],
    ['orders', 100, 3, 600],
    ['minutes', 100, 6, 5400],
  ])
  const spent = model.activities.reduce((sum, a) => sum + a.spent, 0)
  expect(result.totals.cost + result.unassigned).toBe(spent)
  expect(result.totals.profit).toBe(result.totals.margin - result.totals.cost)
  expect(result.deciles.reduce((sum, d) => sum + d.profit, 0)).toBe(result.totals.profit)
  expect(result.curve?.peak.profit).toBeCloseTo(3800 / 2930, 10)
  expect((await scoresOf(db, whale ?? 0)).map((s) => [s.key, s.value, s.model, s.version])).toEqual(
    [
      ['profit', 3800, 'Profit', 1],
      ['profitTenth', 1, 'Profit', 1],
    ],
  )
  const losing: Rule = { type: 'field', field: 'scores.profit', op: 'lessThan', value: 0 }
  expect(await countSegment(db, losing, Date.now())).toBe(1)
  expect((await listProfits(db)).map((p) => [p.version, p.madeBy])).toEqual([[version, by]])
})

test('a purchase of several things has the margin of each, and the general one of what they leave', async () => {
  const { db } = await testDatabase()
  const lines = [
    { product: 'P1', amount: 100 },
    { product: 'P2', amount: 40 },
  ]
  const [customer] = await makeCustomers(db, [
    { purchases: [{ at: '2026-01-10T00:00:00Z', amount: 150, lines }] },
  ])
  await makeProfit(db, { model, by })
  expect(await profitOf(db, customer ?? 0)).toMatchObject({ revenue: 150, margin: 65 })
})

test('units of customers nobody knows are refused, by name, and none is kept', async () => {
  const { db } = await testDatabase()
  const uses = [{ ref: '1', customer: 'ghost', at: 0, units: 1 }]
  await expect(saveActivityUse(db, { activity: 'minutes', source: 'pbx', uses })).rejects.toThrow(
    'No customers have these ids: "ghost". Nothing was kept.',
  )
})
