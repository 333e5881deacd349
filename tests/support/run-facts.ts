import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'

/** What must hold of every run, at any moment; the empty list if all of it does. */
export async function brokenPromises(db: Db, run: number): Promise<string[]> {
  const broken: string[] = []
  for (const [promise, query] of Object.entries(promises)) {
    const { rows } = await sql<{
      n: number
    }>`select count(*)::int as n from (${query(run)}) broken`.execute(db)
    const n = rows[0]?.n ?? 0
    if (n > 0) broken.push(`${promise}: ${n}`)
  }
  return broken
}

const promises: Record<string, (run: number) => ReturnType<typeof sql>> = {
  'everybody admitted is enrolled': (run) =>
    sql`select 1 from run r where id = ${run} and admitted <> (select count(*) from enrolment where run = ${run})`,
  'a journal has no gap and no double': (run) => sql`
    select e.no from enrolment e left join journal j on j.run = e.run and j.enrolment = e.no
    where e.run = ${run} group by e.no, e.seq
    having e.seq <> count(j.seq) or e.seq <> coalesce(max(j.seq), 0) or (count(j.seq) > 0 and min(j.seq) <> 1)`,
  'arrivals equal the journal': (run) => sql`
    with counted as (select node, sum(n) as n from counter where run = ${run} and what = 'entered' group by node),
    standing as (select node, count(*) as n from enrolment where run = ${run} group by node),
    moved as (
      select node, count(*) as n from (
        select node from journal where run = ${run}
        union all select e.node from enrolment e where e.run = ${run} and e.active) m group by node)
    select 1 from counted c full join moved m using (node) where c.n is distinct from m.n`,
  'moves equal the journal': (run) => sql`
    with counted as (
      select node, sum(n) as n from counter where run = ${run} and (what like 'port:%' or what in ('moved', 'ended')) group by node),
    moved as (select node, count(*) as n from journal where run = ${run} group by node)
    select 1 from counted c full join moved m using (node) where c.n is distinct from m.n`,
  'changes per minute add up to the counters': (run) => sql`
    with changed as (select node, what, sum(n) as n from counter_change where run = ${run} group by node, what),
    counted as (select node, what, sum(n) as n from counter where run = ${run} group by node, what)
    select 1 from changed full join counted using (node, what) where changed.n is distinct from counted.n`,
  'who ended is not active': (run) =>
    sql`select 1 from enrolment where run = ${run} and active <> (state <> 3)`,
  'the sandbox took each accepted contact once': (run) => sql`
    select 1 from intent i full join (select * from sandbox_message where run = ${run}) m on m.outward = i.outward
    where coalesce(i.run, ${run}) = ${run} and ((i.status = 3) is distinct from (m.outward is not null) or m.times <> 1)`,
  'nobody is contacted twice at one step and visit, but where an operator sent again what was unknown':
    (run) => sql`
    select enrolment from intent where run = ${run} group by enrolment, node, visit
    having count(*) filter (where occurrence = 0) > 1 or count(*) filter (where status = 3) > 1
      or count(*) filter (where status <> 7) > 1`,
  'who is held is counted, also by reason': (run) => sql`
    with counted as (
      select node, what, sum(n) as n from counter where run = ${run} and what like 'held%' group by node, what),
    held as (
      select node, unnest(array['held', 'held:' || reason]) as what, count(*) as n from enrolment
      where run = ${run} and state = 2 group by 1, 2)
    select 1 from counted c full join held h using (node, what) where coalesce(c.n, 0) <> coalesce(h.n, 0)`,
  'contacts not made are counted, also by how they ended': (run) => sql`
    with counted as (
      select node, what, sum(n) as n from counter
      where run = ${run} and (what like 'unsent%' or what in ('sent', 'unknown')) group by node, what),
    settled as (
      select node, unnest(case status
          when 3 then array['sent'] when 7 then array['unknown'] when 4 then array['unsent', 'unsent:refused']
          when 5 then array['unsent', 'unsent:failed'] when 6 then array['unsent', 'unsent:expired']
          when 8 then array['unsent', 'unsent:cancelled'] end) as what, count(*) as n
      from intent where run = ${run} and status > 2 group by 1, 2)
    select 1 from counted c full join settled s using (node, what) where coalesce(c.n, 0) <> coalesce(s.n, 0)`,
  'who stands at a step is entered less left': (run) => sql`
    with counted as (
      select node, sum(case when what = 'entered' then n else -n end) as n from counter
      where run = ${run} and (what in ('entered', 'moved', 'ended') or what like 'port:%') group by node),
    standing as (select node, count(*) as n from enrolment where run = ${run} and active group by node)
    select 1 from counted c full join standing s using (node) where coalesce(c.n, 0) <> coalesce(s.n, 0)`,
  'the budget is what accepted contacts cost': (run) => sql`
    select 1 from budget where run = ${run}
      and spent <> (select coalesce(sum(cost), 0) from intent where run = ${run} and status in (2, 3, 7))`,
}

/** Besides, of a run that has ended. */
export async function unfinished(db: Db, run: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from enrolment where run = ${run} and active)
      + (select count(*) from intent where run = ${run} and status < 3)
      + (select count(*) from inbox where run = ${run} and state < 2) as n`.execute(db)
  return rows[0]?.n ?? 0
}
