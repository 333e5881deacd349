import type { InstantMs } from '../schemas/basics.ts'
import type { Clock } from './decision.ts'

/**
 * The instant at which `durationMs` have passed since `from`, with the time the run was paused left out.
 * While a pause is open the instant moves along with `now`. Dates and hours of the day are not shifted by pauses:
 * apply this to durations only. Pauses must be in order and must not overlap; those before `from` do not count.
 */
export function dueAfter(from: InstantMs, durationMs: number, clock: Clock): InstantMs {
  let due = from + durationMs
  for (const pause of clock.pauses) {
    // Due in the very instant a pause begins is still due.
    if (pause.from >= due) break
    const pausedMs = (pause.until ?? clock.now) - Math.max(pause.from, from)
    if (pausedMs > 0) due += pausedMs
  }
  return due
}
