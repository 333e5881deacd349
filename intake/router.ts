import { runningSandboxes, runSandboxClock } from '../db/clock.ts'
import { forgottenCohorts } from '../db/cohorts.ts'
import { hasOpenEvents, mergeNewEvents, wakeMerged } from '../db/inbox.ts'
import type { Db } from '../db/schema.ts'
import type { Reach } from '../engine/points.ts'
import type { CohortRef, WorkflowPort } from '../engine/ports.ts'
import { markPastOnce } from './mark-past.ts'
import { type LoopLog, repeat } from './pace.ts'

export interface RouterParts {
  readonly db: Db
  readonly workflows: Pick<WorkflowPort, 'wake'>
  readonly log: LoopLog
  readonly signal: AbortSignal
  /** Told at the points of a router; nobody by default. */
  readonly reach?: Reach | undefined
}

const batch = 1000
const idleMs = 100
/** News that no turn has seen for so long was lost on its way to the workflow. */
const forgottenMs = 5000
const clockEveryMs = 50

/**
 * Takes what came in to the people it concerns: merges new events, wakes their cohorts, repeats wake-ups that were lost,
 * and moves the clocks of sandbox runs. Any number of routers may run side by side. Ends when `signal` aborts.
 */
export async function runRouter(parts: RouterParts): Promise<void> {
  const loop = { signal: parts.signal, log: parts.log }
  await Promise.all([
    repeat('router', loop, () => routeOnce(parts)),
    repeat('sweeper', loop, () => sweepOnce(parts)),
    repeat('past', loop, () => markPastOnce(parts)),
    repeat('sandbox clock', loop, () => moveClocksOnce(parts)),
  ])
}

/** One round; returns how long to rest, in milliseconds. */
export async function routeOnce({
  db,
  workflows,
  reach,
}: Pick<RouterParts, 'db' | 'workflows' | 'reach'>): Promise<number> {
  if (!(await hasOpenEvents(db))) return idleMs
  const merged = await mergeNewEvents(db, batch, reach)
  if (merged > 0) await reach?.('router.merged')
  const cohorts = await wakeMerged(db, batch, reach)
  if (cohorts.length > 0) await reach?.('router.woken')
  await workflows.wake(cohorts)
  if (cohorts.length > 0) await reach?.('router.signalled')
  return merged === batch ? 0 : idleMs
}

/** Tells cohorts again whose wake-up has not led to a turn. */
export async function sweepOnce({
  db,
  workflows,
  reach,
}: Pick<RouterParts, 'db' | 'workflows' | 'reach'>): Promise<number> {
  const cohorts = await forgottenCohorts(db, forgottenMs)
  await workflows.wake(cohorts)
  if (cohorts.length > 0) await reach?.('sweeper.signalled')
  return forgottenMs / 2
}

async function moveClocksOnce(parts: RouterParts): Promise<number> {
  const { db, workflows } = parts
  const runs = await runningSandboxes(db)
  if (runs.length === 0) return 1000
  const wake: CohortRef[] = []
  let answers = 0
  for (const { run } of runs) {
    const moved = await runSandboxClock(db, run)
    if (!moved) continue
    wake.push(...moved.wake)
    answers += moved.answers
  }
  if (wake.length > 0) await parts.reach?.('clock.moved')
  await workflows.wake(wake)
  if (answers > 0) await routeOnce(parts)
  return clockEveryMs
}
