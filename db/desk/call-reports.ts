import { sql } from 'kysely'
import { answerSeed, drawAnswers } from '../../engine/simulate.ts'
import type { CallOutcome, InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type RunKind, runSettingsSchema } from '../../schemas/run.ts'
import { acceptEvents } from '../inbox/inbox.ts'
import { dropAnswers, keepAnswers } from '../runs/sandbox.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { callLeaseMs } from './calls.ts'

/** How long a report can be taken back, in real time. */
export const undoMs = 60_000

/** The inbox's source of what agents report. */
export const deskSource = 'desk'

export interface CallReport {
  readonly outward: string
  readonly agent: string
  readonly outcome: CallOutcome
  readonly memo: string
  /** Chosen by the caller: a report sent again under the same id changes nothing. */
  readonly eventId: string
}

/** What became of the task: asked again at `nextAt` of the run's clock, or done. */
export interface Reported {
  readonly state: 'open' | 'done'
  readonly nextAt: InstantMs | null
}

/**
 * Records what an agent says about a call. No answer before the last attempt puts the task back until the retry is due,
 * unless its time is over by then; anything else completes it and hands the outcome to the inbox as a response. In a
 * sandbox, whoever answers a person draws by chance whether to buy. Fails with NOT_FOUND for an unknown task, with CONFLICT when it is no longer open or another agent has it.
 */
export async function reportCall(db: Db, report: CallReport): Promise<Reported> {
  return inTransaction(db, async (tx) => {
    const task = await lockTask(tx, report.outward)
    if (await isKnown(tx, report.eventId)) {
      return task.state === 'open'
        ? { state: 'open', nextAt: task.nextAt }
        : { state: 'done', nextAt: null }
    }
    if (task.state !== 'open')
      throw conflict(report.outward, `is ${task.state} already`, 'CALL_DONE')
    if (task.held && task.agent !== report.agent) {
      throw conflict(report.outward, 'is with another agent', 'CALL_TAKEN')
    }
    await tx
      .insertInto('call_log')
      .values({
        outward: report.outward,
        at: new Date(task.now),
        agent: report.agent,
        outcome: report.outcome,
        memo: report.memo,
        event_id: report.eventId,
      })
      .execute()
    const retryAt = task.now + task.retryAfterMs
    const again =
      report.outcome === 'noAnswer' &&
      task.attempts + 1 < task.maxAttempts &&
      retryAt < task.expiresAt
    if (again) await putBack(tx, report, retryAt)
    else await complete(tx, report, task)
    return again ? { state: 'open', nextAt: retryAt } : { state: 'done', nextAt: null }
  })
}

/**
 * Takes back the agent's last report on a task: it is open again and with this agent. Fails with NOT_FOUND when there is
 * none of the last minute, with CONFLICT once its outcome has been merged and customers may have moved on it.
 */
export async function undoReport(
  db: Db,
  { outward, agent }: { outward: string; agent: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const task = await lockTask(tx, outward)
    const { rows } = await sql<{ id: number; eventId: string; agent: string; fresh: boolean }>`
      select id, event_id as "eventId", agent, made_at > now() - ${undoMs} * interval '1 millisecond' as fresh
      from call_log where outward = ${outward} and undone_at is null order by id desc limit 1`.execute(
      tx,
    )
    const [last] = rows
    if (!last?.fresh || last.agent !== agent) {
      throw new Failure(
        'NOT_FOUND',
        `You have reported nothing on call task ${outward} just now.`,
        { details: { reason: 'NOTHING_REPORTED' } },
      )
    }
    if (task.state === 'done') {
      const withdrawn = await tx
        .deleteFrom('inbox')
        .where('source', '=', deskSource)
        .where('event_id', '=', last.eventId)
        .where('state', '=', 0)
        .executeTakeFirst()
      if (withdrawn.numDeletedRows === 0n)
        throw conflict(outward, 'has taken effect already', 'CALL_IN_EFFECT')
      await dropAnswers(tx, task.run, outward)
    } else if (task.state !== 'open' || task.held) {
      throw task.held
        ? conflict(outward, 'is with another agent', 'CALL_TAKEN')
        : conflict(outward, `is ${task.state} already`, 'CALL_DONE')
    }
    await tx
      .updateTable('call_log')
      .set({ undone_at: sql<Date>`now()` })
      .where('id', '=', last.id)
      .execute()
    await sql`
      update call_task set state = 'open', agent = ${agent}, outcome = null, memo = '', ended_at = null,
        attempts = attempts - 1, next_at = least(next_at, to_timestamp(${task.now}::float8 / 1000)),
        taken_until = now() + ${callLeaseMs} * interval '1 millisecond'
      where outward = ${outward}`.execute(tx)
  })
}

