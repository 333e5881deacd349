import { sql } from 'kysely'
import type { DbOrTx, Tx } from '../schema.ts'

/**
 * Ends the run when everybody was admitted, nobody may come any more and every cohort is done; says whether it has ended.
 * A cancelled one keeps its state.
 */
export async function endRunNow(tx: Tx, run: number): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`
    update run r set
      state = case when r.state = 'cancelled' then r.state else 'ended' end,
      ended_at = coalesce(r.ended_at, now())
    where r.id = ${run}
      and r.ended_at is null
      and (r.state = 'cancelled' or (r.state = 'running' and not r.accepting
        and (r.closed_at is not null or r.admitted >= r.audience_size)))
      and not exists (select 1 from cohort c where c.run = r.id and not c.done)
    returning true as ended`.execute(tx)
  if (rows.length > 0) return true
  const row = await tx.selectFrom('run').select('ended_at').where('id', '=', run).executeTakeFirst()
  return row?.ended_at != null
}

/**
 * What is left to admit: `more` can be done now; otherwise `lookInMs` says after how many real milliseconds something may
 * be due (null: only a call can tell, as in a sandbox, whose clock calls when it has moved).
 */
export async function lookAtAdmission(
  db: DbOrTx,
  run: number,
): Promise<{ more: boolean; lookInMs: number | null }> {
  const { rows } = await sql<{ more: boolean; lookInMs: number | null }>`
    select r.state in ('starting', 'running') and r.closed_at is null
        and (r.audience_size is null or r.admitted < r.audience_size or r.admission_due <= run_now(r)
          or (r.accepting and exists (select 1 from run_entry e where e.run = r.id and e.at <= run_now(r)))) as more,
      case when r.kind <> 'sandbox'
        then ceil(extract(epoch from r.admission_due - run_now(r))::float8 * 1000) end as "lookInMs"
    from run r where r.id = ${run}`.execute(db)
  return { more: rows[0]?.more ?? false, lookInMs: rows[0]?.lookInMs ?? null }
}
