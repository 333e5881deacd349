import { sql } from 'kysely'
import { cohortSizeOf } from '../../engine/entry.ts'
import type { Reach } from '../../engine/points.ts'
import type { CohortRef } from '../../engine/ports.ts'
import type { InboxEvent } from '../../schemas/inbox.ts'
import type { RunSettings } from '../../schemas/run.ts'
import { numberArray, textArray } from '../arrays.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { together } from '../together.ts'
import { inTransaction } from '../transaction.ts'
import type { InboxRow } from './inbox-events.ts'
import { mergeEvents } from './inbox-merge.ts'

export interface IncomingEvent {
  /** Unique within its source: the same event sent again is not taken again. */
  readonly eventId: string
  readonly event: InboxEvent
}

export interface EventBatch {
  readonly source: string
  readonly events: readonly IncomingEvent[]
}

export interface AcceptedEvents {
  readonly accepted: number
  /** Known already. */
  readonly repeated: number
}

const noneAccepted: AcceptedEvents = { accepted: 0, repeated: 0 }
/** Requests that share a statement at most; a request has up to a thousand events. */
const batchesMax = 200
/** Under load a request waits so long at most for others to share a statement with. */
const gatherMs = 5

/** Takes events in, each once; they are merged and acted on by the router afterwards. One statement. */
export async function acceptEvents(db: DbOrTx, batch: EventBatch): Promise<AcceptedEvents> {
  const [accepted = noneAccepted] = await acceptBatches(db, [batch])
  return accepted
}

/** `acceptEvents` for many callers at once: those that come while a statement runs share the next one and its commit. */
export function createEventIntake(db: Db): (batch: EventBatch) => Promise<AcceptedEvents> {
  return together((batches: readonly EventBatch[]) => acceptBatches(db, batches), {
    most: batchesMax,
    everyMs: gatherMs,
  })
}

async function acceptBatches(
  db: DbOrTx,
  batches: readonly EventBatch[],
): Promise<AcceptedEvents[]> {
  const given = batches.flatMap(({ source, events }) => events.map((e) => ({ ...e, source })))
  if (given.length === 0) return batches.map(() => noneAccepted)
  const { rows } = await sql<{ source: string; event_id: string }>`
    insert into inbox (source, event_id, run, customer, event)
    select v.source, v.event_id, case when r.kind = 'sandbox' then r.id end, coalesce(i.customer, c.merged_into, c.id), v.event
    from unnest(
      ${textArray(given.map((e) => e.source))}::text[], ${textArray(given.map((e) => e.eventId))}::text[],
      ${textArray(given.map((e) => JSON.stringify(e.event)))}::jsonb[],
      ${textArray(given.map((e) => (e.event.type === 'response' ? e.event.contact : null)))}::uuid[],
      ${textArray(given.map((e) => ('customer' in e.event ? e.event.customer : null)))}::text[]
    ) with ordinality v(source, event_id, event, contact, external_id, ord)
    left join intent i on i.outward = v.contact
    left join run r on r.id = i.run
    left join customer c on c.external_id = v.external_id
    order by v.ord
    on conflict (source, event_id) do nothing
    returning source, event_id`.execute(db)
  // The first of equal ones is the one that was taken.
  const taken = new Set(rows.map((row) => `${row.source} ${row.event_id}`))
  return batches.map(({ source, events }) => {
    const accepted = events.filter(({ eventId }) => taken.delete(`${source} ${eventId}`)).length
    return { accepted, repeated: events.length - accepted }
  })
}

