import type { Evidence, Heard, LedgerLine } from './evidence.ts'
import { type LostTime, loadMemory, type Memory } from './memory.ts'

/** What happened while one memory of the database was true. */
export interface Era {
  readonly memory: Memory
  readonly ledger: readonly LedgerLine[]
  /** What was answered 2xx and the database of this era had to know. */
  readonly heard: readonly Heard[]
}

/**
 * The evidence, each line with the memory it can be judged by. A line from a time that a restore took is judged by what
 * the database knew then; all others by what it knows now, which is what it knew before and has learnt since.
 */
export async function erasOf({ ledger, heard, lost, query }: Evidence): Promise<readonly Era[]> {
  const now = await loadMemory(query)
  return [
    {
      memory: now,
      ledger: ledger.filter(({ at }) => !lost.some((time) => isWithin(time, at))),
      heard: heard.filter(({ at }) => !lost.some((time) => isWithin(time, at))),
    },
    ...lost.map((time) => ({
      memory: time.memory,
      ledger: ledger.filter(({ at }) => isWithin(time, at)),
      heard: heard.filter(({ at }) => at <= time.restoredAt),
    })),
  ]
}

export function isWithin({ copiedAt, restoredAt }: LostTime, at: number): boolean {
  return copiedAt < at && at <= restoredAt
}
