import { sql } from 'kysely'
import { inboxEventSchema } from '../../schemas/inbox.ts'
import { numberArray, textArray } from '../arrays.ts'
import { type EntryEventRow, noteEntries } from '../runs/entries.ts'
import type { Tx } from '../schema.ts'
import type { EventProblem, InboxRow } from './inbox-events.ts'
import { type PurchaseEventRow, recordPurchases } from './inbox-purchases.ts'
import { mergeResponses, type ResponseEventRow } from './inbox-responses.ts'

/**
 * Merges events that this transaction holds locked, and marks them merged, or without a match. Merging is a join:
 * earliest, latest and count per contact and kind, so order and repetition change nothing.
 */
export async function mergeEvents(tx: Tx, rows: readonly InboxRow[]): Promise<void> {
  const problems: EventProblem[] = []
  const responses: ResponseEventRow[] = []
  const purchases: PurchaseEventRow[] = []
  const entries: EntryEventRow[] = []
  for (const row of rows) {
    const parsed = inboxEventSchema.safeParse(row.event)
    if (!parsed.success) problems.push({ id: row.id, problem: 'UNREADABLE' })
    else if (parsed.data.type === 'response') responses.push({ ...row, event: parsed.data })
    else entries.push({ ...row, event: parsed.data })
    if (parsed.data?.type === 'purchase') purchases.push({ ...row, event: parsed.data })
  }
  problems.push(...(await mergeResponses(tx, responses)))
  problems.push(...(await recordPurchases(tx, purchases)))
  problems.push(...(await noteEntries(tx, entries)))
  const problemOf = new Map(problems.map(({ id, problem }) => [id, problem]))
  await sql`
    update inbox i set state = case when v.problem is null then 1 else 3 end, problem = v.problem,
      processed_at = case when v.problem is null then null else now() end
    from unnest(${numberArray(rows.map((r) => r.id))}::bigint[],
      ${textArray(rows.map((r) => problemOf.get(r.id) ?? null))}::text[]) v(id, problem)
    where i.id = v.id`.execute(tx)
}

/**
 * Merges what came in for these customers and is not merged yet; waits for what a router holds. Called by a turn
 * before it takes "nothing came back" for an answer.
 */
export async function mergePendingOf(tx: Tx, customers: readonly number[]): Promise<void> {
  const { rows } = await sql<InboxRow>`
    select id, source, event_id as "eventId", run, customer, event from inbox
    where state = 0 and customer = any(${numberArray(customers)}::int[]) order by id for update`.execute(
    tx,
  )
  if (rows.length > 0) await mergeEvents(tx, rows)
}
