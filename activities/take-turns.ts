import { watchBeat } from '../db/beat.ts'
import { holdEnrolment } from '../db/operate/hold.ts'
import { hasOpenCohorts } from '../db/runs/cohorts.ts'
import { loadRunContext, type RunContext } from '../db/runs/runs.ts'
import {
  type EnrolmentRow,
  loadPauses,
  lockCohort,
  lockDueEnrolments,
} from '../db/runs/turn-load.ts'
import { type CohortSummary, saveTurn, summarise } from '../db/runs/turn-save.ts'
import { loadPlan } from '../db/scenarios/plan-cache.ts'
import type { Db, Tx } from '../db/schema.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Reach } from '../engine/points.ts'
import type { CohortRef, DeliveryTask, TurnActivities, TurnResult } from '../engine/ports.ts'
import { Failure } from '../schemas/failure.ts'
import type { Log } from './log.ts'
import { refuseRestored } from './restored.ts'
import { moveEnrolments } from './turn/move-enrolments.ts'

/** Enrolments one turn decides at most; bounds its transaction. */
const turnSize = 5000
/** How long one call goes on taking turns. */
const callMs = 4000
/** A cohort with something to do takes its next turn within this time, or its workflow is gone. */
const busyMs = 60_000

/**
 * The activity that moves customers. Each turn is one transaction that compares and raises the cohort's sequence
 * number, so however often and however late a call is repeated, nobody moves twice: engine.md, "The turn".
 */
export function createTurnActivities({
  db,
  log,
  reach,
}: {
  db: Db
  log: Log
  reach?: Reach | undefined
}): TurnActivities {
  return {
    async takeTurns({ run, cohort, seq }) {
      const ref = { run, cohort }
      const until = performance.now() + callMs
      let take = turnSize
      let result: TurnResult = { seq, ready: true, deliver: [], nextDueInMs: null, remaining: 1 }
      while (result.ready) {
        try {
          result = await takeTurn(db, ref, { seq: result.seq, take, log, reach })
          await reach?.('turn.committed')
          take = turnSize
        } catch (error) {
          if (!isPoison(error)) throw error
          if (take > 1) take = Math.ceil(take / 10)
          else await holdFirst(db, ref, error, log)
        }
        if (performance.now() > until) break
      }
      if (result.remaining > 0) return result
      // Asked after the turn is committed: of cohorts that end at the same time the last one sees that none goes on.
      return { ...result, othersGoOn: await hasOpenCohorts(db, run) }
    },
  }
}

/** A value the database refuses (classes 22 and 23): some row of the batch, found by taking ever fewer. */
function isPoison(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^2[23]...$/.test(code)
}

async function holdFirst(db: Db, ref: CohortRef, error: unknown, log: Log): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { now } = await loadRunContext(tx, ref.run)
    await lockCohort(tx, ref)
    const [row] = await lockDueEnrolments(tx, ref, { now, limit: 1 })
    if (!row) return
    const code = (error as { code: string }).code
    log.error({ ...ref, enrolment: row.no, code }, 'enrolment held: the database refuses its data')
    await holdEnrolment(tx, { ...ref, enrolment: row.no, node: row.node, reason: `DATA_${code}` })
  })
}

/** What is kept of a turn for whoever asks again with the same number. */
interface LastResult {
  readonly ready: boolean
  readonly deliver: readonly DeliveryTask[]
  readonly remaining: number
}

