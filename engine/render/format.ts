import type { InstantMs } from '../../schemas/basics.ts'
import { localMs } from '../calendar.ts'
import { dayMs } from '../durations.ts'

export type Language = 'ko' | 'en'

/** Messages are written in Korean unless the customer's language is English. */
export function languageOf(tag: string): Language {
  return tag === 'en' || tag.startsWith('en-') ? 'en' : 'ko'
}

/** 1234567.5 → `1,234,567.5`; at most two decimals. The same in Korean and English. */
export function formatNumber(value: number): string {
  const rounded = Math.round(Math.abs(value) * 100) / 100
  const [whole = '0', decimals] = String(rounded).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${value < 0 && rounded > 0 ? '-' : ''}${grouped}${decimals ? `.${decimals}` : ''}`
}

/** Won as `3,500원` or `₩3,500`, rounded to whole won; any other currency as `12.5 USD`. */
export function formatMoney(
  amount: number,
  { currency, language }: { currency: string; language: Language },
): string {
  if (currency !== 'KRW') return `${formatNumber(amount)} ${currency}`
  const won = formatNumber(Math.round(amount))
  return language === 'ko' ? `${won}원` : `₩${won}`
}

const monthsEn = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The day an instant falls on in a zone: `2026년 11월 22일` or `22 November 2026`. */
export function formatDate(
  at: InstantMs,
  { zone, language }: { zone: string; language: Language },
): string {
  const { year, month, day } = civilDay(localMs(zone, at))
  return language === 'ko'
    ? `${year}년 ${month}월 ${day}일`
    : `${day} ${monthsEn[month - 1]} ${year}`
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Gregorian day of a count of days, by H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021). */
function civilDay(local: number): Day {
  const z = Math.floor(local / dayMs) + 719_468
  const era = Math.floor(z / 146_097)
  const dayOfEra = z - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}
