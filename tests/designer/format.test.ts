import { expect, test } from 'vitest'
import { formatsOf } from '../../designer/format.ts'

const ko = formatsOf('ko', { zone: 'Asia/Seoul' })
const en = formatsOf('en', { zone: 'Asia/Seoul' })

test('money is written in the currency of the installation', () => {
  expect(ko.money(42_000)).toBe('₩42,000')
  expect(formatsOf('en', { currency: 'EUR' }).money(12.5)).toBe('€12.50')
})

test('instants are shown in the zone of the installation', () => {
  expect(ko.time('2026-11-22T15:30:00Z')).toBe('00:30')
  expect(ko.dayShort('2026-11-22T15:30:00Z')).toBe('11. 23.')
  expect(en.day(Date.parse('2026-11-22T15:30:00Z'))).toBe('23 Nov 2026')
})

test('a calendar date is the same everywhere', () => {
  expect(formatsOf('en', { zone: 'America/Los_Angeles' }).plainDay('2026-11-22')).toBe(
    '22 Nov 2026',
  )
})

test('distances are said in the largest unit that fits', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(en.ago(now - 3 * 86_400_000, now)).toBe('3 days ago')
  expect(ko.ago(now - 7_200_000, now)).toBe('2시간 전')
})

test('large figures fit small places: three digits, in the words of the language', () => {
  expect([ko.moneyShort(31_997_000), en.moneyShort(31_997_000)]).toEqual(['₩3,200만', '₩32m'])
  expect([ko.numberShort(912_290), ko.numberShort(9_400)]).toEqual(['91.2만', '9,400'])
  expect([ko.points(0.182), ko.points(-0.05), ko.points(0)]).toEqual(['+18.2%p', '-5%p', '0%p'])
})
