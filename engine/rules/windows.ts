import type { InstantMs } from '../../schemas/basics.ts'
import type { PurchaseRule } from '../../schemas/rule.ts'
import { dateTimeIn } from '../calendar.ts'
import { dayMs } from '../durations.ts'
import { dayIn, recencyDays } from '../metrics.ts'

/** A stretch of time from `from` (inclusive; null: no limit) until `until` (exclusive; null: no limit). */
export interface Window {
  readonly from: InstantMs | null
  readonly until: InstantMs | null
}

/** The calendar day `date` (YYYY-MM-DD) in a zone. */
export function dayWindow(zone: string, date: string): { from: InstantMs; until: InstantMs } {
  const from = dateTimeIn(zone, date, '00:00')
  // Noon of the next day, whatever the clocks did: no day is shorter than 13 hours or longer than 35.
  return { from, until: dateTimeIn(zone, dayIn(zone, from + 1.5 * dayMs), '00:00') }
}

/**
 * The instants that a rule about purchases counts, besides that none after `asOf` counts: calendar days from `from` to
 * `to`, both included, and those on which a purchase has a recency of at most `withinDays`.
 */
export function purchaseWindow(
  rule: Pick<PurchaseRule, 'from' | 'to' | 'withinDays'>,
  { asOf, zone }: { asOf: InstantMs; zone: string },
): Window {
  const starts: number[] = []
  if (rule.from !== undefined) starts.push(dayWindow(zone, rule.from).from)
  if (rule.withinDays !== undefined) {
    const tooOld = rule.withinDays + 1
    const isTooOld = (since: InstantMs) => recencyDays({ since, at: asOf, zone }) >= tooOld
    const last = lastInstantWhere(isTooOld, asOf)
    if (last !== null) starts.push(last + 1)
  }
  return {
    from: starts.length === 0 ? null : Math.max(...starts),
    until: rule.to === undefined ? null : dayWindow(zone, rule.to).until,
  }
}

/** 0001-01-01: nothing a rule speaks of is older. */
const oldestInstant = -62_135_596_800_000

/**
 * The last instant up to `until` at which `holds`, for a condition that holds up to some instant and never after; null if
 * it never holds. Turns “this metric is at least n” into a limit that an index can use.
 */
export function lastInstantWhere(
  holds: (at: InstantMs) => boolean,
  until: InstantMs,
): InstantMs | null {
  let low = oldestInstant - 1
  let high = until
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low < oldestInstant ? null : low
}
