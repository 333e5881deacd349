import type { CohortRef } from '../../engine/ports.ts'
import type { Db } from '../schema.ts'
import { startOperation, type Wanted } from './start.ts'
import { goOnWith } from './step.ts'

/** How long a caller waits for an act; what is left then goes on by itself. */
export const waitMs = 3000

/** Begins an act and goes on with it for some seconds. Returns its number and the cohorts to be woken. */
export async function act(
  db: Db,
  wanted: Wanted & {
    readonly by: string
    readonly count?: number | undefined
    readonly confirm?: boolean
  },
): Promise<{ operation: number; wake: readonly CohortRef[]; over: boolean }> {
  const operation = await startOperation(db, wanted)
  return { operation, ...(await goOnWith(db, operation, { forMs: waitMs })) }
}
