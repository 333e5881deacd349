import { setClock } from '../../db/runs/clock.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { CohortRef } from '../../engine/ports.ts'

const dayMs = 86_400_000

/** Sets the run's clock on, by its one operation; the cohorts for whom something is due by then. */
export async function passDays(db: Db, run: number, days: number): Promise<CohortRef[]> {
  const { now } = await loadRunContext(db, run)
  return inTransaction(db, (tx) => setClock(tx, run, now + days * dayMs))
}
