import { heldCounts, saveCounts } from '../runs/counters.ts'
import type { Tx } from '../schema.ts'

/** Keeps an enrolment where it stands, shown with its reason, until an operator lets it go. */
export async function holdEnrolment(
  tx: Tx,
  {
    run,
    cohort,
    enrolment,
    node,
    reason,
  }: { run: number; cohort: number; enrolment: number; node: number; reason: string },
): Promise<void> {
  await tx
    .updateTable('enrolment')
    .set({ state: 2, woken: false, reason })
    .where('run', '=', run)
    .where('cohort', '=', cohort)
    .where('no', '=', enrolment)
    .execute()
  await saveCounts(tx, run, heldCounts({ node, reason, slot: cohort % 32, n: 1 }))
}
