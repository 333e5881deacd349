import type { InstantMs } from '../schemas/basics.ts'
import type { Entry } from '../schemas/kinds/segment.ts'
import type { RunSettings } from '../schemas/run.ts'
import { nextWeekdayTime } from './calendar.ts'

/** The next instant after `from` at which the audience is taken again; null: never. `zone`: the installation's. */
export function nextTakeAt(entry: Entry, zone: string, from: InstantMs): InstantMs | null {
  return entry.by === 'schedule' ? nextWeekdayTime(zone, entry, from + 1) : null
}

/** Enrolments one workflow drives. */
export function cohortSizeOf(
  entry: Entry,
  { cohortSize }: Pick<RunSettings, 'cohortSize'>,
): number {
  return entry.by === 'event' && entry.gather === 'each' ? 1 : cohortSize
}
