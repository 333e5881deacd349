import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '../../db/schema.ts'
import { makeBuyingScores } from '../../db/scores/buying-scores.ts'
import { listModels, scoreDistribution, scoresOf } from '../../db/scores/models.ts'
import { saveOutsideScores } from '../../db/scores/outside-scores.ts'
import { makePropensityScores } from '../../db/scores/propensity-scores.ts'
import { makeRfmScores } from '../../db/scores/rfm-scores.ts'
import { countSegment } from '../../db/segments/segments.ts'
import { drawUnit } from '../../engine/chance.ts'
import {
  buyingSettingsSchema,
  propensitySettingsSchema,
  rfmSettingsSchema,
} from '../../schemas/score.ts'
import { testDatabase } from '../support/database.ts'
import { makeContacts } from './make-contacts.ts'
import { type MadeCustomer, makeCustomers } from './make-customers.ts'

const dayMs = 86_400_000
const asOf = Date.parse('2026-06-30T15:00:00Z')
const by = 'analyst'

describe('marks for recency, frequency and value', () => {
  test('a mark says how large a share lies below, and equals get equal marks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ days: fc.integer({ min: 0, max: 9 }), buys: fc.integer({ min: 1, max: 4 }) }),
          { minLength: 1, maxLength: 25 },
        ),
        fc.integer({ min: 2, max: 6 }),
        async (people, classes) => {
          const { db } = await testDatabase()
          const ids = await makeCustomers(
            db,
            people.map(({ days, buys }) => ({
              purchases: Array.from({ length: buys }, () => ({
                at: new Date(asOf - days * dayMs - 1).toISOString(),
                amount: 10,
              })),
            })),
          )
          await makeRfmScores(db, { asOf, by, settings: rfmSettingsSchema.parse({ classes }) })
          const markOf = (values: readonly number[], value: number) =>
            1 + Math.floor((values.filter((v) => v < value).length * classes) / values.length)
          for (const [i, { days, buys }] of people.entries()) {
            const found = Object.fromEntries(
              (await scoresOf(db, ids[i] ?? 0)).map((s) => [s.key, s.value]),
            )
            expect(found).toEqual({
              recencyMark: markOf(
                people.map((p) => -p.days),
                -days,
              ),
              frequencyMark: markOf(
                people.map((p) => p.buys),
                buys,
              ),
              valueMark: markOf(
                people.map((p) => p.buys),
                buys,
              ),
            })
          }
        },
      ),
      { numRuns: 3 },
    )
  })

  test('thresholds of one’s own are kept to; wrong ones are refused with the reason', async () => {
    const { db } = await testDatabase()
    const [lately] = await makeCustomers(db, [
      { purchases: [{ at: '2026-06-20T00:00:00Z', amount: 5 }] },
      { purchases: [{ at: '2025-01-01T00:00:00Z', amount: 5 }] },
    ])
    const settings = rfmSettingsSchema.parse({
      classes: 3,
      cuts: { recencyDays: [30, 365], purchaseCount: [2, 5], totalAmount: [1, 5] },
    })
    await makeRfmScores(db, { asOf, by, settings })
    const scores = await scoresOf(db, lately ?? 0)
    expect(scores.map((s) => [s.key, s.value])).toEqual([
      ['frequencyMark', 1],
      ['recencyMark', 3],
      ['valueMark', 3],
    ])
    expect(scores[0]).toMatchObject({ windowFrom: Date.parse('2025-01-01T00:00:00Z'), asOf })
    const wrong = rfmSettingsSchema.parse({ classes: 3, cuts: { purchaseCount: [5, 2] } })
    await expect(makeRfmScores(db, { asOf, by, settings: wrong })).rejects.toThrow(
      'purchaseCount must ascend: 2 stands after a larger value.',
    )
    const short = rfmSettingsSchema.parse({ classes: 5, cuts: { totalAmount: [1] } })
    await expect(makeRfmScores(db, { asOf, by, settings: short })).rejects.toThrow(
      'totalAmount has 1 thresholds; 5 marks need 4.',
    )
  })
})

