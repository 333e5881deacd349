import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Tx } from '../schema.ts'

/** What models and the newest calculation of profit said of who is gone; null: nothing. */
export interface ScoresBefore {
  readonly scores: Readonly<Record<string, number>> | null
  readonly profit: Readonly<Record<'revenue' | 'margin' | 'cost' | 'profit', number>> | null
}

/** Takes a customer out of what was worked out of everybody. */
export async function takeScores(tx: Tx, gone: number): Promise<ScoresBefore> {
  const { rows: scores } = await sql<{ scores: Record<string, number> }>`
    delete from customer_score where customer = ${gone} returning scores`.execute(tx)
  const { rows: profits } = await sql<NonNullable<ScoresBefore['profit']>>`
    delete from customer_profit where customer = ${gone} returning revenue, margin, cost, profit`.execute(
    tx,
  )
  return { scores: scores[0]?.scores ?? null, profit: profits[0] ?? null }
}

/** Puts it back, but for scores that come from a model made since, which did not look at this customer. */
export async function restoreScores(
  tx: Tx,
  gone: number,
  { before, mergedAt }: { readonly before: ScoresBefore | undefined; readonly mergedAt: InstantMs },
): Promise<void> {
  // Merged before these were kept.
  if (!before) return
  await sql`
    insert into customer_score (customer, scores)
    select ${gone}::int, jsonb_object_agg(v.key, v.value)
    from jsonb_each(${JSON.stringify(before.scores ?? {})}::jsonb) v
    join score s on s.key = v.key join score_model m on m.id = s.model
    where m.made_at < ${new Date(mergedAt)}
    having count(*) > 0
    on conflict (customer) do nothing`.execute(tx)
  if (!before.profit) return
  const { revenue, margin, cost, profit } = before.profit
  await sql`
    insert into customer_profit (customer, revenue, margin, cost, profit)
    select ${gone}::int, ${revenue}::numeric, ${margin}::numeric, ${cost}::numeric, ${profit}::numeric
    where (select max(made_at) from profit) < ${new Date(mergedAt)}
    on conflict (customer) do nothing`.execute(tx)
}
