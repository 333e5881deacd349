import { dateTimeIn, localMs } from '../../engine/calendar.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { type DateFormat, type DateParts, readYearFirst } from './date-format.ts'

export interface ReadDate {
  readonly at: InstantMs
  /** What identifies it whatever the zone: the day if the text names a day alone, else the instant. */
  readonly key: string
}

export type DateProblem = 'DATE_UNREADABLE' | 'DATE_IMPOSSIBLE' | 'DATE_IN_FUTURE'

export type DateReader = (text: string) => ReadDate | DateProblem

/**
 * Reads dates of purchases. A time without an offset is the zone’s. A day without a time means the first instant that
 * lies on that day both in the zone and in UTC, so every later count of days comes out as the file says (for Asia/Seoul
 * that is 09:00). `format` undefined: any writing that begins with the year. Years 1900 to 2100; a day after the one of
 * `now` is refused.
 */
export function createDateReader({
  format = readYearFirst,
  zone,
  now,
}: {
  readonly format?: DateFormat | undefined
  readonly zone: string
  readonly now: InstantMs
}): DateReader {
  // Files repeat a few thousand days; beyond that the memory is given back.
  const known = new Map<string, ReadDate | DateProblem>()
  const daysKnown = new Map<string, number>()
  const read = (text: string): ReadDate | DateProblem => {
    const parts = format(text)
    if (!parts) return 'DATE_UNREADABLE'
    if (!isPossible(parts)) return 'DATE_IMPOSSIBLE'
    const at = instantOf(parts, zone, daysKnown)
    if (at > now && localMs(zone, at) >= endOfToday(zone, now)) return 'DATE_IN_FUTURE'
    if (parts.timeMs === null) return { at: Math.min(at, now), key: dayText(parts) }
    return { at, key: String(at) }
  }
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const result = read(text)
    if (known.size >= knownMax) known.clear()
    known.set(text, result)
    return result
  }
}

const knownMax = 20_000
const dayMs = 86_400_000

function isPossible({ year, month, day, timeMs, offsetMs }: DateParts): boolean {
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return false
  if (timeMs !== null && !(timeMs >= 0)) return false
  if (offsetMs !== null && Math.abs(offsetMs) > 18 * 3_600_000) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function instantOf(parts: DateParts, zone: string, daysKnown: Map<string, number>): InstantMs {
  const utcMidnight = Date.UTC(parts.year, parts.month - 1, parts.day)
  if (parts.timeMs !== null && parts.offsetMs !== null) {
    return utcMidnight + parts.timeMs - parts.offsetMs
  }
  const day = dayText(parts)
  const midnight = daysKnown.get(day) ?? dateTimeIn(zone, day, '00:00')
  if (daysKnown.size >= knownMax) daysKnown.clear()
  daysKnown.set(day, midnight)
  if (parts.timeMs === null) return Math.max(midnight, utcMidnight)
  const at = midnight + parts.timeMs
  if (localMs(zone, at) === utcMidnight + parts.timeMs) return at
  // A day on which clocks change.
  const minutes = Math.floor(parts.timeMs / 60_000)
  const time = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
  return dateTimeIn(zone, day, time) + (parts.timeMs % 60_000)
}

function endOfToday(zone: string, now: InstantMs): number {
  return (Math.floor(localMs(zone, now) / dayMs) + 1) * dayMs
}

function dayText({ year, month, day }: DateParts): string {
  return `${year}-${pad(month)}-${pad(day)}`
}

function pad(n: number): string {
  return String(n).padStart(2, '0')
}
