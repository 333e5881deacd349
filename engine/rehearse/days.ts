import type { InstantMs } from '../../schemas/basics.ts'
import { localMs } from '../calendar.ts'
import { dayMs } from '../durations.ts'
import { dayIn } from '../metrics.ts'

/** Numbers per calendar day in one zone, from the day of `startsAt` on. */
export interface Days {
  /** Number of an instant's day; 0 is the first. */
  indexOf(at: InstantMs): number
  /** YYYY-MM-DD. */
  nameOf(index: number): string
}

export function createDays(zone: string, startsAt: InstantMs): Days {
  const first = Math.floor(localMs(zone, startsAt) / dayMs)
  return {
    indexOf: (at) => Math.max(0, Math.floor(localMs(zone, at) / dayMs) - first),
    nameOf: (index) => dayIn('UTC', (first + index) * dayMs),
  }
}

/** Adds to one day of a list that grows as needed. */
export function addTo(perDay: number[], day: number, n: number): void {
  while (perDay.length <= day) perDay.push(0)
  perDay[day] = (perDay[day] ?? 0) + n
}

/** The same, filled up to `length` days. */
export function filled(perDay: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, day) => perDay[day] ?? 0)
}
