import { type RawBuilder, sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { loadBeat, watchBeat } from '../beat.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import type { Db } from '../schema.ts'

/** One customer to be called, as delivery hands it to the desk; instants by the run's clock. */
export interface NewCallTask {
  readonly outward: string
  readonly cohort: number
  readonly node: number
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly customer: number
  readonly script: string
  readonly expiresAt: InstantMs
}

export interface CallTerms {
  readonly run: number
  readonly purpose: string
  readonly maxAttempts: number
  readonly retryAfterMs: number
}

/** How long a task stays with the agent who took it, in real time. */
export const callLeaseMs = 5 * 60_000

/** Puts calls into the agents' queue, due at once by the run's clock. One that is there already stays as it is. */
export async function createTasks(
  db: Db,
  terms: CallTerms,
  tasks: readonly NewCallTask[],
): Promise<void> {
  await sql`
    insert into call_task
      (outward, run, cohort, node, enrolment, visit, occurrence, customer, purpose, script, max_attempts,
       retry_after_ms, next_at, expires_at, created_at)
    select given.outward, r.id, given.cohort, given.node, given.enrolment, given.visit, given.occurrence,
      given.customer, ${terms.purpose}, given.script, ${terms.maxAttempts}::int, ${terms.retryAfterMs}::bigint,
      run_now(r), to_timestamp(given.expires / 1000), run_now(r)
    from run r, unnest(
      ${tasks.map((t) => t.outward)}::uuid[], ${tasks.map((t) => t.cohort)}::int[],
      ${tasks.map((t) => t.node)}::smallint[], ${tasks.map((t) => t.enrolment)}::int[],
      ${tasks.map((t) => t.visit)}::smallint[], ${tasks.map((t) => t.occurrence)}::smallint[],
      ${tasks.map((t) => t.customer)}::int[], ${tasks.map((t) => t.script)}::text[],
      ${tasks.map((t) => t.expiresAt)}::float8[]
    ) as given(outward, cohort, node, enrolment, visit, occurrence, customer, script, expires)
    where r.id = ${terms.run}
    on conflict (outward) do nothing`.execute(db)
}

/** Whether the customer of task `t` has left the run. */
const hasLeft = sql`exists (
  select from enrolment e where e.run = t.run and e.cohort = t.cohort and e.no = t.enrolment and not e.active)`

/**
 * Whether task `t` of run `r` waits for a person: open, its run going on and not left to simulated customers, and the
 * customer neither has left the run nor refused calls since.
 */
export const waitsForAgent: RawBuilder<boolean> = sql<boolean>`(
  t.state = 'open' and r.state = 'running'
  and (r.kind <> 'sandbox' or coalesce((r.settings->>'callsByPerson')::boolean, false))
  and not ${hasLeft}
  and not exists (
    select from contact_state s
    where s.scope = case when r.kind = 'sandbox' then r.id else 0 end
      and s.customer = t.customer and s.suppressed & ${sql.lit(channelBits.call)} <> 0))`

/** Whether it may be called at this instant: the gate is open, its time has come by the run's clock, and nobody holds it. */
export const callableNow: RawBuilder<boolean> = sql<boolean>`(
  ${waitsForAgent} and (select gate_open from installation) and t.next_at <= run_now(r) and t.expires_at > run_now(r)
  and (t.taken_until is null or t.taken_until < now()))`

/**
 * The outward ids of the tasks to be called next, those that expire first before others. Nothing is taken: two agents
 * may see the same ones, and only one of them can take each.
 */
export async function nextTasks(
  db: Db,
  { limit, purpose, run }: { limit: number; purpose?: string; run?: number },
): Promise<string[]> {
  const { rows } = await sql<{ outward: string }>`
    select t.outward from call_task t join run r on r.id = t.run
    where ${callableNow}
      and (${purpose ?? null}::text is null or t.purpose = ${purpose ?? null})
      and (${run ?? null}::int is null or t.run = ${run ?? null})
    order by t.expires_at - run_now(r), t.next_at, t.outward
    limit ${limit}`.execute(db)
  return rows.map((row) => row.outward)
}

/**
 * Gives the task to one agent for five minutes of real time; taking it again prolongs that. Fails with NOT_FOUND for an
 * unknown task, with CONFLICT when it is not to be called now or another agent has it; with NOT_READY when the database
 * was put back, for it may have forgotten that the call was made.
 */
export async function takeTask(
  db: Db,
  { outward, agent }: { outward: string; agent: string },
): Promise<void> {
  const wentBack = watchBeat(db)
  if (wentBack(await loadBeat(db))) {
    throw new Failure('NOT_READY', 'The database was restored; calls wait for an operator.', {
      details: { reason: 'RESTORED' },
      retryable: true,
    })
  }
  const { rows } = await sql`
    update call_task t set agent = ${agent}, taken_until = now() + ${callLeaseMs} * interval '1 millisecond'
    from run r
    where t.outward = ${outward} and r.id = t.run and (${callableNow} or (
      ${waitsForAgent} and t.agent = ${agent} and t.taken_until >= now() and t.expires_at > run_now(r)))
    returning t.outward`.execute(db)
  if (rows.length === 0) throw await whyNotCallable(db, outward)
}

/** Gives the task back uncalled. One that is not this agent's stays as it is. */
export async function releaseTask(
  db: Db,
  { outward, agent }: { outward: string; agent: string },
): Promise<void> {
  await sql`
    update call_task set agent = null, taken_until = null
    where outward = ${outward} and agent = ${agent} and state = 'open'`.execute(db)
}

async function whyNotCallable(db: Db, outward: string): Promise<Failure> {
  const { rows } = await sql<{ state: string; waits: boolean; held: boolean; early: boolean }>`
    select t.state, ${waitsForAgent} as waits, coalesce(t.taken_until >= now(), false) as held,
      t.next_at > run_now(r) as early
    from call_task t join run r on r.id = t.run where t.outward = ${outward}`.execute(db)
  const [task] = rows
  if (!task) return new Failure('NOT_FOUND', `There is no call task ${outward}.`)
  const [why, reason] = reasonOf(task)
  return new Failure('CONFLICT', `Call task ${outward} ${why}; take another one.`, {
    details: { reason },
  })
}

function reasonOf(task: { state: string; waits: boolean; held: boolean; early: boolean }) {
  if (task.state !== 'open') return [`is ${task.state}`, 'CALL_DONE'] as const
  if (!task.waits) {
    const why =
      'is not to be called: its run stands still, or the customer has left it or refused calls'
    return [why, 'CALL_STOPPED'] as const
  }
  if (task.held) return ['is with another agent', 'CALL_TAKEN'] as const
  if (task.early) return ['is not due yet', 'CALL_EARLY'] as const
  return ['is past its time', 'CALL_LATE'] as const
}
