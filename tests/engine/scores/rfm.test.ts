import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classOf, quantileCuts } from '../../../engine/scores/rfm.ts'

function counted(values: readonly number[]) {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, customers]) => ({ value, customers }))
    .toSorted((a, b) => a.value - b.value)
}

describe('fifths', () => {
  test('ten different values give two customers to each mark', () => {
    const cuts = quantileCuts(counted([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 5)
    expect(cuts).toEqual([3, 5, 7, 9])
    expect([1, 2, 3, 9, 10].map((v) => classOf(v, cuts))).toEqual([1, 1, 2, 5, 5])
  })

  test('half the customers with one purchase all get the lowest mark, and no mark is given by chance', () => {
    const cuts = quantileCuts(counted([1, 1, 1, 1, 1, 2, 3, 4, 5, 6]), 5)
    expect([1, 2, 3, 4, 5, 6].map((v) => classOf(v, cuts))).toEqual([1, 3, 4, 4, 5, 5])
  })

  test('everybody alike gets one mark', () => {
    expect(quantileCuts(counted([7, 7, 7]), 5)).toEqual([])
    expect(classOf(7, [])).toBe(1)
  })

  test('nobody is cut', () => expect(quantileCuts([], 5)).toEqual([]))
})

test('a mark says how large a share lies below, whatever the values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 2, max: 10 }),
      (values, classes) => {
        const cuts = quantileCuts(counted(values), classes)
        for (const value of values) {
          const below = values.filter((v) => v < value).length
          expect(classOf(value, cuts)).toBe(1 + Math.floor((below * classes) / values.length))
        }
      },
    ),
  )
})
