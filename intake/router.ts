import { beatEveryMs, countBeat, loadBeat, watchBeat } from '../db/beat.ts'
import { hasOpenEvents, mergeNewEvents, wakeMerged } from '../db/inbox/inbox.ts'
import { closeGate } from '../db/installation.ts'
import { admit } from '../db/runs/admission.ts'
import { takeAudience } from '../db/runs/audience.ts'
import { runningSandboxes, runSandboxClock } from '../db/runs/clock.ts'
import {
  forgottenCohorts,
  markStarted,
  runsLateToAdmit,
  unfinishedRuns,
} from '../db/runs/cohorts.ts'
import { runsToEnter } from '../db/runs/entries.ts'
import type { Db } from '../db/schema.ts'
import type { Reach } from '../engine/points.ts'
import type { CohortRef, WorkflowPort } from '../engine/ports.ts'
import { countSegmentsOnce } from './count-segments.ts'
import { createHabitKeeper } from './keep-habits.ts'
import { markPastOnce } from './mark-past.ts'
import { operateOnce } from './operate.ts'
import { createThrottle, type LoopLog, messageOf, repeat, type Throttle } from './pace.ts'
import { createWaker, type Waker } from './waker.ts'

export interface RouterParts {
  readonly db: Db
  readonly workflows: Pick<WorkflowPort, 'enter' | 'wake' | 'revive' | 'startRun'>
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
/** A run whose audience is due is told again after so long, should the word be lost. */
const enterEveryMs = 1000

/**
 * Takes what came in to the people it concerns: merges new events, wakes their cohorts, repeats wake-ups that were lost,
 * and moves the clocks of sandbox runs. Any number of routers may run side by side. Ends when `signal` aborts.
 */
export async function runRouter(parts: RouterParts): Promise<void> {
  const loop = { signal: parts.signal, log: parts.log }
  const entering = createThrottle(enterEveryMs)
  const waker = createWaker(parts.workflows)
  await Promise.all([
    repeat('router', loop, () => routeOnce({ ...parts, waker })),
    repeat('waker', loop, waker.flush),
    repeat('sweeper', loop, () => sweepOnce(parts)),
    repeat('beat', loop, () => beatOnce(parts)),
    repeat('runs', loop, () => startRunsOnce(parts)),
    repeat('past', loop, () => markPastOnce(parts)),
    repeat('habits', loop, createHabitKeeper(parts.db)),
    repeat('segments', loop, () => countSegmentsOnce(parts)),
    repeat('operations', loop, () => operateOnce(parts)),
    repeat('entries', loop, () => enterOnce(parts)),
    repeat('sandbox clock', loop, () =>
      moveClocksOnce({ ...parts, waker: parts.workflows }, entering),
    ),
  ])
}

/** One round; returns how long to rest, in milliseconds. */
export async function routeOnce({
  db,
  waker,
  reach,
}: Pick<RouterParts, 'db' | 'reach'> & { waker: Pick<Waker, 'wake'> }): Promise<number> {
  if (!(await hasOpenEvents(db))) return idleMs
  const merged = await mergeNewEvents(db, batch, reach)
  if (merged > 0) await reach?.('router.merged')
  const cohorts = await wakeMerged(db, batch, reach)
  if (cohorts.length > 0) await reach?.('router.woken')
  await waker.wake(cohorts)
  if (cohorts.length > 0) await reach?.('router.signalled')
  return merged === batch ? 0 : idleMs
}

/** Tells cohorts again whose wake-up has not led to a turn; one that lost its workflow gets another. */
export async function sweepOnce({
  db,
  workflows,
  reach,
}: Pick<RouterParts, 'db' | 'workflows' | 'reach'>): Promise<number> {
  const cohorts = await forgottenCohorts(db, forgottenMs)
  await workflows.revive(cohorts)
  if (cohorts.length > 0) await reach?.('sweeper.signalled')
  return forgottenMs / 2
}

/** Tells the database that somebody is there, and closes the gate when it has forgotten what it was told. */
async function beatOnce({ db }: Pick<RouterParts, 'db'>): Promise<number> {
  const wentBack = watchBeat(db)
  const beat = await loadBeat(db)
  if (wentBack(beat)) {
    await closeGate(db, 'the database was put back: seen by a router', { restored: { beat } })
  } else await countBeat(db)
  return beatEveryMs / 2
}

/** A run without its workflow admits nobody and never ends: it is looked for this often. */
const startRunsEveryMs = 15_000

/**
 * Gives every unfinished run its workflow again, should it have been lost, or never been started by whoever launched it;
 * and tells those to look at their rows that let nobody in although somebody is due.
 */
async function startRunsOnce({
  db,
  workflows,
}: Pick<RouterParts, 'db' | 'workflows'>): Promise<number> {
  for (const run of await unfinishedRuns(db)) await workflows.startRun(run)
  for (const run of await runsLateToAdmit(db, startRunsEveryMs)) await workflows.enter(run)
  return startRunsEveryMs
}

/** Lets those in whom events have brought, run by run; one that cannot be served does not hold up the others. */
export async function enterOnce({
  db,
  workflows,
  log,
  reach,
}: Omit<RouterParts, 'signal'>): Promise<number> {
  for (const run of await runsToEnter(db)) {
    try {
      await takeAudience(db, run)
      await reach?.('audience.taken')
      const { cohorts } = await admit(db, run, reach)
      await reach?.('admission.committed')
      const refs = cohorts.map((cohort) => ({ run, cohort, urgent: true }))
      await workflows.revive(refs)
      await reach?.('cohorts.started')
      await markStarted(db, refs)
      await reach?.('cohorts.marked')
    } catch (error) {
      log.warn({ loop: 'entries', run, error: messageOf(error) }, 'will try again')
    }
  }
  return idleMs
}

async function moveClocksOnce(
  parts: RouterParts & { waker: Pick<Waker, 'wake'> },
  throttle: Throttle,
): Promise<number> {
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
    if (moved.audienceDue) await takeAudience(db, run)
    if (moved.audienceDue || (moved.runWaits && throttle.may(run))) await workflows.enter(run)
  }
  if (wake.length > 0) await parts.reach?.('clock.moved')
  await workflows.wake(wake)
  if (answers > 0) await routeOnce(parts)
  return clockEveryMs
}
