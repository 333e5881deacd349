import { describe, expect, test } from 'vitest'
import { inferType } from '../../../intake/import/customer-fields.ts'
import { compileDateFormat } from '../../../intake/import/date-format.ts'
import { detectDelimiter, parseDelimiter } from '../../../intake/import/detect-delimiter.ts'
import { mapColumns, parseMapping } from '../../../intake/import/map-columns.ts'
import { createDateReader } from '../../../intake/import/read-date.ts'
import { readAmount, readCount } from '../../../intake/import/read-number.ts'
import {
  readConsent,
  readEmail,
  readGender,
  readPhone,
} from '../../../intake/import/read-person.ts'
import { purchaseFields } from '../../../intake/import/read-purchase.ts'

const now = Date.parse('2026-11-20T03:00:00Z')

function iso(
  text: string,
  { format, zone = 'Asia/Seoul' }: { format?: string; zone?: string } = {},
) {
  const compiled = format === undefined ? undefined : compileDateFormat(format)
  const read = createDateReader({ format: compiled, zone, now })(text)
  return typeof read === 'string' ? read : new Date(read.at).toISOString()
}

describe('a date', () => {
  test.each([
    ['20240105'],
    ['2024-01-05'],
    ['2024-1-5'],
    ['2024.01.05'],
    ['2024. 1. 5.'],
    ['2024/01/05'],
    ['2024년 1월 5일'],
  ])('%s is the fifth of January, on that day in Seoul and in UTC', (text) => {
    expect(iso(text)).toBe('2024-01-05T00:00:00.000Z')
  })
  test.each([
    ['2024-01-05 14:05', '2024-01-05T05:05:00.000Z'],
    ['2024-01-05T14:05:30.250', '2024-01-05T05:05:30.250Z'],
    ['2024-01-05T14:05:30Z', '2024-01-05T14:05:30.000Z'],
    ['2024-01-05T14:05:30+01:00', '2024-01-05T13:05:30.000Z'],
    ['20240105140530', '2024-01-05T05:05:30.000Z'],
    ['2024-01-05 오후 2:05:00', '2024-01-05T05:05:00.000Z'],
    ['2024-01-05 오전 12:05', '2024-01-04T15:05:00.000Z'],
  ])('%s is an instant of the zone, or of its own offset', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
  test.each([
    ['2024-02-30', 'DATE_IMPOSSIBLE'],
    ['2023-02-29', 'DATE_IMPOSSIBLE'],
    ['2024-13-01', 'DATE_IMPOSSIBLE'],
    ['2024-01-00', 'DATE_IMPOSSIBLE'],
    ['1024-01-01', 'DATE_IMPOSSIBLE'],
    ['2024-01-05 25:00', 'DATE_IMPOSSIBLE'],
    ['2026-11-21', 'DATE_IN_FUTURE'],
    ['2026-11-21 10:00', 'DATE_IN_FUTURE'],
    ['05/01/2024', 'DATE_UNREADABLE'],
    ['yesterday', 'DATE_UNREADABLE'],
    ['', 'DATE_UNREADABLE'],
  ])('%s is refused', (text, expected) => {
    expect(iso(text)).toBe(expected)
  })
  test('today is never later than now', () => {
    const early = Date.parse('2026-11-19T16:00:00Z')
    const read = createDateReader({ zone: 'Asia/Seoul', now: early })
    expect(read('2026-11-20')).toEqual({ at: early, key: '2026-11-20' })
  })
  test('a format says what cannot be known', () => {
    expect(iso('05/01/2024', { format: 'dd/MM/yyyy' })).toBe('2024-01-05T00:00:00.000Z')
    expect(iso('05/01/2024', { format: 'MM/dd/yyyy' })).toBe('2024-05-01T00:00:00.000Z')
    expect(iso('5.1.24 9:30', { format: 'd.M.yy H:mm' })).toBe('2024-01-05T00:30:00.000Z')
    expect(iso('2024-01-05', { format: 'yyyyMMdd' })).toBe('DATE_UNREADABLE')
  })
  test('a format without a year, or with two months, is refused', () => {
    expect(() => compileDateFormat('dd/MM')).toThrow(/year, month and day/)
    expect(() => compileDateFormat('yyyy-MM-dd MM')).toThrow(/once each/)
  })
  test('where clocks change, the day of the file is still the day', () => {
    expect(iso('2024-03-10', { zone: 'America/New_York' })).toBe('2024-03-10T05:00:00.000Z')
    expect(iso('2024-03-10 02:30', { zone: 'America/New_York' })).toBe('2024-03-10T07:30:00.000Z')
    expect(iso('2024-03-31', { zone: 'Europe/Berlin' })).toBe('2024-03-31T00:00:00.000Z')
  })
})

describe('an amount', () => {
  test.each([
    ['11.77', '11.77'],
    ['0', '0.00'],
    ['1,234,567', '1234567.00'],
    ['₩35,000', '35000.00'],
    ['35,000원', '35000.00'],
    ['$ 11.5', '11.50'],
    ['KRW 1,000', '1000.00'],
    ['+5', '5.00'],
    ['7.1000', '7.10'],
  ])('%s is %s', (text, expected) => {
    expect(readAmount(text)).toBe(expected)
  })
  test.each([
    ['abc', 'NUMBER_UNREADABLE'],
    ['', 'NUMBER_UNREADABLE'],
    ['1.234,56', 'NUMBER_UNREADABLE'],
    ['12,34', 'NUMBER_UNREADABLE'],
    ['1e5', 'NUMBER_UNREADABLE'],
    ['=1+1', 'NUMBER_UNREADABLE'],
    ['NaN', 'NUMBER_UNREADABLE'],
    ['-5', 'NUMBER_NEGATIVE'],
    ['-₩3,000', 'NUMBER_NEGATIVE'],
    ['(3,000)', 'NUMBER_NEGATIVE'],
    ['1.005', 'NUMBER_TOO_PRECISE'],
    ['1000000000000', 'NUMBER_TOO_LARGE'],
  ])('%s is refused as %s', (text, problem) => {
    expect(readAmount(text)).toEqual({ problem })
  })
  test('a count is whole', () => {
    expect(readCount('1,234개')).toBe(1234)
    expect(readCount('2.00')).toBe(2)
    expect(readCount('2.5')).toEqual({ problem: 'NUMBER_TOO_PRECISE' })
    expect(readCount('3000000000')).toEqual({ problem: 'NUMBER_TOO_LARGE' })
  })
})

describe('a person', () => {
  test('a phone number is kept as it is dialled, with the 0 that spreadsheets drop', () => {
    expect(readPhone('010-1234-5678')).toBe('010-1234-5678')
    expect(readPhone('+82 10-1234-5678')).toBe('010-1234-5678')
    expect(readPhone('1012345678')).toBe('010-1234-5678')
    expect(readPhone('02) 123-4567')).toBe('021234567')
    expect(readPhone('+1 (415) 555-2671')).toBe('+14155552671')
    expect(readPhone('12345')).toBeUndefined()
    expect(readPhone('없음')).toBeUndefined()
  })
  test('an e-mail address has one @ and a domain', () => {
    expect(readEmail('kim@example.com')).toBe('kim@example.com')
    for (const bad of [
      'kim',
      'kim@',
      'kim@host',
      'a b@example.com',
      'a@b@example.com',
      'a@example.com\nBcc: x@y.z',
    ]) {
      expect(readEmail(bad)).toBeUndefined()
    }
  })
  test('gender and consent speak Korean and English', () => {
    expect(['여', 'F', '남성', 'male'].map(readGender)).toEqual(['f', 'f', 'm', 'm'])
    expect(['Y', '동의', '1', '수신 동의'].map(readConsent)).toEqual([true, true, true, true])
    expect(['N', '거부', '0', '수신거부'].map(readConsent)).toEqual([false, false, false, false])
    expect(readConsent('maybe')).toBeUndefined()
  })
  test('a column of codes with leading zeros is text', () => {
    expect(inferType(['1', '', '2.5'])).toBe('number')
    expect(inferType(['01', '2'])).toBe('text')
    expect(inferType(['true', 'false'])).toBe('boolean')
    expect(inferType(['', ''])).toBe('text')
  })
})

describe('columns', () => {
  const map = (header: string, mapping = '') =>
    mapColumns(header.split(','), {
      specs: purchaseFields,
      mapping: mapping === '' ? new Map() : parseMapping(mapping),
    })
  test('well-known names are found in both languages, wherever they stand', () => {
    expect(map('구매일,고객번호,비고,결제금액(원)').mapped).toEqual({
      customer: '고객번호',
      date: '구매일',
      amount: '결제금액(원)',
    })
    expect(map('Order Date,Customer ID,TOTAL_AMOUNT,Qty').mapped).toEqual({
      customer: 'Customer ID',
      date: 'Order Date',
      amount: 'TOTAL_AMOUNT',
      quantity: 'Qty',
    })
  })
  test('what is told goes before what is known', () => {
    expect(map('customer,date,amount,net', 'amount=net').mapped['amount']).toBe('net')
    expect(map('a,b,c', 'customer=#1,date=#3,amount=b').places).toEqual(
      new Map([
        ['customer', 0],
        ['date', 2],
        ['amount', 1],
      ]),
    )
  })
  test.each([
    ['a,b,c', '', /customer or date or amount.*"a", "b", "c".*--map customer=COLUMN/],
    ['customer,date,amount', 'amount=price', /no column "price".*"customer", "date", "amount"/],
    ['customer,date,amount', 'weight=amount', /no field "weight".*customer, date, amount/],
    ['customer,date,amount', 'amount=#9', /3 columns.*no column #9/],
    ['customer,date,x,x', 'amount=x', /2 columns named "x"/],
  ])('%s with "%s" is refused', (header, mapping, message) => {
    expect(() => map(header, mapping)).toThrow(message)
  })
  test('a mapping reads field=column', () => {
    expect(() => parseMapping('customer')).toThrow(/must read field=column/)
  })
  test('the delimiter is told by the first line', () => {
    expect(['a,b', 'a\tb,c\td', 'a;b', 'a|b', ' a  b ', '"x,y";b;c'].map(detectDelimiter)).toEqual([
      ',',
      '\t',
      ';',
      '|',
      'space',
      ';',
    ])
    expect(parseDelimiter('tab')).toBe('\t')
    expect(() => parseDelimiter('ab')).toThrow(/must be comma/)
  })
})
