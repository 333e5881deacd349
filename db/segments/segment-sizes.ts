import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { ruleSchema } from '../../schemas/rule.ts'
import type { Db } from '../schema.ts'
import { countCustomers, countSegment } from './segments.ts'

/** What led to a count. */
type Cause = 'daily' | 'asked' | 'run.started' | 'run.ended'

export interface SegmentSize {
  readonly at: InstantMs
  readonly size: number
  readonly ofAll: number
  readonly cause: Cause
  /** The run that began or ended. */
  readonly run: { readonly id: string; readonly name: string } | null
  /** Counted by another rule than the size before: the two cannot be compared. */
  readonly ruleChanged: boolean
}

/** Sizes of a segment, the oldest first, at most the newest 1000. */
export async function listSegmentSizes(db: Db, segment: string): Promise<SegmentSize[]> {
  const { rows } = await sql<Omit<SegmentSize, 'run'> & { runId: string | null; runName: string }>`
    select s.at, s.size, s.of_all as "ofAll", s.cause, r.uuid as "runId",
      coalesce(nullif(r.settings ->> 'name', ''), p.plan ->> 'name', '') as "runName",
      coalesce(lag(s.rule_hash) over (order by s.at) <> s.rule_hash, false) as "ruleChanged"
    from (select * from segment_size where segment = ${segment}::uuid order by at desc limit 1000) s
    left join run r on r.id = s.run left join plan p on p.id = r.plan
    order by s.at`.execute(db)
  return rows.map(({ runId, runName, ...size }) => ({
    ...size,
    run: runId === null ? null : { id: runId, name: runName },
  }))
}

/** Counts a saved segment now, and keeps the size with what led to it; a segment that is gone is passed over. */
export async function keepSegmentSize(
  db: Db,
  {
    segment,
    cause,
    run = null,
    now,
  }: { segment: string; cause: Cause; run?: number | null; now: InstantMs },
): Promise<void> {
  const found = await db
    .selectFrom('segment')
    .select(['rule', sql<string>`md5(rule::text)`.as('hash')])
    .where('id', '=', segment)
    .executeTakeFirst()
  if (!found) return
  const rule = ruleSchema.parse(found.rule)
  const [size, ofAll] = [await countSegment(db, rule, now), await countCustomers(db)]
  await sql`
    with counted as (
      update segment set size = ${size}, counted_at = ${new Date(now)}
      where id = ${segment}::uuid and md5(rule::text) = ${found.hash} returning id)
    insert into segment_size (segment, at, size, of_all, cause, run, rule_hash)
    select id, ${new Date(now)}, ${size}::int, ${ofAll}::int, ${cause}, ${run}::int, ${found.hash} from counted
    on conflict (segment, at) do nothing`.execute(db)
}

/**
 * The counts that are due: of every segment one a day, by the calendar of the installation, and one after each live or
 * test run that began or ended since its last. At most `max`.
 */
export async function dueSegmentSizes(
  db: Db,
  { now, max }: { now: InstantMs; max: number },
): Promise<{ segment: string; cause: Cause; run: number | null }[]> {
  const { rows } = await sql<{ segment: string; cause: Cause; run: number | null }>`
    select s.id as segment, coalesce(event.cause, 'daily') as cause, event.run
    from segment s cross join installation i
    left join lateral (select max(at) as at from segment_size where segment = s.id) last on true
    left join lateral (
      select r.id as run, case when r.ended_at > last.at then 'run.ended' else 'run.started' end as cause
      from run r
      where r.kind <> 'sandbox' and greatest(r.started_at, coalesce(r.ended_at, r.started_at)) > last.at
        and greatest(r.started_at, coalesce(r.ended_at, r.started_at)) <= ${new Date(now)}
      order by greatest(r.started_at, coalesce(r.ended_at, r.started_at)) desc limit 1
    ) event on true
    where event.run is not null or last.at is null
      or (last.at at time zone i.zone)::date < (${new Date(now)}::timestamptz at time zone i.zone)::date
    order by last.at nulls first, s.id limit ${max}`.execute(db)
  return rows
}