describe('buying behaviour', () => {
  let db: Db
  let ids: readonly number[]
  beforeAll(async () => {
    db = (await testDatabase()).db
    ids = await makeCustomers(
      db,
      Array.from({ length: 400 }, (_, i) => buyer(i)),
    )
    await makeBuyingScores(db, { asOf, by, settings: buyingSettingsSchema.parse({}) })
  })

  test('every score names its model, version and date', async () => {
    const scores = await scoresOf(db, ids[0] ?? 0)
    expect(scores.map((s) => s.key)).toEqual([
      'alive',
      'churnRisk',
      'expectedAmount',
      'expectedPurchases',
      'expectedValue',
    ])
    for (const score of scores) {
      expect(score).toMatchObject({ model: 'BG/NBD + Gamma-Gamma', version: 1, asOf })
    }
  })

  test('a segment can be built on a score at once', async () => {
    const safe = await countSegment(
      db,
      { type: 'field', field: 'scores.alive', op: 'moreThan', value: 0.5 },
      asOf,
    )
    const gone = await countSegment(
      db,
      { type: 'field', field: 'scores.alive', op: 'atMost', value: 0.5 },
      asOf,
    )
    expect(safe + gone).toBe(400)
    expect(gone).toBeGreaterThan(0)
    const bins = await scoreDistribution(db, 'alive', 10)
    expect(bins).toHaveLength(10)
    expect(bins.reduce((sum, b) => sum + b.customers, 0)).toBe(400)
  })

  test('made again it is the next version, and the earlier one stays on record', async () => {
    const again = await makeBuyingScores(db, {
      asOf,
      by,
      settings: buyingSettingsSchema.parse({ aheadDays: 30 }),
    })
    expect(again.version).toBe(2)
    const models = await listModels(db, { name: 'BG/NBD + Gamma-Gamma' })
    expect(models.map((m) => [m.version, m.keys.length])).toEqual([
      [2, 5],
      [1, 0],
    ])
  })

  test('too few buyers are said to be too few', async () => {
    const { db: empty } = await testDatabase()
    await expect(
      makeBuyingScores(empty, { asOf, by, settings: buyingSettingsSchema.parse({}) }),
    ).rejects.toThrow('Only 0 customers have bought by then; this needs at least 50.')
  })

  test('readiness to respond is not made up where nobody was contacted', async () => {
    await expect(
      makePropensityScores(db, { asOf, by, settings: propensitySettingsSchema.parse({}) }),
    ).rejects.toThrow('Only 0 contacts have run out their window; this needs 200.')
  })

  test('an outside score replaces its last version; customers nobody knows are answered', async () => {
    const [one, two] = await db
      .selectFrom('customer')
      .select(['id', 'external_id'])
      .orderBy('id')
      .limit(2)
      .execute()
    const save = (values: { customer: string; value: number }[]) =>
      saveOutsideScores(db, {
        ...{ key: 'creditRisk', model: 'Bureau', windowFrom: null, asOf, note: '', values, by },
      })
    await save([{ customer: one?.external_id ?? '', value: 0.3 }])
    const second = await save([
      { customer: two?.external_id ?? '', value: 0.7 },
      { customer: 'nobody', value: 1 },
    ])
    expect(second).toEqual({ version: 2, customers: 1, unknown: ['nobody'] })
    const keyOf = async (id: number | undefined) =>
      (await scoresOf(db, id ?? 0)).filter((s) => s.key === 'creditRisk').map((s) => s.value)
    expect(await keyOf(one?.id)).toEqual([])
    expect(await keyOf(two?.id)).toEqual([0.7])
  })
})

describe('readiness to respond', () => {
  test('who bought lately responds more often, and the model says so on customers held out', async () => {
    const { db } = await testDatabase()
    const people = Array.from({ length: 900 }, (_, i) => ({
      days: Math.floor(drawUnit('d', i) * 400),
    }))
    const contactedAt = asOf - 60 * dayMs
    const customers = await makeCustomers(
      db,
      people.map(({ days }) => ({
        purchases: [{ at: new Date(contactedAt - days * dayMs).toISOString(), amount: 10_000 }],
      })),
    )
    await makeContacts(db, {
      campaign: crypto.randomUUID(),
      kind: 'live',
      contacts: people.map(({ days }, i) => ({
        customer: customers[i] ?? 0,
        at: new Date(contactedAt).toISOString(),
        channel: 'email',
        responses:
          drawUnit('r', i) < 0.8 * Math.exp(-days / 120)
            ? [{ kind: 'clicked', at: new Date(contactedAt + dayMs).toISOString() }]
            : [],
      })),
    })
    const made = await makePropensityScores(db, {
      ...{ asOf, by },
      settings: propensitySettingsSchema.parse({}),
    })
    const heldOut = made.heldOut.tenths.reduce((sum, t) => sum + t.customers, 0)
    expect(made.model.observations + heldOut).toBe(900)
    expect(heldOut).toBeGreaterThan(200)
    expect(made.heldOut.areaUnderCurve).toBeGreaterThan(0.65)
    expect(made.heldOut.brier).toBeLessThan(made.heldOut.brierOfShare)
    // What SQL gives every customer is what the model says of the same features.
    const [recent, old] = [0, 1].map((which) => {
      const at = people.map((p, i) => ({ ...p, i })).toSorted((a, b) => a.days - b.days)
      return customers[at.at(which === 0 ? 0 : -1)?.i ?? 0] ?? 0
    })
    const [high] = await scoresOf(db, recent ?? 0)
    const [low] = await scoresOf(db, old ?? 0)
    expect(high?.key).toBe('propensity')
    expect(high?.value).toBeGreaterThan((low?.value ?? 1) + 0.2)
  })
})

/** Buys every few weeks and, after a while that chance decides, no more. */
function buyer(i: number): MadeCustomer {
  const gapDays = 5 + Math.floor(drawUnit('gap', i) * 60)
  const purchases = 1 + Math.floor(-Math.log(1 - drawUnit('many', i)) * 3)
  const first = asOf - 360 * dayMs + Math.floor(drawUnit('first', i) * 60) * dayMs
  return {
    purchases: Array.from({ length: purchases }, (_, n) => ({
      at: new Date(first + n * gapDays * dayMs * (0.5 + drawUnit('when', i, n))).toISOString(),
      amount: Math.round(2000 + 30_000 * drawUnit('amount', i) + 5000 * drawUnit('each', i, n)),
    })).filter(({ at }) => Date.parse(at) < asOf),
  }
}
