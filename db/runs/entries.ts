import { sql } from 'kysely'
import type { InboxEvent } from '../../schemas/inbox.ts'
import { numberArray, textArray } from '../arrays.ts'
import type { EventProblem, InboxRow } from '../inbox/inbox-events.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx, Tx } from '../schema.ts'

export interface EntryEventRow extends InboxRow {
  readonly event: Extract<InboxEvent, { type: 'event' | 'purchase' }>
}

/**
 * Notes these events for the runs they let customers into, in the transaction that merges them, so that each counts
 * once. Only what happened since a run began lets anybody in.
 */
export async function noteEntries(
  tx: Tx,
  rows: readonly EntryEventRow[],
): Promise<readonly EventProblem[]> {
  const known = rows.filter(({ customer }) => customer !== null)
  if (known.length > 0) {
    await sql`
      insert into run_entry (run, customer, at)
      select r.id, v.customer, least(v.at + r.clock_offset, run_now(r))
      from unnest(
        ${numberArray(known.map((r) => r.customer))}::int[],
        ${textArray(known.map(({ event }) => (event.type === 'event' ? event.name : event.type)))}::text[],
        ${textArray(known.map((r) => r.event.at))}::timestamptz[]) v(customer, name, at)
      join run r on r.entry_event = v.name and r.accepting
      where r.kind <> 'sandbox' and r.state <> 'cancelled' and v.at >= r.started_at`.execute(tx)
  }
  return rows
    .filter(({ customer, event }) => customer === null && event.type === 'event')
    .map(({ id }) => ({ id, problem: 'NO_SUCH_CUSTOMER' }))
}

/** How long events are gathered, and how many at most, before their customers are admitted together. */
const gatherMs = 1000
const gatherMax = 500

/** Event runs that can admit somebody now: enough events have gathered, or a chunk is left over. */
export async function runsToEnter(db: DbOrTx): Promise<number[]> {
  const { rows } = await sql<{
    run: number
    plan: number
    left: boolean
    ripe: boolean
    n: number
  }>`
    select r.id as run, r.plan, r.admitted < r.audience_size as left, w.n,
      w.n >= ${gatherMax} or w.oldest < clock_timestamp() - ${gatherMs} * interval '1 ms' as ripe
    from run r
    cross join lateral (
      select count(*)::int as n, min(received_at) as oldest
      from (select received_at from run_entry where run = r.id and at <= run_now(r) limit ${gatherMax}) e) w
    where r.accepting and r.entry_event is not null and r.state = 'running'
      and (r.admitted < r.audience_size or w.n > 0)
    order by r.id`.execute(db)
  const runs: number[] = []
  for (const { run, plan, left, ripe, n } of rows) {
    const { entry } = (await loadPlan(db, plan)).plan
    const each = entry.by === 'event' && entry.gather === 'each'
    if (left || ripe || (each && n > 0)) runs.push(run)
  }
  return runs
}

/** Takes the events that wait by this instant, and says whose they were. The run's row is locked. */
export async function takeWaiting(tx: Tx, run: number, now: number): Promise<number[]> {
  const { rows } = await sql<{ customer: number }>`
    with taken as (
      delete from run_entry where id in (
        select id from run_entry where run = ${run} and at <= ${new Date(now)} order by at limit ${takeMax})
      returning customer)
    select distinct customer from taken order by customer`.execute(tx)
  return rows.map(({ customer }) => customer)
}

const takeMax = 5000
