import { sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { raiseDue } from './cohorts.ts'
import { takeDueAnswers } from './sandbox.ts'

/**
 * Sets the run's clock, the only way it is ever changed, and tells the cohorts for whom something is due by it; returns
 * them. A live run's clock runs on from there.
 */
export async function setClock(tx: Tx, run: number, to: InstantMs): Promise<CohortRef[]> {
  const at = new Date(to)
  await sql`
    update run set clock_moved_at = clock_timestamp(),
      clock_at = case when kind = 'sandbox' then ${at}::timestamptz end,
      clock_offset = case when kind = 'sandbox' then clock_offset else ${at}::timestamptz - clock_timestamp() end
    where id = ${run}`.execute(tx)
  return raiseDue(tx, run, at)
}

const dayMs = 86_400_000
/** The farthest a sandbox's clock goes in one move: answers of that time are taken together. */
const moveMaxMs = 6 * 3_600_000
/** Real time between two moves when nothing is due: every move costs a round of turns, however little came. */
const realStepMs = 500

export interface ClockMove {
  readonly wake: readonly CohortRef[]
  readonly answers: number
  /** By this clock the audience is to be taken again, or admission closes. */
  readonly audienceDue: boolean
  /** The run's own workflow has somebody to admit: it is to be told, should it not know. */
  readonly runWaits: boolean
}

/**
 * Lets a sandbox's clock run on by the real time since its last move, at the run's rate, unless work of the run can be
 * done now; never past an instant at which something is due. Answers that are due by then go to the inbox. Null: the
 * run is not one to be moved now.
 */
export async function runSandboxClock(db: Db, run: number): Promise<ClockMove | null> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<ClockRow>`
      select clock_at, admission_due,
        closed_at is null and coalesce(admitted < audience_size, true) as run_waits,
        extract(epoch from clock_timestamp() - clock_moved_at)::float8 * 1000 as elapsed_ms,
        (settings ->> 'secondsPerDay')::float8 as seconds_per_day
      from run where id = ${run} and kind = 'sandbox' and state = 'running' for update skip locked`.execute(
      tx,
    )
    const [row] = rows
    if (!row) return null
    const dueAt = row.admission_due ?? Number.POSITIVE_INFINITY
    const audienceDue = dueAt <= row.clock_at
    if (audienceDue || row.run_waits || (await hasWork(tx, run))) {
      await sql`update run set clock_moved_at = clock_timestamp() where id = ${run}`.execute(tx)
      return { wake: [], answers: 0, audienceDue, runWaits: row.run_waits }
    }
    const speed = dayMs / (row.seconds_per_day * 1000)
    const reach = row.clock_at + Math.min(row.elapsed_ms * speed, Math.max(moveMaxMs, speed * 100))
    const due = await nextDue(tx, run)
    const step = Math.min(moveMaxMs, realStepMs * speed)
    if (reach < row.clock_at + step && (due === null || due > reach)) return null
    const to = Math.max(row.clock_at, due === null ? reach : Math.min(reach, due))
    const { taken } = await takeDueAnswers(tx, run, to)
    const wake = await setClock(tx, run, Math.floor(to))
    return { wake, answers: taken, audienceDue: dueAt <= to, runWaits: false }
  })
}

interface ClockRow {
  readonly clock_at: number
  readonly admission_due: number | null
  readonly run_waits: boolean
  readonly elapsed_ms: number
  readonly seconds_per_day: number
}

/** Whether turns, deliveries, the inbox or events that wait have something to do for the run without its clock moving. */
async function hasWork(tx: DbOrTx, run: number): Promise<boolean> {
  const { rows } = await sql<{ busy: boolean }>`
    select exists (select 1 from run_entry where run = ${run} and at <= (select clock_at from run where id = ${run}))
      or exists (select 1 from cohort where run = ${run} and not done and (dirty <> seen or ready or sending))
      or exists (select 1 from inbox where state < 2 and run = ${run}) as busy`.execute(tx)
  return rows[0]?.busy ?? false
}

async function nextDue(tx: DbOrTx, run: number): Promise<InstantMs | null> {
  const { rows } = await sql<{ at: InstantMs | null }>`
    select least(
      (select min(next_due) from cohort where run = ${run} and not done),
      (select admission_due from run where id = ${run}),
      -- Events that were drawn close together are taken together.
      (select date_bin('1 hour', min(at), 'epoch') + interval '1 hour' from run_entry where run = ${run})) as at`.execute(
    tx,
  )
  return rows[0]?.at ?? null
}

/** Sandbox runs whose clock should be running, with the real seconds a day of each lasts. */
export async function runningSandboxes(
  db: DbOrTx,
): Promise<{ run: number; secondsPerDay: number }[]> {
  const { rows } = await sql<{ run: number; secondsPerDay: number }>`
    select id as run, (settings ->> 'secondsPerDay')::float8 as "secondsPerDay" from run
    where kind = 'sandbox' and state = 'running' and ended_at is null order by id`.execute(db)
  return rows
}
