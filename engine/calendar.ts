import { Temporal } from 'temporal-polyfill'
import type { InstantMs } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
import { dayMs, minuteMs } from './durations.ts'

/**
 * Wall-clock rules in a customer’s zone, on epoch milliseconds. A time of day that a change of clocks skips means the
 * same length of time later (02:30 becomes 03:30); one that it repeats means the first of the two.
 * An unknown zone is a Failure INVALID.
 */

/** The first instant at or after `from` at which clocks in `zone` show `time` (HH:MM). */
export function localTimeAtOrAfter(zone: string, time: string, from: InstantMs): InstantMs {
  return nextWeekdayTime(zone, { weekdays: everyDay, time }, from)
}

/** The first instant at or after `from` at which clocks in `zone` show `time` on one of `weekdays` (Monday is 1). */
export function nextWeekdayTime(
  zone: string,
  wanted: { readonly weekdays: readonly number[]; readonly time: string },
  from: InstantMs,
): InstantMs {
  const firstDay = startOfDay(localMs(zone, from))
  const timeMs = timeOfDayMs(wanted.time)
  // One week and a day hold every weekday once more after today’s hour has passed; the ninth is for a skipped date.
  for (let day = 0; day <= 8; day += 1) {
    const date = firstDay + day * dayMs
    if (!wanted.weekdays.includes(weekdayOf(date))) continue
    const instant = instantOf(zone, date + timeMs)
    if (instant >= from) return instant
  }
  throw new Failure('INVALID', 'A wait for a weekday names no weekday from 1 to 7.', {
    details: { reason: 'WEEKDAY_MISSING' },
  })
}

/** The instant at which clocks in `zone` show `time` (HH:MM) on `date` (YYYY-MM-DD). */
export function dateTimeIn(zone: string, date: string, time: string): InstantMs {
  const days = Temporal.PlainDate.from(date).since('1970-01-01').days
  return instantOf(zone, days * dayMs + timeOfDayMs(time))
}

/** Milliseconds since local midnight that clocks in `zone` show at `at`; 0 ≤ result < 86,400,000. */
export function timeOfDayIn(zone: string, at: InstantMs): number {
  const local = localMs(zone, at)
  return local - startOfDay(local)
}

/** Milliseconds from midnight to `time` (HH:MM). */
export function timeOfDayMs(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * minuteMs
}

/** Whether it is a zone that clocks follow somewhere; the other functions fail on any other. */
export function isZone(zone: string): boolean {
  return stretches.has(zone) || momentIn(zone, 0) !== null
}

const everyDay = [1, 2, 3, 4, 5, 6, 7]

function startOfDay(local: number): number {
  return Math.floor(local / dayMs) * dayMs
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(localDay: number): number {
  const days = localDay / dayMs
  return ((((days + 3) % 7) + 7) % 7) + 1
}

/** What clocks in `zone` show at `at`, as if it were UTC: for calendar arithmetic on epoch milliseconds. */
export function localMs(zone: string, at: InstantMs): number {
  return at + offsetMs(zone, at)
}

function instantOf(zone: string, local: number): InstantMs {
  const before = offsetMs(zone, local - dayMs)
  const after = offsetMs(zone, local + dayMs)
  if (before === after) return local - before
  // The larger offset gives the earlier instant, so a repeated hour means its first time.
  const earlier = local - Math.max(before, after)
  if (localMs(zone, earlier) === local) return earlier
  const later = local - Math.min(before, after)
  return localMs(zone, later) === local ? later : local - before
}

/** A stretch of time in which a zone’s offset does not change. */
interface Stretch {
  readonly from: InstantMs
  readonly until: InstantMs
  readonly offset: number
}

// A memo of facts that never change, so the functions stay pure: thousands of customers share a zone and a season,
// and asking the calendar costs a hundred times what adding an offset does.
const stretches = new Map<string, Stretch[]>()

function offsetMs(zone: string, at: InstantMs): number {
  let known = stretches.get(zone)
  const found = known?.find((stretch) => stretch.from <= at && at < stretch.until)
  if (found) return found.offset
  const stretch = stretchAround(zone, at)
  if (!known) {
    known = []
    stretches.set(zone, known)
  }
  known.push(stretch)
  return stretch.offset
}

function stretchAround(zone: string, at: InstantMs): Stretch {
  const moment = momentIn(zone, at)
  if (!moment) {
    const message = `Time zone "${zone}" is unknown: use an IANA name such as Asia/Seoul.`
    throw new Failure('INVALID', message, { details: { reason: 'ZONE_UNKNOWN', zone } })
  }
  // The previous change is looked for from just after `at`, because a change at `at` itself begins this stretch.
  const previous = moment.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')
  const next = moment.getTimeZoneTransition('next')
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offset: moment.offsetNanoseconds / 1e6,
  }
}

function momentIn(zone: string, at: InstantMs): Temporal.ZonedDateTime | null {
  const instant = Temporal.Instant.fromEpochMilliseconds(at)
  try {
    return instant.toZonedDateTimeISO(zone)
  } catch {
    return null
  }
}
