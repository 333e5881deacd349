import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { countGrid } from '../../../db/analysis/grid.ts'
import type { Db } from '../../../db/schema.ts'
import { countSegment } from '../../../db/segments/segments.ts'
import { together } from '../../../engine/rules/bands.ts'
import { type Axis, axisSchema } from '../../../schemas/grid.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { testDatabase } from '../../support/database.ts'
import { makeCustomers } from '../make-customers.ts'

const asOf = Date.parse('2026-03-01T00:00:00Z')
const everyone: Rule = { type: 'everyone' }
const dormancy = ranges('dormancyMonths', [1, 3, 6])
const axes: readonly Axis[] = [
  dormancy,
  ranges('points', [100, 1000]),
  axisSchema.parse({ by: 'ranges', field: 'totalAmount', groups: 4 }),
  axisSchema.parse({ by: 'ranges', field: 'recencyDays', groups: 3 }),
  axisSchema.parse({ by: 'ranges', field: 'ageYears', groups: 3 }),
  axisSchema.parse({ by: 'ranges', field: 'attributes.visits', cuts: [2, 4] }),
  axisSchema.parse({ by: 'ranges', field: 'lastPurchaseAt', cuts: ['2025-06-01', '2026-01-01'] }),
  axisSchema.parse({ by: 'values', field: 'region', top: 2 }),
  axisSchema.parse({ by: 'values', field: 'attributes.visits', top: 3 }),
  axisSchema.parse({ by: 'values', field: 'scores.alive' }),
  {
    by: 'rules',
    bands: [
      { name: 'churning', rule: { type: 'field', field: 'recencyDays', op: 'atLeast', value: 90 } },
      {
        name: 'loyal',
        rule: { type: 'purchases', measure: 'count', op: 'atLeast', value: 2, withinDays: 400 },
      },
    ],
  },
]

function ranges(field: string, cuts: (number | string)[]): Axis {
  return axisSchema.parse({ by: 'ranges', field, cuts })
}

let db: Db
beforeAll(async () => {
  db = (await testDatabase()).db
  await makeCustomers(
    db,
    Array.from({ length: 120 }, (_, i) => ({
      points: (i * 37) % 2000,
      region: [null, '서울', '부산', 'Jeju'][i % 4] ?? null,
      birthDate: i % 7 === 0 ? null : `${1950 + (i % 50)}-02-28`,
      attributes: i % 5 === 0 ? {} : { visits: i % 3 === 0 ? 'many' : i % 6 },
      erased: i % 20 === 19,
      ...(i % 3 ? { scores: { alive: (i % 5) / 4 } } : {}),
      purchases: Array.from({ length: i % 4 }, (_, n) => ({
        at: new Date(asOf - ((i * 7 + n * 50) % 700) * 86_400_000).toISOString(),
        amount: (i * 13) % 97,
      })),
    })),
  )
})

test('every cell holds exactly the customers of its rules, and everybody stands in one cell', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...axes),
      fc.option(fc.constantFrom(...axes)),
      fc.constantFrom<Rule>(everyone, {
        type: 'field',
        field: 'points',
        op: 'lessThan',
        value: 900,
      }),
      fc.constantFrom(asOf, asOf - 200 * 86_400_000),
      async (rows, columns, rule, at) => {
        const grid = await countGrid(db, { rule, rows, columns, asOf: at })
        for (const cell of grid.cells) {
          const [row, column] = [grid.rows[cell.row], grid.columns[cell.column]]
          const chosen = together([rule, row?.rule ?? everyone, column?.rule ?? everyone])
          expect(await countSegment(db, chosen, at)).toBe(cell.customers)
        }
        const sum = grid.cells.reduce((all, cell) => all + cell.customers, 0)
        expect(sum).toBe(await countSegment(db, rule, at))
      },
    ),
    { numRuns: 40 },
  )
})

test('groups of equal size never part equal values', async () => {
  const axis = axisSchema.parse({ by: 'ranges', field: 'purchaseCount', groups: 10 })
  const { rows } = await countGrid(db, { rule: everyone, rows: axis, columns: null, asOf })
  expect(rows.map((row) => (row.kind === 'range' ? row.from : row.kind))).toEqual([null, 1, 2, 3])
})

test('cuts that do not ascend and a text cut into groups are refused with the reason', async () => {
  const count = (rows: Axis) => countGrid(db, { rule: everyone, rows, columns: null, asOf })
  await expect(count(ranges('points', [5, 5]))).rejects.toThrow(
    'The cuts of "points" must ascend: 5 does not.',
  )
  await expect(count(axisSchema.parse({ by: 'ranges', field: 'region' }))).rejects.toThrow(
    '"region" cannot be cut into groups of equal size',
  )
})