export async function takeTurn(
  db: Db,
  ref: CohortRef,
  { seq, take, log, reach }: { seq: number; take: number; log: Log; reach: Reach | undefined },
): Promise<TurnResult> {
  const result = await inTransaction(db, async (tx): Promise<TurnResult | { behind: number }> => {
    const wentBack = watchBeat(db)
    const context = await loadRunContext(tx, ref.run)
    const cohort = await lockCohort(tx, ref)
    if (!cohort)
      throw new Failure('NOT_FOUND', `There is no cohort ${ref.cohort} in run ${ref.run}.`)
    if (cohort.nextSeq < seq || wentBack(context.beat)) return { behind: context.beat }
    if (cohort.nextSeq > seq) {
      // An earlier attempt went further and its reply was lost, or this one is late: adopt what stands in the row.
      const stood = cohort.lastResult as LastResult
      // People may have come in since, also into a cohort that everybody had left.
      const news = cohort.dirty !== cohort.seen
      const last = news ? { ...stood, ready: true, remaining: Math.max(1, stood.remaining) } : stood
      return { ...last, seq: cohort.nextSeq, nextDueInMs: realMs(context, cohort.nextDue) }
    }
    if (!context.gateOpen) {
      throw new Failure(
        'NOT_READY',
        'The gate of this installation is closed until an operator confirms.',
        { details: { reason: 'GATE_CLOSED' }, retryable: true },
      )
    }
    if (context.state === 'paused' || context.state === 'starting') {
      return { seq, ready: false, deliver: [], nextDueInMs: null, remaining: 1 }
    }

    const cancelled = context.state === 'cancelled'
    const rows = await lockDueEnrolments(tx, ref, {
      now: context.now,
      limit: take,
      everybody: cancelled,
    })
    await reach?.('turn.locked')
    const pauses = await loadPauses(tx, ref.run)
    const clock = { now: context.now, pauses }
    const moved = await moveEnrolments(tx, { ref, context, clock, rows, log })
    const contactNodes = await contactNodesOf(tx, context, rows)
    const summary = await summarise(tx, ref, {
      now: context.now,
      contactNodes: contactNodes.map((n) => n.node),
      stray: cohort.stray || moved.stray,
    })
    const deliver = contactNodes.filter((n) => summary.sendable.includes(n.node))
    const last: LastResult = {
      ready: summary.ready || rows.length === take,
      deliver,
      remaining: summary.remaining,
    }
    const nextDueInMs = nextWakeMs(context, summary)
    const busy = last.ready || summary.sending
    await saveTurn(tx, ref, {
      seq: seq + 1,
      seen: cohort.dirty,
      lastResult: last,
      nextDue: summary.nextDue,
      lookInMs: busy ? busyMs : nextDueInMs,
      ready: last.ready,
      sending: summary.sending,
      done: summary.remaining === 0,
      stray: summary.stray,
    })
    await reach?.('turn.written')
    return { ...last, seq: seq + 1, nextDueInMs }
  })
  return 'behind' in result ? refuseRestored(db, ref, result.behind) : result
}

/** All contact nodes of the run’s plans, each with its channel. */
async function contactNodesOf(
  tx: Tx,
  context: RunContext,
  rows: readonly EnrolmentRow[],
): Promise<DeliveryTask[]> {
  const plans = new Set([...rows.map((r) => r.plan), ...context.plans].reverse())
  const tasks = new Map<number, DeliveryTask>()
  for (const id of plans) {
    const { plan } = await loadPlan(tx, id)
    for (const { no, id: nodeId, node } of plan.nodes) {
      const channel = node.kind === 'channel' ? node.channel : node.kind === 'call' ? 'call' : null
      if (channel) tasks.set(no, { node: no, queue: channel, title: node.title || nodeId })
    }
  }
  return [...tasks.values()]
}

function nextWakeMs(context: RunContext, summary: CohortSummary): number | null {
  const dueMs = realMs(context, summary.nextDue)
  if (dueMs === null) return summary.retryInMs
  return summary.retryInMs === null ? dueMs : Math.min(dueMs, summary.retryInMs)
}

/** Real time until an instant of the run's clock; null for a sandbox, whose clock says itself when it has moved. */
function realMs(context: RunContext, instant: number | null): number | null {
  if (instant === null || context.kind === 'sandbox') return null
  return Math.max(0, Math.ceil(instant - context.now))
}
