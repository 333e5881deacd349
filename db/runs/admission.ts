import { type RawBuilder, sql } from 'kysely'
import { cohortSizeOf } from '../../engine/entry.ts'
import type { Reach } from '../../engine/points.ts'
import type { AdmissionResult } from '../../engine/ports.ts'
import type { Plan } from '../../schemas/plan.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { saveCounts } from './counters.ts'
import { loadRunContext, type RunContext } from './runs.ts'
import { enrolmentState } from './turn-load.ts'

/** Cohorts that may be in their first turns at once before admission waits for them. */
const busyCohortsMax = 8
const busyPauseMs = 150
/** A full cohort at most; also bounds one transaction. */
const chunkMax = 10_000
/** A chunk is what the rate lets through in so many seconds. */
const chunkSeconds = 10
/** Whoever resumes a run says so; this is for when that word is lost. */
const pausedMs = 60_000

export interface Admission extends AdmissionResult {
  /** Cohorts that people came into: new ones, and `joined`, in which others are or were already. */
  readonly cohorts: readonly number[]
  readonly joined: readonly number[]
}

/**
 * Admits the next chunk of the audience, in the order in which it was taken, into the last cohort that has room and into
 * new ones. Paced by the run's rate as it is now, and by how many cohorts have not finished their first turns; whoever
 * asks too early is told how long to wait.
 */
export async function admit(db: Db, run: number, reach?: Reach | undefined): Promise<Admission> {
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run, { lock: true })
    const left = (context.audienceSize ?? 0) - context.admitted
    if (context.closed || context.state === 'cancelled' || left <= 0) return none(0, 0)
    if (context.state === 'paused') return none(left, pausedMs)
    const { plan } = await loadPlan(tx, context.plan)
    const { admitPerMinute } = context.settings
    const size = cohortSizeOf(plan.entry, context.settings)
    const waitMs = Math.max(await paceMs(tx, run, admitPerMinute), await busyMs(tx, run, size))
    if (waitMs > 0) return none(left, waitMs)

    const perChunk =
      admitPerMinute === null
        ? chunkMax
        : Math.max(1, Math.ceil((admitPerMinute * chunkSeconds) / 60))
    const cohortsWanted = size === 1 ? 500 : 4
    const chunk = Math.min(left, perChunk, cohortsWanted * size, chunkMax)
    const place = { from: context.admitted, chunk, size }
    const cohorts = await openCohorts(tx, run, place)
    const admitted = await enrol(tx, context, plan, place)
    await sql`
      update run set admitted = ${place.from + chunk}, chunk_at = clock_timestamp(), chunk_size = ${chunk}
      where id = ${run}`.execute(tx)
    await reach?.('admission.written')
    const nextMs = admitPerMinute === null ? 0 : Math.round((chunk / admitPerMinute) * 60_000)
    return { admitted, left: left - chunk, waitMs: left === chunk ? 0 : nextMs, ...cohorts }
  })
}

function none(left: number, waitMs: number): Admission {
  return { admitted: 0, left, waitMs, cohorts: [], joined: [] }
}

/** Real milliseconds until the last chunk has had its time, at the rate as it is now. */
async function paceMs(tx: Tx, run: number, perMinute: number | null): Promise<number> {
  if (perMinute === null) return 0
  const { rows } = await sql<{ ms: number | null }>`
    select extract(epoch from chunk_at - clock_timestamp())::float8 * 1000
      + chunk_size * 60000.0::float8 / ${perMinute}::int as ms
    from run where id = ${run}`.execute(tx)
  return Math.max(0, Math.ceil(rows[0]?.ms ?? 0))
}

async function busyMs(tx: Tx, run: number, cohortSize: number): Promise<number> {
  const busy = await tx
    .selectFrom('cohort')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('run', '=', run)
    .where('done', '=', false)
    .where('next_seq', '=', (eb) => eb.selectFrom('installation').select('first_seq'))
    .executeTakeFirstOrThrow()
  return busy.n >= (cohortSize === 1 ? 1000 : busyCohortsMax) ? busyPauseMs : 0
}

interface Place {
  /** First number of the chunk, and how many there are. */
  readonly from: number
  readonly chunk: number
  /** Enrolments of a full cohort. */
  readonly size: number
}

