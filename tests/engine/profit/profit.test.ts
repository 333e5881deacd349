import { describe, expect, test } from 'vitest'
import { costOf } from '../../../engine/profit/activity-cost.ts'
import { whaleCurve } from '../../../engine/profit/whale-curve.ts'

describe('activity cost', () => {
  test('a call centre of 10,000 minutes for 5,000,000 charges 500 a minute and shows what stood idle', () => {
    expect(costOf({ key: 'call', spent: 5_000_000, capacity: 10_000 }, 7000)).toEqual({
      key: 'call',
      rate: 500,
      used: 7000,
      assigned: 3_500_000,
      unassigned: 1_500_000,
    })
  })

  test('more used than there is capacity shows as cost that was never spent', () => {
    expect(costOf({ key: 'letter', spent: 100, capacity: 10 }, 12).unassigned).toBe(-20)
  })
})

describe('whale curve', () => {
  test('one pays for two who lose money', () => {
    const curve = whaleCurve([
      { customers: 1, profit: 150 },
      { customers: 1, profit: -20 },
      { customers: 2, profit: -30 },
    ])
    expect(curve?.total).toBe(100)
    expect(curve?.peak).toEqual({ customers: 0.25, profit: 1.5 })
    expect(curve?.points.at(-1)).toEqual({ customers: 1, profit: 1 })
  })

  test('without profit there is nothing to share', () => {
    expect(whaleCurve([])).toBeNull()
    expect(whaleCurve([{ customers: 3, profit: -1 }])).toBeNull()
  })
})
