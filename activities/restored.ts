import { closeGate } from '../db/installation.ts'
import { nextSeqOf } from '../db/runs/cohorts.ts'
import type { Db } from '../db/schema.ts'
import type { CohortRef } from '../engine/ports.ts'
import { Failure } from '../schemas/failure.ts'

/**
 * The rows of a cohort are older than its workflow, or than what this process has seen: PostgreSQL was put back to an
 * older copy, and what it no longer knows may have been sent. Closes the gate of the whole installation and fails with
 * NOT_READY until an operator has opened it. `beat`: as it was read with those rows.
 */
export async function refuseRestored(
  db: Db,
  { run, cohort }: CohortRef,
  beat: number,
): Promise<never> {
  await closeGate(db, `the database was put back: seen at cohort ${cohort} of run ${run}`, {
    restored: { beat },
  })
  throw new Failure(
    'NOT_READY',
    'The database is older than the workflows: it was restored. Nothing is sent until an operator confirms.',
    { details: { reason: 'RESTORED' }, retryable: true },
  )
}

/** Refuses work that was asked for by a workflow which knows of a later turn than the rows. */
export async function checkNotRestored(db: Db, ref: CohortRef, seq: number): Promise<void> {
  const { nextSeq, beat } = await nextSeqOf(db, ref)
  if (nextSeq < seq) await refuseRestored(db, ref, beat)
}
