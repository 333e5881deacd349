import type { Db } from '../db/schema.ts'
import { dueSegmentSizes, keepSegmentSize } from '../db/segments/segment-sizes.ts'
import { type LoopLog, messageOf } from './pace.ts'

const restMs = 60_000
/** A round counts no more segments than this, one after the other. */
const perRound = 20

/**
 * Keeps the history of sizes: counts every segment once a day and after runs. Two routers may count the same: the later
 * of two equal counts changes nothing. A segment that cannot be counted does not hold up the others. Returns how long to
 * rest, in milliseconds.
 */
export async function countSegmentsOnce({
  db,
  log,
}: {
  readonly db: Db
  readonly log: LoopLog
}): Promise<number> {
  const due = await dueSegmentSizes(db, { now: Date.now(), max: perRound })
  let counted = 0
  for (const one of due) {
    try {
      await keepSegmentSize(db, { ...one, now: Date.now() })
      counted += 1
    } catch (error) {
      log.warn({ loop: 'segments', segment: one.segment, error: messageOf(error) }, 'not counted')
    }
  }
  return counted === perRound ? 0 : restMs
}