/** What a workflow adopts that comes with a smaller number than the cohort's first. */
const beforeFirstTurn = JSON.stringify({ ready: true, deliver: [], remaining: 1 })

/** Makes the cohorts of these numbers, or opens those again that others stand in or have left. */
async function openCohorts(
  tx: Tx,
  run: number,
  { from, chunk, size }: Place,
): Promise<{ cohorts: number[]; joined: number[] }> {
  const first = Math.floor(from / size)
  const last = Math.floor((from + chunk - 1) / size)
  const { rows } = await sql<{ no: number; joined: boolean }>`
    insert into cohort (run, no, next_seq, last_result)
    select ${run}::int, no, first_seq, case when first_seq > 0 then ${beforeFirstTurn}::jsonb end
    from installation, generate_series(${first}::int, ${last}::int) no
    on conflict (run, no) do update
      set dirty = cohort.dirty + 1, done = false, started = cohort.started and not cohort.done,
        dirty_at = case when cohort.dirty = cohort.seen then clock_timestamp() else cohort.dirty_at end
    returning no, xmax <> 0 as joined`.execute(tx)
  return {
    cohorts: rows.map(({ no }) => no),
    joined: rows.filter(({ joined }) => joined).map(({ no }) => no),
  }
}

/**
 * Writes the enrolments. What an entry is called outside derives from run, customer and how often this customer entered
 * before, so that an admission repeated on a restored database gives everybody the same name again.
 */
async function enrol(
  tx: Tx,
  { run, uuid, plan: planId, now }: RunContext,
  { start, reentry }: Plan,
  { from, chunk, size }: Place,
): Promise<number> {
  const ordinal =
    reentry.allow === 'never'
      ? sql`0`
      : sql`(select count(*) from enrolment e where e.run = ${run} and e.customer = c.id)`
  const at = sql`${new Date(now)}::timestamptz`
  const isSecond = await isSecondSql(tx, reentry.allow === 'never')
  const { rows } = await sql<{ cohort: number; n: number; ended: number }>`
    with made as (
      insert into enrolment (run, cohort, no, customer, entry, plan, node, entered_at, arrived_at,
        seq, state, active, reason)
      select run, no / ${size}::int, no, customer, entry, ${planId}::int, ${start}::smallint, ${at}, ${at},
        is_second::int, case when is_second then ${enrolmentState.ended}::smallint else ${enrolmentState.ready}::smallint end,
        not is_second, case when is_second then 'LEFT:WITHDRAWN' end
      from (
        select a.run, a.no, c.id as customer, md5(${uuid}::text || c.uuid || ${ordinal})::uuid as entry,
          ${isSecond} as is_second
        from run_audience a join customer g on g.id = a.customer
        join customer c on c.id = coalesce(g.merged_into, g.id)
        where a.run = ${run} and a.no >= ${from} and a.no < ${from + chunk}
      ) who order by no
      on conflict do nothing
      returning cohort, no, node, active),
    noted as (
      insert into journal (run, enrolment, seq, node, visit, port, code, why, at)
      select ${run}::int, no, 1, node, 1, null, 'WITHDRAWN', '{"reason": "MERGED"}'::jsonb, ${at} from made where not active)
    select cohort, count(*)::int as n, count(*) filter (where not active)::int as ended
    from made group by cohort order by cohort`.execute(tx)
  await saveCounts(
    tx,
    run,
    rows.flatMap(({ cohort, n, ended }) => {
      const entered = { node: start, what: 'entered' as const, slot: cohort % 32, n }
      return ended === 0 ? [entered] : [entered, { ...entered, what: 'ended' as const, n: ended }]
    }),
  )
  return rows.reduce((sum, { n }) => sum + n, 0)
}

/**
 * Of customers who turned out to be one person since the audience was taken the first goes through the run; another is
 * admitted and leaves at once.
 */
async function isSecondSql(tx: Tx, once: boolean): Promise<RawBuilder<unknown>> {
  const { rows } = await sql`select from customer where merged_into is not null limit 1`.execute(tx)
  if (rows.length === 0) return sql`false`
  return sql`(row_number() over (partition by c.id order by a.no) > 1
    or exists (select from customer o where o.merged_into = c.id)
      and exists (select from enrolment e where e.run = a.run and e.customer = c.id and (e.active or ${once})))`
}
