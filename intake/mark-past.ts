import { markCounters } from '../db/runs/counter-marks.ts'
import type { Db } from '../db/schema.ts'

const restMs = 5 * 60_000

/** Keeps the past of runs quick to read: marks the hours that are over. Returns how long to rest, in milliseconds. */
export async function markPastOnce({ db }: { readonly db: Db }): Promise<number> {
  await markCounters(db)
  return restMs
}
