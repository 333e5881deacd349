import { expect, test } from 'vitest'
import { ratesFrom, ratesTo, saidAgain } from '../../designer/pages/profit/rates.ts'

const row = (id: string, category: string, percent = 30) => ({ id, category, percent })

test('a category that is named twice is refused at its second row, however it is spaced', () => {
  expect([...saidAgain([row('a', '식품'), row('b', '의류'), row('c', ' 식품 ')])]).toEqual(['c'])
  expect(saidAgain([row('a', ''), row('b', ' '), row('c', '식품')]).size).toBe(0)
})

test('rates are shown as percentages and given back as shares', () => {
  expect(
    ratesTo([...ratesFrom({ 식품: 0.125 }), row('new', ' 의류 ', 40), row('empty', '')]),
  ).toEqual({ 식품: 0.125, 의류: 0.4 })
})
