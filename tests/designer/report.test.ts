import { expect, test } from 'vitest'
import { incrementalOf } from '../../designer/pages/report/control.ts'
import { type Arm, verdictsOf } from '../../designer/pages/report/verdict.ts'

/** An arm with its Wilson interval, z = 1.96. */
function arm(port: string, people: number, buyers: number, holdOut = false): Arm {
  const p = buyers / people
  const z = 1.96
  const middle = (p + z ** 2 / (2 * people)) / (1 + z ** 2 / people)
  const half =
    (z / (1 + z ** 2 / people)) * Math.sqrt((p * (1 - p)) / people + z ** 2 / (4 * people ** 2))
  return {
    node: 1,
    port,
    label: port,
    holdOut,
    people,
    contacted: people,
    buyers,
    rate: { value: p, low: middle - half, high: middle + half },
    aboveHoldOut: null,
    purchases: buyers,
    amount: 0,
    cost: 0,
  }
}
const say = (...arms: readonly Arm[]) => verdictsOf(arms).map((verdict) => verdict.say)

test('an arm is the best only when every other is clearly below it', () => {
  expect(say(arm('a', 5594, 1842), arm('b', 5593, 1450))).toEqual(['best', 'behind'])
  expect(say(arm('a', 500, 165), arm('b', 500, 155))).toEqual(['open', 'open'])
  expect(say(arm('a', 5000, 1750), arm('b', 5000, 1700), arm('c', 5000, 900))).toEqual([
    'open',
    'open',
    'behind',
  ])
})

test('the hold-out is never judged', () => {
  expect(say(arm('a', 5594, 1842), arm('none', 1243, 147, true))).toEqual(['best', 'holdOut'])
})

test('an arm without people has no verdict', () => {
  expect(say({ ...arm('a', 1, 0), people: 0, rate: null }, arm('b', 10, 3))).toEqual([
    'nobody',
    'best',
  ])
})

test('what is still needed is said as a number of people', () => {
  const [first] = verdictsOf([arm('a', 500, 165), arm('b', 500, 155)])
  // 33 % and 31 % at 80 % power and 5 %: about 8,500 in each arm (Fleiss, without correction).
  expect(first?.say === 'open' && first.more).toBeGreaterThan(7_500)
  expect(first?.say === 'open' && first.more).toBeLessThan(9_000)
  const equal = verdictsOf([arm('a', 500, 150), arm('b', 500, 150)])
  expect(equal.every((verdict) => verdict.say === 'open' && Number.isFinite(verdict.more))).toBe(
    true,
  )
})

test('what the control group did by itself is no merit of the campaign', () => {
  const tried = { ...arm('a', 900, 270), amount: 9_000_000, cost: 1_000_000 }
  const control = { ...arm('none', 100, 10, true), amount: 400_000 }
  const [found] = incrementalOf([tried, control])
  expect(found?.buyers.value).toBeCloseTo(180)
  // As many people of the control group would have bought for 3,600,000.
  expect(found).toMatchObject({ people: 900, controlPeople: 100, sales: 5_400_000 })
  expect(found?.returnOnInvestment).toBeCloseTo(4.4)
  expect(incrementalOf([tried])).toEqual([])
})
