import { sql } from 'kysely'
import type { Reach } from '../engine/points.ts'
import type { AdmissionResult } from '../engine/ports.ts'
import type { RunState } from '../schemas/run.ts'
import { numberArray } from './arrays.ts'
import { saveCounts } from './counters.ts'
import { loadPlan } from './plan-cache.ts'
import { loadRunContext } from './runs.ts'
import type { Db } from './schema.ts'
import { takeSegment } from './segments.ts'
import { inTransaction } from './transaction.ts'

/** Cohorts that may be in their first turns at once before admission waits for them. */
const busyCohortsMax = 8
const busyPauseMs = 150
/** A full cohort at most; also bounds one transaction. */
const chunkMax = 10_000

/** Takes the run's audience, once: whoever belongs to the segment as of the run's instant. */
export async function takeAudience(db: Db, run: number): Promise<{ size: number }> {
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run, { lock: true })
    if (context.audienceSize !== null) return { size: context.audienceSize }
    const { plan } = await loadPlan(tx, context.plan)
    const size = await takeSegment(tx, {
      run,
      rule: plan.audience,
      asOf: context.asOf,
      sampleSize: context.settings.sampleSize,
      seed: context.settings.seed,
    })
    await tx
      .updateTable('run')
      .set({
        audience_size: size,
        state: sql<RunState>`case when state = 'starting' then 'running' else state end`,
      })
      .where('id', '=', run)
      .execute()
    return { size }
  })
}

/**
 * Admits the next chunk of the audience: whole cohorts, in the order the audience was taken. Paced by the run's rate
 * and by how many cohorts have not finished their first turns. A customer who is already active in the run is not
 * admitted again.
 */
export async function admit(
  db: Db,
  run: number,
  reach?: Reach | undefined,
): Promise<AdmissionResult> {
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run, { lock: true })
    const size = context.audienceSize ?? 0
    const left = size - context.admitted
    if (context.state === 'cancelled') return { admitted: 0, left: 0, waitMs: 0 }
    if (left <= 0) return { admitted: 0, left: 0, waitMs: 0 }
    if (context.state === 'paused') return { admitted: 0, left, waitMs: 5000 }
    const { cohortSize, admitPerMinute } = context.settings
    const { plan } = await loadPlan(tx, context.plan)

    const cohortsWanted = cohortSize === 1 ? 500 : 4
    const busyMax = cohortSize === 1 ? 1000 : busyCohortsMax
    const busy = await tx
      .selectFrom('cohort')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('run', '=', run)
      .where('done', '=', false)
      .where('next_seq', '=', 0)
      .executeTakeFirstOrThrow()
    if (busy.n >= busyMax) return { admitted: 0, left, waitMs: busyPauseMs }

    const perChunk = admitPerMinute === null ? chunkMax : Math.max(1, Math.ceil(admitPerMinute / 6))
    const chunk = Math.min(left, perChunk, cohortsWanted * cohortSize, chunkMax)
    const from = context.admitted
    const { rows } = await sql<{ cohort: number; n: number }>`
      with chunk as (
        select a.no, a.customer, a.no / ${cohortSize}::int as cohort
        from run_audience a
        where a.run = ${run} and a.no >= ${from} and a.no < ${from + chunk}),
      made as (
        insert into enrolment (run, cohort, no, customer, plan, node, entered_at, arrived_at)
        select ${run}, cohort, no, customer, ${context.plan}, ${plan.start}, ${new Date(context.now)}::timestamptz,
          ${new Date(context.now)}::timestamptz
        from chunk order by no
        on conflict do nothing
        returning cohort)
      select cohort, count(*)::int as n from made group by cohort order by cohort`.execute(tx)
    await sql`
      insert into cohort (run, no)
      select ${run}, no from unnest(${numberArray(rows.map((r) => r.cohort))}::int[]) no
      on conflict (run, no) do update
        set dirty = cohort.dirty + 1, dirty_at = clock_timestamp(), done = false,
          started = cohort.started and not cohort.done`.execute(tx)
    await saveCounts(
      tx,
      run,
      rows.map((r) => ({ node: plan.start, what: 'entered', slot: r.cohort % 32, n: r.n })),
    )
    await tx
      .updateTable('run')
      .set({ admitted: from + chunk })
      .where('id', '=', run)
      .execute()
    await reach?.('admission.written')
    return {
      admitted: rows.reduce((sum, r) => sum + r.n, 0),
      left: left - chunk,
      waitMs:
        admitPerMinute === null || left === chunk
          ? 0
          : Math.round((chunk / admitPerMinute) * 60_000),
    }
  })
}
