import type { InstantMs } from '../schemas/basics.ts'
import { localMs } from './calendar.ts'
import { dayMs } from './durations.ts'

/**
 * The meaning of every metric that depends on the day one asks. Days are calendar days in the installation’s zone, so
 * a metric changes at midnight there and nowhere else. SQL that computes the same must agree with these functions.
 * The Gregorian arithmetic is that of Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
 */

/** Two instants and the zone whose calendar counts. */
export interface Since {
  readonly since: InstantMs
  readonly at: InstantMs
  readonly zone: string
}

/** Whole calendar days from the day of `since` to the day of `at`; 0 when `since` is on that day or later. */
export function recencyDays({ since, at, zone }: Since): number {
  return Math.max(0, dayNumber(zone, at) - dayNumber(zone, since))
}

/**
 * Whole calendar months from the day of `since` to the day of `at`: a month is over when its day of the month has come
 * again, so 15 January to 14 March is 1 and to 15 March is 2; 31 January to 28 February is 0 and to 1 March is 1.
 * 0 when `since` is later. PostgreSQL: the years and months of age(day at, day since).
 */
export function dormancyMonths({ since, at, zone }: Since): number {
  return Math.max(0, monthsBetween(dateOf(dayNumber(zone, since)), dateOf(dayNumber(zone, at))))
}

/**
 * The last day (YYYY-MM-DD) on which a last purchase makes a customer dormant for at least `months` at `at`: an index
 * on the instant of the last purchase can then be used. `months` ≥ 1. PostgreSQL: day at − interval 'n months'.
 */
export function dormantSinceDay({
  months,
  at,
  zone,
}: {
  readonly months: number
  readonly at: InstantMs
  readonly zone: string
}): string {
  const { year, month, day } = dateOf(dayNumber(zone, at))
  const index = year * 12 + (month - 1) - months
  const then = { year: Math.floor(index / 12), month: (((index % 12) + 12) % 12) + 1 }
  return dayText({ ...then, day: Math.min(day, daysInMonth(then)) })
}

/** Average amount of a purchase, rounded half away from zero to two decimals; null without purchases. */
export function averageBasket(totals: {
  readonly totalAmount: number
  readonly purchaseCount: number
}): number | null {
  const { totalAmount, purchaseCount } = totals
  if (purchaseCount === 0) return null
  // In whole hundredths, so that a half is exactly a half, as it is in PostgreSQL’s numeric.
  const hundredths = Math.round(Math.abs(totalAmount) * 100)
  const rounded = Math.floor((2 * hundredths + purchaseCount) / (2 * purchaseCount))
  return (totalAmount < 0 && rounded > 0 ? -rounded : rounded) / 100
}

/** Completed years of life on the day of `at`; a birthday on 29 February comes on 1 March in other years. */
export function ageYears({
  birthDate,
  at,
  zone,
}: {
  /** YYYY-MM-DD. */
  readonly birthDate: string
  readonly at: InstantMs
  readonly zone: string
}): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number)
  const months = monthsBetween({ year, month, day }, dateOf(dayNumber(zone, at)))
  return Math.max(0, Math.floor(months / 12))
}

/** The calendar day (YYYY-MM-DD) of an instant in a zone. */
export function dayIn(zone: string, at: InstantMs): string {
  return dayText(dateOf(dayNumber(zone, at)))
}

interface CalendarDate {
  readonly year: number
  /** 1–12. */
  readonly month: number
  /** 1–31. */
  readonly day: number
}

/** Days since 1970-01-01 of the calendar day in `zone`. */
function dayNumber(zone: string, at: InstantMs): number {
  return Math.floor(localMs(zone, at) / dayMs)
}

function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  const months = (to.year - from.year) * 12 + to.month - from.month
  return to.day < from.day ? months - 1 : months
}

function dateOf(dayNumber: number): CalendarDate {
  const shifted = dayNumber + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  }
}

function daysInMonth({ year, month }: { year: number; month: number }): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

function dayText({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
