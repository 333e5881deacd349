import { expect, test } from 'vitest'
import { differenceOf, shareOf } from '../../engine/shares.ts'

// Newcombe, “Two-sided confidence intervals for the single proportion”, Statistics in Medicine 17 (1998), table I.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lie between %f and %f', (hits, n, low, high) => {
  const share = shareOf(hits, n)
  expect(share?.value).toBe(hits / n)
  expect(share?.low).toBeCloseTo(low, 4)
  expect(share?.high).toBeCloseTo(high, 4)
})

test('nobody has no share', () => {
  expect(shareOf(0, 0)).toBeNull()
})

// Newcombe, “Interval estimation for the difference between independent proportions” (1998), table II, method 10.
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [10, 10, 0, 20, 0.6791, 1],
])('%i of %i exceeds %i of %i by %f to %f', (a, m, b, n, low, high) => {
  const [share, other] = [shareOf(a, m), shareOf(b, n)]
  if (!share || !other) throw new Error('no share')
  const difference = differenceOf(share, other)
  expect(difference.low).toBeCloseTo(low, 4)
  expect(difference.high).toBeCloseTo(high, 4)
})
