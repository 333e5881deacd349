import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import type { NodeRef } from '../contacts/deliveries.ts'
import type { DbOrTx, Tx } from '../schema.ts'

/** What a restored database may have forgotten of a run; instants of the run's clock. */
export interface Doubt {
  readonly since: InstantMs
  readonly until: InstantMs
  /** Numbers of its audience that may have been admitted before: from the first, up to before the second. */
  readonly fromNo: number
  readonly toNo: number
}

/** The doubts of a run, the latest last. */
export async function loadDoubts(db: DbOrTx, run: number): Promise<readonly Doubt[]> {
  const { rows } = await sql<Doubt>`
    select since, until, from_no as "fromNo", to_no as "toNo" from doubt
    where run = ${run} and until is not null order by until, id`.execute(db)
  return rows
}

/** The gate has closed over rows that were put back: from here on the time since the copy is in doubt. */
export async function beginDoubts(tx: Tx, since: Date): Promise<void> {
  await sql`
    insert into doubt (run, since, from_no, to_no)
    select r.id, ${since}::timestamptz + r.clock_offset, r.admitted, r.admitted from run r
    where r.kind <> 'sandbox' and r.ended_at is null
      and not exists (select from doubt d where d.run = r.id and d.until is null)`.execute(tx)
}

/**
 * An operator opens the gate: whatever was due until the gate closed is in doubt, by the clocks as they stand now. So are
 * those of the audience whom the run's rate would have let in since the copy. Calls that were due leave the queue: they
 * may have been made, and stay charged.
 */
export async function settleDoubts(tx: Tx, until: Date): Promise<void> {
  await sql`
    update doubt d set until = ${until}::timestamptz + r.clock_offset,
      to_no = greatest(d.from_no, least(r.audience_size,
        r.admitted + r.chunk_size + ceil((r.settings ->> 'admitPerMinute')::float8
          * extract(epoch from ${until}::timestamptz - coalesce(r.chunk_at, r.started_at)) / 60)))
    from run r where r.id = d.run and d.until is null`.execute(tx)
  await sql`
    update call_task t set state = 'cancelled', ended_at = d.until
    from (select run, max(until) as until from doubt group by run) d
    where d.run = t.run and t.state = 'open' and t.next_at <= d.until`.execute(tx)
}

/** These numbers were taken at an instant that is in doubt: they may have been admitted before. */
export async function doubtEntries(
  tx: Tx,
  run: number,
  { since, until }: Pick<Doubt, 'since' | 'until'>,
  { from, size }: { from: number; size: number },
): Promise<void> {
  if (size === 0) return
  await tx
    .insertInto('doubt')
    .values({
      run,
      since: new Date(since),
      until: new Date(until),
      from_no: from,
      to_no: from + size,
    })
    .execute()
}

export interface DoubtedContacts {
  /** When the latest contact of an enrolment that is in doubt was settled without being made. */
  readonly settledAt: ReadonlyMap<number, InstantMs>
  /** When repetitions were ordered, by `enrolment visit occurrence`. */
  readonly orderedAt: ReadonlyMap<string, InstantMs>
}

/** What is known of contacts of these enrolments that decides whether the next is in doubt. */
export async function loadDoubted(
  tx: Tx,
  { run, cohort }: NodeRef,
  enrolments: readonly number[],
): Promise<DoubtedContacts> {
  const theirs = sql`run = ${run} and cohort = ${cohort} and enrolment = any(${numberArray(enrolments)}::int[])`
  // Made known by an answer it has no reason any more, but there was never an attempt.
  const { rows: settled } = await sql<{ enrolment: number; at: InstantMs }>`
    select enrolment, max(settled_at) as at from intent
    where ${theirs} and (reason = 'RESTORED' or (status = 3 and attempt = 0)) group by enrolment`.execute(
    tx,
  )
  const { rows: repeated } = await sql<{ key: string; at: InstantMs }>`
    select enrolment || ' ' || visit || ' ' || occurrence as key, ordered_at as at from intent
    where ${theirs} and occurrence > 0 and status < 3`.execute(tx)
  return {
    settledAt: new Map(settled.map(({ enrolment, at }) => [enrolment, at])),
    orderedAt: new Map(repeated.map(({ key, at }) => [key, at])),
  }
}

/**
 * Contacts of a run in doubt have been settled: answers to them that came before they were known again are heard now.
 * Sources that say again what the database forgot are quicker than the run that makes its contacts again.
 */
export async function hearAgain(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  enrolments: readonly number[],
): Promise<void> {
  await sql`
    update inbox i set state = 0, problem = null, processed_at = null from intent t
    where t.run = ${run} and t.cohort = ${cohort} and t.node = ${node}
      and t.enrolment = any(${numberArray(enrolments)}::int[])
      and i.state = 3 and i.event ->> 'contact' = t.outward::text`.execute(tx)
}
