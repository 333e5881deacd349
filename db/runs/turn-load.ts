import { sql } from 'kysely'
import type { ContactFact, PurchaseFact } from '../../engine/decision.ts'
import type { CohortRef } from '../../engine/ports.ts'
import type { ResponseKind } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'
import { contactStatusOf } from './status-names.ts'

/** enrolment.state, by name. */
export const enrolmentState = { ready: 0, parked: 1, held: 2, ended: 3 } as const

export interface LockedCohort {
  readonly nextSeq: number
  readonly dirty: number
  /** News up to here has been looked at by a turn. */
  readonly seen: number
  readonly lastResult: unknown
  readonly nextDue: number | null
  /** Contacts may be open at steps where nobody waits for them. */
  readonly stray: boolean
}

/** Locks the cohort's row: one turn at a time. Null if there is no such cohort. */
export async function lockCohort(tx: Tx, { run, cohort }: CohortRef): Promise<LockedCohort | null> {
  const row = await tx
    .selectFrom('cohort')
    .select(['next_seq', 'dirty', 'seen', 'last_result', 'next_due', 'stray'])
    .where('run', '=', run)
    .where('no', '=', cohort)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return null
  return {
    nextSeq: row.next_seq,
    dirty: row.dirty,
    seen: row.seen,
    lastResult: row.last_result,
    nextDue: row.next_due,
    stray: row.stray,
  }
}

/** An enrolment that this turn must decide, as its row stands. */
export interface EnrolmentRow {
  readonly no: number
  readonly customer: number
  readonly entry: string
  readonly plan: number
  readonly node: number
  readonly visit: number
  readonly seq: number
  readonly state: number
  readonly reason: string | null
  readonly enteredAt: number
  readonly arrivedAt: number
  /** Plan by which the present step is decided, if another than `plan`. */
  readonly decidedBy: number | null
}

/**
 * Locks up to `limit` enrolments of the cohort that are ready, woken or due at `now`, in order of number; all active
 * ones when `everybody` (a cancelled run). Those held are left alone until an operator lets them go.
 */
export async function lockDueEnrolments(
  tx: Tx,
  { run, cohort }: CohortRef,
  { now, limit, everybody = false }: { now: number; limit: number; everybody?: boolean },
): Promise<EnrolmentRow[]> {
  const { rows } = await sql<EnrolmentRow>`
    select no, customer, entry, plan, node, visit, seq, state, reason, entered_at as "enteredAt", arrived_at as "arrivedAt",
      decided_by as "decidedBy"
    from enrolment
    where run = ${run} and cohort = ${cohort} and active
      and (${everybody} or (state <> 2 and (state = 0 or woken or due <= ${new Date(now)})))
    order by no limit ${limit} for update`.execute(tx)
  return rows
}

/** Contacts of these enrolments at these nodes, with what came back, by enrolment number. */
export async function loadContacts(
  tx: Tx,
  { run, cohort }: CohortRef,
  { enrolments, nodes }: { enrolments: readonly number[]; nodes: readonly number[] },
): Promise<Map<number, ContactFact[]>> {
  const found = new Map<
    number,
    (ContactFact & { responses: ContactFact['responses'][number][] })[]
  >()
  if (enrolments.length === 0 || nodes.length === 0) return found
  const { rows: intents } = await sql<{
    enrolment: number
    node: number
    visit: number
    occurrence: number
    status: number
    ordered_at: number
    settled_at: number | null
    reason: string | null
  }>`
    select enrolment, node, visit, occurrence, status, ordered_at, settled_at, reason
    from intent
    where run = ${run} and cohort = ${cohort} and node = any(${numberArray(nodes)}::smallint[])
      and enrolment = any(${numberArray(enrolments)}::int[])
    order by enrolment, node, visit, occurrence`.execute(tx)
  const byKey = new Map<string, (typeof found extends Map<number, infer L> ? L : never)[number]>()
  for (const row of intents) {
    const fact = {
      node: row.node,
      visit: row.visit,
      status: contactStatusOf(row.status),
      orderedAt: row.ordered_at,
      settledAt: row.settled_at,
      reason: row.reason,
      responses: [],
    }
    const list = found.get(row.enrolment)
    if (list) list.push(fact)
    else found.set(row.enrolment, [fact])
    byKey.set(keyOf(row), fact)
  }
  if (intents.length === 0) return found
  const { rows: responses } = await sql<{
    enrolment: number
    node: number
    visit: number
    occurrence: number
    kind: ResponseKind
    first_at: number
    n: number
  }>`
    select enrolment, node, visit, occurrence, kind, first_at, n from response
    where run = ${run} and cohort = ${cohort} and node = any(${numberArray(nodes)}::smallint[])
      and enrolment = any(${numberArray(enrolments)}::int[])`.execute(tx)
  for (const row of responses) {
    byKey.get(keyOf(row))?.responses.push({ kind: row.kind, firstAt: row.first_at, count: row.n })
  }
  return found
}

function keyOf(contact: {
  readonly enrolment: number
  readonly node: number
  readonly visit: number
  readonly occurrence: number
}): string {
  const { enrolment, node, visit, occurrence } = contact
  return `${enrolment} ${node} ${visit} ${occurrence}`
}

/** Purchases attributed to these enrolments, in order of time, by enrolment number. */
export async function loadPurchases(
  tx: Tx,
  { run, cohort }: CohortRef,
  enrolments: readonly number[],
): Promise<Map<number, PurchaseFact[]>> {
  const found = new Map<number, PurchaseFact[]>()
  const { rows } = await sql<{ enrolment: number; at: number; amount: number }>`
    select enrolment, at, amount from run_purchase
    where run = ${run} and cohort = ${cohort} and enrolment = any(${numberArray(enrolments)}::int[])
    order by enrolment, at, ref`.execute(tx)
  for (const { enrolment, at, amount } of rows) {
    const list = found.get(enrolment)
    if (list) list.push({ at, amount })
    else found.set(enrolment, [{ at, amount }])
  }
  return found
}

/** How often these enrolments have left these nodes before: their visits. Keyed `enrolment node`. */
export async function loadVisits(
  tx: Tx,
  run: number,
  { enrolments, nodes }: { enrolments: readonly number[]; nodes: readonly number[] },
): Promise<Map<string, number>> {
  const { rows } = await sql<{ enrolment: number; node: number; n: number }>`
    select enrolment, node, count(*)::int as n from journal
    where run = ${run} and enrolment = any(${numberArray(enrolments)}::int[]) and node = any(${numberArray(nodes)}::smallint[])
    group by enrolment, node`.execute(tx)
  return new Map(rows.map((r) => [`${r.enrolment} ${r.node}`, r.n]))
}

/** Rewards left at these nodes; locks the stock. A node without a row has no limit. */
export async function lockStock(
  tx: Tx,
  run: number,
  nodes: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await sql<{ node: number; left: number }>`
    select node, total - issued as left from reward_stock
    where run = ${run} and node = any(${numberArray(nodes)}::smallint[]) order by node for update`.execute(
    tx,
  )
  return new Map(rows.map((r) => [r.node, r.left]))
}

export async function loadPauses(
  tx: Tx,
  run: number,
): Promise<{ from: number; until: number | null }[]> {
  const rows = await tx
    .selectFrom('run_pause')
    .select(['from_at as from', 'until_at as until'])
    .where('run', '=', run)
    .orderBy('from_at')
    .execute()
  return rows
}
