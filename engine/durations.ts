import type { Duration } from '../schemas/basics.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

const unitMs = { minutes: minuteMs, hours: hourMs, days: dayMs, weeks: 7 * dayMs } as const

/** Length of a duration in milliseconds; a day is always 24 hours. */
export function durationMs(duration: Duration): number {
  return duration.amount * unitMs[duration.unit]
}
