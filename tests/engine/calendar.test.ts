import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import {
  dateTimeIn,
  localTimeAtOrAfter,
  nextWeekdayTime,
  timeOfDayIn,
} from '../../engine/calendar.ts'
import { monday } from './catalogue.ts'
import { day, hour } from './traveller.ts'

const utc = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const iso = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString()

test('a time of day that is now is now, and one that has passed is tomorrow’s', () => {
  expect(localTimeAtOrAfter('Asia/Seoul', '09:00', monday)).toBe(monday)
  expect(localTimeAtOrAfter('Asia/Seoul', '09:00', monday + 1)).toBe(monday + day)
  expect(localTimeAtOrAfter('Asia/Seoul', '08:59', monday)).toBe(monday + day - 60_000)
})

test.each([
  ['the same day, later', [1], '10:00', monday + hour],
  ['the same day, passed: in a week', [1], '08:00', monday + 7 * day - hour],
  ['the next of two days', [3, 5], '09:00', monday + 2 * day],
  ['Sunday is 7', [7], '09:00', monday + 6 * day],
])('the next weekday and hour: %s', (_what, weekdays, time, expected) => {
  expect(nextWeekdayTime('Asia/Seoul', { weekdays, time }, monday)).toBe(expected)
})

test('the customer’s zone decides which day it is', () => {
  // Monday 00:30 in Seoul is still Sunday in New York.
  const early = utc('2026-03-01T15:30:00Z')
  const wanted = { weekdays: [7], time: '12:00' }
  expect(iso(nextWeekdayTime('America/New_York', wanted, early))).toBe('2026-03-01T17:00:00Z')
  expect(iso(nextWeekdayTime('Asia/Seoul', wanted, early))).toBe('2026-03-08T03:00:00Z')
})

test('an hour that a change of clocks skips is as much later as clocks were moved', () => {
  expect(iso(dateTimeIn('America/New_York', '2026-03-08', '02:30'))).toBe('2026-03-08T07:30:00Z')
})

test('an hour that a change of clocks repeats means its first time', () => {
  expect(iso(dateTimeIn('America/New_York', '2026-11-01', '01:30'))).toBe('2026-11-01T05:30:00Z')
  // In the second pass of that hour, the time of day has been and comes again tomorrow.
  const second = utc('2026-11-01T06:10:00Z')
  expect(iso(localTimeAtOrAfter('America/New_York', '01:30', second))).toBe('2026-11-02T06:30:00Z')
})

test('an unknown zone is refused by name', () => {
  expect(() => timeOfDayIn('Asia/Atlantis', monday)).toThrow(/Asia\/Atlantis/)
})

const zones = [
  'Asia/Seoul',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/St_Johns',
  'UTC',
]
const instants = fc.integer({ min: utc('1995-01-01T00:00:00Z'), max: utc('2040-01-01T00:00:00Z') })
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))

test('a date and time means the same instant as in Temporal, in every zone and season', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, times, (zone, near, time) => {
      const date = Temporal.Instant.fromEpochMilliseconds(near).toZonedDateTimeISO(zone)
      const plain = date.toPlainDate()
      const expected = plain
        .toPlainDateTime(Temporal.PlainTime.from(time))
        .toZonedDateTime(zone, { disambiguation: 'compatible' })
      expect(dateTimeIn(zone, plain.toString(), time)).toBe(expected.epochMilliseconds)
    }),
    { numRuns: 400 },
  )
})

test('the next time of day is the first such instant, never early and at most two days away', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), instants, times, (zone, from, time) => {
      const found = localTimeAtOrAfter(zone, time, from)
      expect(found).toBeGreaterThanOrEqual(from)
      expect(found - from).toBeLessThanOrEqual(2 * day)
      const shown = Temporal.Instant.fromEpochMilliseconds(found).toZonedDateTimeISO(zone)
      const shows = shown.toPlainTime().toString({ smallestUnit: 'minute' }) === time
      const skipped = shown.toPlainDate().toPlainDateTime(time).toZonedDateTime(zone)
      expect(shows || skipped.epochMilliseconds === found).toBe(true)
    }),
    { numRuns: 400 },
  )
})
