import { sql } from 'kysely'
import { connect } from '../../../db/connect.ts'
import { type Count, saveCounts } from '../../../db/runs/counters.ts'
import { runOfUuid } from '../../../db/runs/runs.ts'
import { loadPlan } from '../../../db/scenarios/plan-cache.ts'
import { inTransaction } from '../../../db/transaction.ts'
import type { PlanNode } from '../../../schemas/plan.ts'

const enrolments = 1_000_000
const perCohort = 5_000
const slots = 32
/** Of those who have come to a step, as many have gone on by each of its ways. */
const gone = 20

/**
 * Makes a run as large as it gets: rows of a million enrolments that wait all over the drawing, in cohorts that nobody
 * drives, and every counter of every step in every slot, as two hundred cohorts leave them.
 */
export async function growRun(databaseUrl: string, uuid: string): Promise<void> {
  const db = connect(databaseUrl, { max: 1, application: 'dasi bench' })
  try {
    const run = await runOfUuid(db, uuid)
    const { plan: planId } = await db
      .selectFrom('run')
      .select('plan')
      .where('id', '=', run)
      .executeTakeFirstOrThrow()
    const { plan } = await loadPlan(db, planId)
    const first = 1_000
    await sql`
      insert into cohort (run, no, ready, done)
      select ${run}::int, ${first}::int + g, false, true from generate_series(1, ${enrolments / perCohort}::int) g`.execute(
      db,
    )
    await sql`
      insert into enrolment (run, cohort, no, customer, plan, node, state, entered_at, arrived_at)
      select ${run}::int, ${first + 1}::int + g / ${perCohort}::int, g, 100000000 + g, ${planId}::int,
        1 + g % ${plan.nodes.length}::int, 1, now(), now() from generate_series(0, ${enrolments - 1}::int) g`.execute(
      db,
    )
    const stand = Math.round(enrolments / plan.nodes.length / slots)
    for (let slot = 0; slot < slots; slot++) {
      const counts = plan.nodes.flatMap((node) => countsAt(node, { slot, stand }))
      await inTransaction(db, (tx) => saveCounts(tx, run, counts))
    }
    await sql`update run set audience_size = ${enrolments}, admitted = ${enrolments} where id = ${run}`.execute(
      db,
    )
    await sql`vacuum analyze enrolment, counter, counter_change, cohort`.execute(db)
    await sql`checkpoint`.execute(db)
  } finally {
    await db.destroy()
  }
}

function countsAt(
  { no, next }: PlanNode,
  { slot, stand }: { slot: number; stand: number },
): Count[] {
  const ways = Object.keys(next)
  return [
    { node: no, what: 'entered', slot, n: stand + gone * ways.length },
    ...ways.map((port): Count => ({ node: no, what: `port:${port}`, slot, n: gone })),
  ]
}
