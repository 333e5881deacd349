import { type RawBuilder, sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import { numberArray } from '../arrays.ts'
import type { DbOrTx, Tx } from '../schema.ts'

/** Says that something changed for these cohorts (or all open ones of a run): their next turn will look again. */
export async function raiseDirty(
  tx: Tx,
  { run, cohorts }: { run: number; cohorts?: readonly number[] },
): Promise<void> {
  const those = cohorts ? sql`and no = any(${numberArray(cohorts)}::int[])` : sql``
  await raise(tx, sql`run = ${run} and not done ${those}`)
}

/** As `raiseDirty`, of those for whom something is due by that instant of the run's clock; returns them. */
export async function raiseDue(tx: Tx, run: number, by: Date): Promise<CohortRef[]> {
  return raise(tx, sql`run = ${run} and not done and next_due <= ${by}`)
}

/** Locked first, in order of number; no join with what is locked, which is slow while the rows are young. */
async function raise(tx: Tx, those: RawBuilder<unknown>): Promise<CohortRef[]> {
  const { rows } = await sql<CohortRef>`
    with locked as (select no from cohort where ${those} order by no for update)
    update cohort set dirty = dirty + 1,
      dirty_at = case when dirty = seen then clock_timestamp() else dirty_at end
    where ${those} and (select count(*) from locked) > 0
    returning run, no as cohort`.execute(tx)
  return rows
}

/**
 * Cohorts of running runs that nobody has come for: their news, or an instant by which a turn was to be taken, has
 * passed for longer than `olderThanMs`.
 */
export async function forgottenCohorts(db: DbOrTx, olderThanMs: number): Promise<CohortRef[]> {
  return (
    db
      .selectFrom('cohort as c')
      .innerJoin('run as r', 'r.id', 'c.run')
      .select(['c.run', 'c.no as cohort'])
      .where('c.done', '=', false)
      .where('r.state', 'in', ['running', 'cancelled'])
      // While the gate is closed nobody moves, however often they are told.
      .where(sql<boolean>`(select gate_open from installation)`)
      .where(
        sql<boolean>`((c.dirty <> c.seen and c.dirty_at < clock_timestamp() - ${olderThanMs} * interval '1 ms')
        or c.look_at < clock_timestamp() - ${olderThanMs} * interval '1 ms')`,
      )
      .limit(1000)
      .execute()
  )
}

/** Unfinished cohorts: those of one run that were never started, or all of the installation. */
export async function unfinishedCohorts(
  db: DbOrTx,
  which: { run: number } | 'all',
): Promise<CohortRef[]> {
  let query = db
    .selectFrom('cohort as c')
    .innerJoin('run as r', 'r.id', 'c.run')
    .select(['c.run', 'c.no as cohort'])
    .select((eb) => eb('r.entry_event', 'is not', null).$castTo<boolean>().as('urgent'))
    .where('c.done', '=', false)
    .orderBy('c.run')
    .orderBy('c.no')
  if (which !== 'all') query = query.where('c.run', '=', which.run).where('c.started', '=', false)
  return query.execute()
}

/** Whether somebody may be left in any cohort of the run. Looks from its end: those who came last go on longest. */
export async function hasOpenCohorts(db: DbOrTx, run: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from cohort where run = ${run} and not done order by no desc limit 1`.execute(db)
  return rows.length > 0
}

/** The number the cohort's next turn must come with, and the beat at that moment; fails for a cohort that is not there. */
export async function nextSeqOf(
  db: DbOrTx,
  { run, cohort }: CohortRef,
): Promise<{ nextSeq: number; beat: number }> {
  return db
    .selectFrom(['cohort', 'installation'])
    .select(['cohort.next_seq as nextSeq', 'installation.beat'])
    .where('cohort.run', '=', run)
    .where('cohort.no', '=', cohort)
    .executeTakeFirstOrThrow()
}

export async function markStarted(db: DbOrTx, refs: readonly CohortRef[]): Promise<void> {
  await sql`
    update cohort c set started = true
    from unnest(${numberArray(refs.map((r) => r.run))}::int[], ${numberArray(refs.map((r) => r.cohort))}::int[]) v(run, no)
    where c.run = v.run and c.no = v.no and not c.started`.execute(db)
}

/** Runs that have not ended: each must have its workflow. */
export async function unfinishedRuns(db: DbOrTx): Promise<number[]> {
  const rows = await db
    .selectFrom('run')
    .select('id')
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((r) => r.id)
}

/**
 * Unfinished runs that should have let somebody in by their rows and their rate, and have not: `afterMs` later than due.
 * Their workflows may believe that everybody is in: after a restore, rows know less than workflows.
 */
export async function runsLateToAdmit(db: DbOrTx, afterMs: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select r.id from run r, installation
    where r.ended_at is null and r.state <> 'paused' and gate_open and coalesce(r.admitted < r.audience_size, true)
      and coalesce(r.chunk_at, r.started_at) < clock_timestamp() - ${afterMs} * interval '1 ms'
        - coalesce(r.chunk_size * 60 / (r.settings ->> 'admitPerMinute')::float8, 0) * interval '1 s'
    order by r.id`.execute(db)
  return rows.map(({ id }) => id)
}
