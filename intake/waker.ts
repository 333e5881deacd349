import type { WokenCohort } from '../db/inbox.ts'
import type { CohortRef, WorkflowPort } from '../engine/ports.ts'

export interface Waker {
  wake(cohorts: readonly WokenCohort[]): Promise<void>
  /** Tells those whose time has come; returns how long to rest, in milliseconds. */
  flush(): Promise<number>
}

/**
 * Tells large cohorts of news once a second at most: one turn then serves whatever has come in, and Temporal, which allows
 * 10,000 signals per run, has little to do. The first news after a silence goes out at once. What is held back here when
 * the process dies is for the sweeper.
 */
export function createWaker(
  workflows: Pick<WorkflowPort, 'wake'>,
  { everyMs = 1000 }: { everyMs?: number } = {},
): Waker {
  const toldAt = new Map<string, number>()
  const held = new Map<string, CohortRef>()
  const rested = (key: string, now: number) =>
    now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) >= everyMs
  const tell = async (cohorts: readonly CohortRef[], now: number) => {
    for (const cohort of cohorts) {
      toldAt.set(keyOf(cohort), now)
      held.delete(keyOf(cohort))
    }
    if (cohorts.length > 0) await workflows.wake(cohorts)
  }
  return {
    async wake(cohorts) {
      const now = performance.now()
      const telling = cohorts.filter((one) => one.atOnce || rested(keyOf(one), now))
      for (const one of cohorts) if (!telling.includes(one)) held.set(keyOf(one), one)
      await tell(telling, now)
    },
    async flush() {
      const now = performance.now()
      await tell(
        [...held.values()].filter((one) => rested(keyOf(one), now)),
        now,
      )
      for (const key of toldAt.keys()) if (rested(key, now)) toldAt.delete(key)
      return everyMs / 20
    },
  }
}

function keyOf({ run, cohort }: CohortRef): string {
  return `${run}/${cohort}`
}
