import { keepHabits, loadHabitMark } from '../db/customers/habits.ts'
import type { Db } from '../db/schema.ts'

const restMs = 60_000
/** Corrections leave no mark; until they are made up for, their customers’ habits are worked out when asked for. */
const lookAgainMs = 1_800_000
/** So many that their purchases lie close together, so few that who corrects purchases does not wait for a second. */
const perRound = 10_000
const busyMs = 1_000

/**
 * Works out anew, after purchases came in, what their customers mostly buy, round by round. Two routers
 * may work out the same. Answers how long to rest, in milliseconds.
 */
export function createHabitKeeper(db: Db): () => Promise<number> {
  let after = 0
  let seen = ''
  let seenAt = 0
  return async () => {
    if (after === 0) {
      const mark = await loadHabitMark(db)
      if (mark === seen && performance.now() - seenAt < lookAgainMs) return restMs
      seen = mark
      seenAt = performance.now()
    }
    const began = performance.now()
    const last = await keepHabits(db, { after, max: perRound })
    if (last === 'busy') return busyMs
    after = last ?? 0
    // Half the time is left to whoever sends.
    return last === null ? restMs : performance.now() - began
  }
}
