import { type QueryExecutorProvider, sql } from 'kysely'

/**
 * Changes of a sandbox’s counters are kept by its own clock. Of those from before nobody knows where its clock stood:
 * all of a run go onto the minute where it stands now, so that the end of its past is right and nothing is made up.
 */
export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `delete from counter_mark where run in (select id from run where kind = 'sandbox')`,
  `with gone as (
    delete from counter_change c using run r where r.id = c.run and r.kind = 'sandbox'
    returning c.run, date_trunc('minute', coalesce(r.clock_at, r.started_at)) as minute, c.node, c.what, c.slot, c.n
  )
  insert into counter_change (run, minute, node, what, slot, n)
  select run, minute, node, what, slot, sum(n) from gone group by 1, 2, 3, 4, 5 having sum(n) <> 0`,
]
