import { sql } from 'kysely'
import type { Tx } from './schema.ts'

/** Ends the run when everybody was admitted and every cohort is done; says whether it has ended. A cancelled one keeps its state. */
export async function endRunNow(tx: Tx, run: number): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`
    update run r set
      state = case when r.state = 'cancelled' then r.state else 'ended' end,
      ended_at = coalesce(r.ended_at, now())
    where r.id = ${run}
      and r.ended_at is null
      and (r.state = 'cancelled' or (r.state = 'running' and r.audience_size is not null and r.admitted >= r.audience_size))
      and not exists (select 1 from cohort c where c.run = r.id and not c.done)
    returning true as ended`.execute(tx)
  if (rows.length > 0) return true
  const row = await tx.selectFrom('run').select('ended_at').where('id', '=', run).executeTakeFirst()
  return row?.ended_at != null
}
