import { sql } from 'kysely'
import type { Tx } from '../../../db/schema.ts'
import type { Place } from './move.ts'

export async function takeAudience(
  tx: Tx,
  { run }: Place,
  { fromPoints }: { fromPoints: number },
): Promise<void> {
  await sql`
    with taken as (
      insert into run_audience (run, no, customer)
      select ${run}::int, row_number() over (order by id) - 1, id from customer
      where points >= ${fromPoints} and erased_at is null order by id returning 1)
    update run set audience_size = (select count(*) from taken), state = 'running' where id = ${run}`.execute(
    tx,
  )
}

/** The next chunk of whole cohorts. */
export async function admit(
  tx: Tx,
  { run, plan, cohortSize, nodes }: Place,
  { from, chunk }: { from: number; chunk: number },
): Promise<void> {
  const cohorts = sql`generate_series(${from}::int / ${cohortSize}::int, ${from + chunk - 1}::int / ${cohortSize}::int) no`
  await sql`select 1 from run where id = ${run} for update`.execute(tx)
  await sql`insert into cohort (run, no, started) select ${run}::int, no, true from ${cohorts}`.execute(
    tx,
  )
  await sql`
    insert into enrolment (run, cohort, no, customer, plan, node, entered_at, arrived_at)
    select run, no / ${cohortSize}::int, no, customer, ${plan}::int, ${nodes.who}::smallint, clock_timestamp(), clock_timestamp()
    from run_audience where run = ${run} and no >= ${from} and no < ${from + chunk} order by no`.execute(
    tx,
  )
  await sql`
    with v as (
      select no / ${cohortSize}::int % 32 as slot, count(*) as n from run_audience
      where run = ${run} and no >= ${from} and no < ${from + chunk} group by 1 order by 1),
    now as (
      insert into counter as c (run, node, what, slot, n)
      select ${run}::int, ${nodes.who}::int, 'entered', slot, n from v
      on conflict (run, node, what, slot) do update set n = c.n + excluded.n)
    insert into counter_change as c (run, minute, node, what, slot, n)
    select ${run}::int, date_trunc('minute', clock_timestamp()), ${nodes.who}::int, 'entered', slot, n from v
    on conflict (run, minute, node, what, slot) do update set n = c.n + excluded.n`.execute(tx)
  await sql`update run set admitted = ${from + chunk}::int where id = ${run}`.execute(tx)
}
