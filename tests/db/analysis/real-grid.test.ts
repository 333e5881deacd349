import { expect, test } from 'vitest'
import { countGrid } from '../../../db/analysis/grid.ts'
import { axisSchema } from '../../../schemas/grid.ts'
import { testDatabase } from '../../support/database.ts'
import { importRealPurchases, readPurchases, realPurchases } from './real-purchases.ts'

const dayCuts = [91, 181, 366]
const spendCuts = [20, 50, 100, 200]
const lastDay = Date.parse('1998-06-30')

test.runIf(realPurchases)(
  'the grid of dormancy and spending as of 1998-06-30 equals what the file says',
  { timeout: 120_000 },
  async () => {
    const { db } = await testDatabase()
    const file = realPurchases ?? ''
    await importRealPurchases(db, file)
    const grid = await countGrid(db, {
      rule: { type: 'everyone' },
      rows: axisSchema.parse({ by: 'ranges', field: 'recencyDays', cuts: dayCuts }),
      columns: axisSchema.parse({ by: 'ranges', field: 'totalAmount', cuts: spendCuts }),
      asOf: Date.parse('1998-06-30T23:59:59+09:00'),
    })
    const found = grid.cells.map(({ row, column, customers, purchases, amount }) => ({
      ...{ row, column, customers, purchases },
      cents: Math.round(amount * 100),
    }))
    expect(found).toEqual(tally(file))
    const perRow = dayCuts
      .concat(0)
      .map((_, row) =>
        grid.cells
          .filter((cell) => cell.row === row)
          .reduce((sum, cell) => sum + cell.customers, 0),
      )
    expect(perRow).toEqual([3317, 2057, 2976, 15_220])
  },
)

/** The same table, counted from the lines of the file. */
function tally(file: string) {
  const people = new Map<string, { last: string; cents: number; purchases: number }>()
  for (const { customer, day, amount } of readPurchases(file)) {
    const known = people.get(customer) ?? { last: day, cents: 0, purchases: 0 }
    people.set(customer, {
      last: [known.last, day].toSorted().at(-1) ?? day,
      cents: known.cents + Math.round(amount * 100),
      purchases: known.purchases + 1,
    })
  }
  const cells = new Map<
    string,
    { row: number; column: number; customers: number; purchases: number; cents: number }
  >()
  for (const { last, cents, purchases } of people.values()) {
    const days = (lastDay - Date.parse(last)) / 86_400_000
    const row = dayCuts.filter((cut) => days >= cut).length
    const column = spendCuts.filter((cut) => cents >= cut * 100).length
    const cell = cells.get(`${row} ${column}`) ?? {
      row,
      column,
      customers: 0,
      purchases: 0,
      cents: 0,
    }
    cells.set(`${row} ${column}`, {
      ...cell,
      customers: cell.customers + 1,
      purchases: cell.purchases + purchases,
      cents: cell.cents + cents,
    })
  }
  return [...cells.values()].toSorted((a, b) => a.row - b.row || a.column - b.column)
}