/** Whether something came in that is not dealt with; one look at an index. */
export async function hasOpenEvents(db: DbOrTx): Promise<boolean> {
  const { rows } = await sql`select 1 from inbox where state < 2 limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Merges up to `limit` new events and says whom they concern. Several routers may do this at once: each takes rows no
 * other holds. After a crash between merging and waking, the rows stand as merged and are woken by the next round.
 */
export async function mergeNewEvents(db: Db, limit: number, reach?: Reach): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<InboxRow>`
      select id, source, event_id as "eventId", run, customer, event from inbox
      where state = 0 order by id limit ${limit} for update skip locked`.execute(tx)
    if (rows.length > 0) {
      await mergeEvents(tx, rows)
      await reach?.('router.merging')
    }
    return rows.length
  })
}

export interface WokenCohort extends CohortRef {
  /** Few stand in it: each of them is to go on at once. */
  readonly atOnce: boolean
}

/**
 * Wakes the enrolments that merged events concern and marks the events processed, in one transaction; returns the
 * cohorts to be told: those that nobody has told since their last turn. Cohorts are touched in order, then enrolments in
 * order.
 */
export async function wakeMerged(db: Db, limit: number, reach?: Reach): Promise<WokenCohort[]> {
  return inTransaction(db, async (tx) => {
    const { rows: events } = await sql<{ id: number; run: number | null; customer: number | null }>`
      select id, run, customer from inbox where state = 1 order by id limit ${limit}`.execute(tx)
    if (events.length === 0) return []
    const ids = events.map((e) => e.id)
    const known = events.filter((e) => e.customer !== null)
    const concerned = sql`
      (select distinct customer, run from
        unnest(${numberArray(known.map((e) => e.customer))}::int[], ${numberArray(known.map((e) => e.run))}::int[]) u(customer, run)) v
      join enrolment e on e.customer = v.customer and e.active
      join run r on r.id = e.run and (v.run = e.run or (v.run is null and r.kind <> 'sandbox'))`
    const { rows: refs } = await sql<RaisedRow>`
      with touched as (select distinct e.run, e.cohort from ${concerned})
      select c.run, c.no as cohort, c.dirty = c.seen as fresh, r.plan, r.settings
      from touched t join cohort c on c.run = t.run and c.no = t.cohort join run r on r.id = c.run
      order by c.run, c.no for update of c`.execute(tx)
    if (refs.length > 0) {
      await sql`
        update cohort c set dirty = c.dirty + 1,
          dirty_at = case when c.dirty = c.seen then clock_timestamp() else c.dirty_at end
        from unnest(${numberArray(refs.map((r) => r.run))}::int[], ${numberArray(refs.map((r) => r.cohort))}::int[]) v(run, no)
        where c.run = v.run and c.no = v.no`.execute(tx)
      const { rows: sleepers } = await sql<{ run: number; cohort: number; no: number }>`
        select e.run, e.cohort, e.no from ${concerned} where not e.woken
        order by e.run, e.cohort, e.no for update of e`.execute(tx)
      await sql`
        update enrolment e set woken = true
        from unnest(${numberArray(sleepers.map((e) => e.run))}::int[], ${numberArray(sleepers.map((e) => e.cohort))}::int[], ${numberArray(sleepers.map((e) => e.no))}::int[]) v(run, cohort, no)
        where e.run = v.run and e.cohort = v.cohort and e.no = v.no`.execute(tx)
    }
    await sql`update inbox set state = 2, processed_at = now() where id = any(${numberArray(ids)}::bigint[]) and state = 1`.execute(
      tx,
    )
    await reach?.('router.waking')
    return toTell(tx, refs)
  })
}

interface RaisedRow extends CohortRef {
  /** A turn had seen all news before: nobody has told the cohort of any. */
  readonly fresh: boolean
  readonly plan: number
  readonly settings: RunSettings
}

/** Cohorts of so many at most are told at once, however often. */
const smallMax = 20

/** Only the first news since a turn needs telling: that turn will see whatever comes until then. */
async function toTell(tx: Tx, rows: readonly RaisedRow[]): Promise<WokenCohort[]> {
  const woken: WokenCohort[] = []
  for (const { run, cohort, fresh, plan, settings } of rows) {
    if (!fresh) continue
    const { entry } = (await loadPlan(tx, plan)).plan
    woken.push({ run, cohort, atOnce: cohortSizeOf(entry, settings) <= smallMax })
  }
  return woken
}
