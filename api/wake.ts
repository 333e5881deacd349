import type { CohortRef } from '../engine/ports.ts'
import type { Deps } from './deps.ts'

/** Tells cohorts to look again. May be lost: the sweeper repeats it. */
export async function wakeCohorts(
  { workflows, log }: Deps,
  cohorts: readonly CohortRef[],
): Promise<void> {
  if (cohorts.length === 0) return
  await workflows
    .wake(cohorts)
    .catch((err: unknown) => log.error({ err, cohorts: cohorts.length }, 'Cohorts were not woken'))
}