interface LockedTask {
  readonly state: 'open' | 'done' | 'expired' | 'cancelled'
  readonly agent: string | null
  /** Somebody's lease has not run out. */
  readonly held: boolean
  readonly attempts: number
  readonly maxAttempts: number
  readonly retryAfterMs: number
  readonly nextAt: InstantMs
  readonly expiresAt: InstantMs
  readonly now: InstantMs
  /** For the inbox: real time, in a sandbox by the run’s clock. */
  readonly happenedAt: InstantMs
  readonly run: number
  readonly kind: RunKind
  readonly settings: unknown
  readonly enrolment: number
  readonly node: number
  readonly visit: number
  readonly occurrence: number
}

async function lockTask(tx: Tx, outward: string): Promise<LockedTask> {
  const { rows } = await sql<LockedTask>`
    select t.state, t.agent, coalesce(t.taken_until >= now(), false) as held, t.attempts,
      t.max_attempts as "maxAttempts", t.retry_after_ms as "retryAfterMs", t.next_at as "nextAt",
      t.expires_at as "expiresAt", run_now(r) as now,
      case when r.kind = 'sandbox' then run_now(r) else clock_timestamp() end as "happenedAt", t.run, r.kind, r.settings, t.enrolment, t.node, t.visit,
      t.occurrence
    from call_task t join run r on r.id = t.run
    where t.outward = ${outward} for update of t`.execute(tx)
  const [task] = rows
  if (!task) throw new Failure('NOT_FOUND', `There is no call task ${outward}.`)
  return task
}

async function isKnown(tx: Tx, eventId: string): Promise<boolean> {
  const known = await tx
    .selectFrom('call_log')
    .select('id')
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  return known !== undefined
}

async function putBack(tx: Tx, report: CallReport, retryAt: InstantMs): Promise<void> {
  await tx
    .updateTable('call_task')
    .set({
      attempts: sql<number>`attempts + 1`,
      next_at: new Date(retryAt),
      agent: null,
      taken_until: null,
    })
    .where('outward', '=', report.outward)
    .execute()
}

async function complete(tx: Tx, report: CallReport, task: LockedTask): Promise<void> {
  const { now } = task
  await tx
    .updateTable('call_task')
    .set({
      state: 'done',
      attempts: sql<number>`attempts + 1`,
      agent: report.agent,
      taken_until: null,
      outcome: report.outcome,
      memo: report.memo,
      ended_at: new Date(now),
    })
    .where('outward', '=', report.outward)
    .execute()
  const event = {
    type: 'response',
    contact: report.outward,
    response: report.outcome,
    at: new Date(task.happenedAt).toISOString(),
  } as const
  await acceptEvents(tx, { source: deskSource, events: [{ eventId: report.eventId, event }] })
  if (task.kind === 'sandbox' && report.outcome === 'answered') await drawPurchase(tx, report, task)
}

async function drawPurchase(tx: Tx, { outward }: CallReport, task: LockedTask): Promise<void> {
  const { seed, simulation } = runSettingsSchema.parse(task.settings)
  const contact = { channel: 'call', seed: answerSeed(seed, task), acceptedAt: task.now } as const
  const bought = drawAnswers(simulation, contact).filter(({ response }) => response === 'purchased')
  await keepAnswers(
    tx,
    task.run,
    bought.map((answer) => ({ outward, ...answer })),
  )
}

function conflict(
  outward: string,
  why: string,
  reason: 'CALL_DONE' | 'CALL_TAKEN' | 'CALL_IN_EFFECT',
): Failure {
  return new Failure('CONFLICT', `Call task ${outward} ${why}.`, { details: { reason } })
}
