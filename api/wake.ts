import type { CohortRef } from '../engine/ports.ts'
import type { Deps } from './deps.ts'

type Parts = Pick<Deps, 'workflows' | 'log'>

/** Tells cohorts to look again, also one that had no work left. May be lost: the sweeper repeats it. */
export async function wakeCohorts(
  { workflows, log }: Parts,
  cohorts: readonly CohortRef[],
): Promise<void> {
  if (cohorts.length === 0) return
  await workflows
    .revive(cohorts)
    .catch((err: unknown) => log.error({ err, cohorts: cohorts.length }, 'Cohorts were not woken'))
}

/** Tells a run that its settings or its state have changed. May be lost: it looks every ten minutes anyway. */
export async function tellRun({ workflows, log }: Parts, run: number): Promise<void> {
  await workflows
    .enter(run)
    .catch((err: unknown) => log.error({ err, run }, 'A run was not told of its change'))
}
