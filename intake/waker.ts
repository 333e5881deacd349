import type { WokenCohort } from '../db/inbox/inbox.ts'
import type { CohortRef, WorkflowPort } from '../engine/ports.ts'

export interface Waker {
  wake(cohorts: readonly WokenCohort[]): Promise<void>
  /** Tells those whose time has come; returns how long to rest, in milliseconds. */
  flush(): Promise<number>
}

export interface WakerPace {
  /** Words to large cohorts in all, while each of them is told at least every `longestMs`. */
  readonly perSecond?: number
  /** Rest of a large cohort after a word, when few others have news. */
  readonly shortestMs?: number
  /** Its rest, however many others have news. */
  readonly longestMs?: number
}

/**
 * Tells large cohorts of news seldom enough that one turn serves whatever has come in meanwhile: a word costs Temporal
 * and the worker as much as many responses, and Temporal allows 10,000 signals per run. The more cohorts have news, the
 * longer each of them rests. The first news after a silence goes out at once. What is held back here when the process
 * dies is for the sweeper.
 */
export function createWaker(
  workflows: Pick<WorkflowPort, 'wake'>,
  { perSecond = 25, shortestMs = 250, longestMs = 2000 }: WakerPace = {},
): Waker {
  /** Of the last `longestMs`. */
  const toldAt = new Map<string, number>()
  const held = new Map<string, CohortRef>()
  const restMs = () => Math.min(longestMs, Math.max(shortestMs, (toldAt.size / perSecond) * 1000))
  const isRested = (key: string, now: number) =>
    now - (toldAt.get(key) ?? Number.NEGATIVE_INFINITY) >= restMs()
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
      const telling: CohortRef[] = []
      for (const one of cohorts) {
        if (one.atOnce || isRested(keyOf(one), now)) telling.push(one)
        else held.set(keyOf(one), one)
      }
      await tell(telling, now)
    },
    async flush() {
      const now = performance.now()
      await tell(
        [...held.values()].filter((one) => isRested(keyOf(one), now)),
        now,
      )
      for (const [key, at] of toldAt) if (now - at >= longestMs) toldAt.delete(key)
      return shortestMs / 5
    },
  }
}

function keyOf({ run, cohort }: CohortRef): string {
  return `${run}/${cohort}`
}
