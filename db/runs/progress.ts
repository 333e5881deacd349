import { sql } from 'kysely'
import type { RunState } from '../../schemas/run.ts'
import type { DbOrTx } from '../schema.ts'
import { loadRunContext } from './runs.ts'

export interface RunProgress {
  readonly state: RunState
  /** The run's clock, epoch milliseconds. */
  readonly now: number
  readonly startedAt: number
  readonly endedAt: number | null
  /** Null until the audience has been taken. */
  readonly audience: number | null
  readonly enrolled: number
  readonly active: number
  readonly ended: number
  readonly won: number
  readonly held: number
  readonly contacts: readonly {
    readonly channel: string
    readonly ordered: number
    readonly accepted: number
    readonly notMade: number
    readonly unknown: number
  }[]
}

/** Where a run is, for the command line; people come from the counters, contacts from a count of their rows. */
export async function loadRunProgress(db: DbOrTx, run: number): Promise<RunProgress> {
  const context = await loadRunContext(db, run)
  const { rows: counts } = await sql<{ what: string; n: number }>`
    select what, sum(n) as n from counter where run = ${run} and what in ('ended', 'won', 'held') group by what`.execute(
    db,
  )
  const count = (what: string) => counts.find((c) => c.what === what)?.n ?? 0
  const row = await db
    .selectFrom('run')
    .select(['started_at', 'ended_at'])
    .where('id', '=', run)
    .executeTakeFirstOrThrow()
  const { rows: enrolled } = await sql<{
    n: number
  }>`select count(*) as n from enrolment where run = ${run}`.execute(db)
  const { rows: contacts } = await sql<RunProgress['contacts'][number]>`
    select channel, count(*) as ordered, count(*) filter (where status = 3) as accepted,
      count(*) filter (where status in (4, 5, 6, 8)) as "notMade", count(*) filter (where status = 7) as unknown
    from intent where run = ${run} group by channel order by channel`.execute(db)
  const total = enrolled[0]?.n ?? 0
  return {
    state: context.state,
    now: context.now,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    audience: context.audienceSize,
    enrolled: total,
    active: total - count('ended'),
    ended: count('ended'),
    won: count('won'),
    held: count('held'),
    contacts,
  }
}
