import { type RawBuilder, sql } from 'kysely'
import { refusalOf, type SteerRefusal } from '../../engine/steer.ts'
import type { Selection, SteerAction } from '../../schemas/api/operations.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { foundBy } from '../customers/found-by.ts'
import { enrolmentState } from '../runs/turn-load.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'

export type SteerStanding = Exclude<SteerAction, 'resend'>
export type Refused = Readonly<Partial<Record<string, number>>>

/** Active enrolments `e` of a run that a selection names. */
export function standingIn(run: number, selection: Selection): RawBuilder<boolean> {
  const { node, customer, held, search, reason, until } = selection
  const parts = [
    sql`e.run = ${run} and e.active`,
    ...(node === undefined ? [] : [sql`e.node = ${node}`]),
    ...(customer === undefined
      ? []
      : [sql`e.customer = (select id from customer where uuid = ${customer}::uuid)`]),
    ...(search === undefined
      ? []
      : [sql`e.customer in (select c.id from customer c where ${foundBy(search)})`]),
    ...(held || reason !== undefined ? [sql`e.state = ${enrolmentState.held}`] : []),
    ...(reason === undefined ? [] : [sql`e.reason = ${reason}`]),
    ...(until === undefined ? [] : [sql`e.arrived_at <= ${new Date(until)}`]),
  ]
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** For how many of a selection an act is possible, and for how many not, by reason. Nothing is written. */
export async function countSelected(
  db: DbOrTx,
  wanted: {
    readonly run: number
    readonly action: SteerStanding
    readonly selection: Selection
    readonly to: NodeNo | null
  },
): Promise<{ count: number; refused: Refused }> {
  const { rows } = await sql<{ plan: number; node: NodeNo; held: boolean; n: number }>`
    select e.plan, e.node, e.state = ${enrolmentState.held} as held, count(*) as n from enrolment e
    where ${standingIn(wanted.run, wanted.selection)} group by 1, 2, 3`.execute(db)
  let count = 0
  const refused: Partial<Record<SteerRefusal, number>> = {}
  for (const { plan, node, held, n } of rows) {
    const { byNo } = await loadPlan(db, plan)
    const refusal = refusalOf(wanted.action, { byNo, node, held, to: wanted.to })
    if (refusal === null) count += n
    else refused[refusal] = n + (refused[refusal] ?? 0)
  }
  return { count, refused }
}
