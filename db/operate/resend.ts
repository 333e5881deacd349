import { type RawBuilder, sql } from 'kysely'
import { outwardId } from '../../engine/outward-id.ts'
import type { CohortRef } from '../../engine/ports.ts'
import type { Selection } from '../../schemas/api/operations.ts'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { numberArray, textArray } from '../arrays.ts'
import { foundBy } from '../customers/found-by.ts'
import type { DbOrTx, Tx } from '../schema.ts'
import type { Refused } from './select.ts'

/**
 * Unknown contacts `i` of enrolments `e` of a run that a selection names; `until` is when they were settled. `contact`
 * narrows it to the one of that outward id.
 */
export function unknownIn(
  run: number,
  { node, customer, search, reason, until }: Selection,
  contact?: string | null,
): RawBuilder<boolean> {
  const parts = [
    sql`i.run = ${run} and i.status = 7 and e.run = i.run and e.cohort = i.cohort and e.no = i.enrolment`,
    ...(node === undefined ? [] : [sql`i.node = ${node}`]),
    ...(customer === undefined
      ? []
      : [sql`i.customer = (select id from customer where uuid = ${customer}::uuid)`]),
    ...(search === undefined
      ? []
      : [sql`i.customer in (select c.id from customer c where ${foundBy(search)})`]),
    ...(reason === undefined ? [] : [sql`i.reason = ${reason}`]),
    ...(until === undefined ? [] : [sql`i.settled_at <= ${new Date(until)}`]),
    ...(contact ? [sql`i.outward = ${contact}::uuid`] : []),
  ]
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** Contact `i` was repeated. */
export const sentAgain: RawBuilder<boolean> = sql<boolean>`exists (
  select from intent n where n.run = i.run and n.cohort = i.cohort and n.node = i.node
    and n.enrolment = i.enrolment and n.visit = i.visit and n.occurrence > i.occurrence)`

/** Who was taken out of the run, or left it by an exit rule, is not written to again. */
const hasLeft = sql<boolean>`(not e.active and e.reason like 'LEFT:%')`

/** Of unknown contacts that are selected: how many can be sent again, and how many not, by reason. */
export async function countUnknown(
  db: DbOrTx,
  wanted: { readonly run: number; readonly selection: Selection; readonly contact: string | null },
): Promise<{ count: number; refused: Refused }> {
  const { rows } = await sql<{ count: number; again: number; left: number }>`
    select count(*) filter (where not x.again and not x.gone) as count,
      count(*) filter (where x.again) as again, count(*) filter (where not x.again and x.gone) as left
    from (
      select ${sentAgain} as again, ${hasLeft} as gone from intent i, enrolment e
      where ${unknownIn(wanted.run, wanted.selection, wanted.contact)}) x`.execute(db)
  const [{ count, again, left } = { count: 0, again: 0, left: 0 }] = rows
  return {
    count,
    refused: { ...(again > 0 && { SENT_AGAIN: again }), ...(left > 0 && { HAS_LEFT: left }) },
  }
}

/**
 * Orders the selected unknown contacts of a cohort once more: each a new occurrence with an outward id of its own,
 * which passes gate, budget and limits like any other; the original stays unknown. A cohort that was done is opened
 * again for it. Its row must be locked.
 */
export async function resendCohort(
  tx: Tx,
  { run, cohort }: CohortRef,
  act: {
    readonly uuid: string
    readonly selection: Selection
    readonly contact: string | null
    readonly now: InstantMs
  },
): Promise<{ applied: number; refused: Refused }> {
  const { rows } = await sql<UnknownRow>`
    select i.node, i.enrolment, i.visit, i.occurrence, i.customer, i.channel, e.entry, c.uuid as person,
      extract(epoch from i.expires_at - i.ordered_at)::float8 * 1000 as "validMs"
    from intent i, enrolment e, customer c
    where i.cohort = ${cohort} and ${unknownIn(run, act.selection, act.contact)} and c.id = i.customer
      and not ${sentAgain} and not ${hasLeft}
    order by e.no, i.node, i.visit for update of e`.execute(tx)
  if (rows.length === 0) return { applied: 0, refused: {} }
  const outwards = rows.map((row) =>
    outwardId({
      ...row,
      run: act.uuid,
      customer: row.person,
      occurrence: row.occurrence + 1,
    }),
  )
  await sql`
    insert into intent (run, cohort, node, enrolment, visit, occurrence, customer, outward, channel, ordered_at, expires_at)
    select ${run}::int, ${cohort}::int, node, enrolment, visit, occurrence + 1, customer, outward, channel,
      ${new Date(act.now)}, ${new Date(act.now)}::timestamptz + valid * interval '1 ms'
    from unnest(
      ${numberArray(rows.map((r) => r.node))}::smallint[], ${numberArray(rows.map((r) => r.enrolment))}::int[],
      ${numberArray(rows.map((r) => r.visit))}::smallint[], ${numberArray(rows.map((r) => r.occurrence))}::smallint[],
      ${numberArray(rows.map((r) => r.customer))}::int[], ${textArray(outwards)}::uuid[],
      ${textArray(rows.map((r) => r.channel))}::text[], ${numberArray(rows.map((r) => r.validMs))}::float8[]
    ) v(node, enrolment, visit, occurrence, customer, outward, channel, valid)`.execute(tx)
  await sql`
    update cohort set stray = true, done = false, started = started and not done, ready = true,
      last_result = case when done then '{"ready": true, "deliver": [], "remaining": 1}' else last_result end
    where run = ${run} and no = ${cohort}`.execute(tx)
  return { applied: rows.length, refused: {} }
}

interface UnknownRow {
  readonly node: number
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly customer: number
  readonly channel: Channel
  readonly entry: string
  readonly person: string
  readonly validMs: number
}
