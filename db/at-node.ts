import { sql } from 'kysely'
import type { InstantMs } from '../schemas/basics.ts'
import type { NodeNo } from '../schemas/plan.ts'
import type { DbOrTx } from './schema.ts'
import { type EnrolmentState, enrolmentStateOf } from './status-names.ts'

/** A customer who stands at a step; instants by the run’s clock. */
export interface Standing {
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly state: EnrolmentState
  readonly visit: number
  readonly arrivedAt: InstantMs
  readonly due: InstantMs | null
  readonly reason: string | null
}

/**
 * Who stands at a step now, or is held there, in the order in which they were admitted. `after`: the id of the last
 * customer seen. Reads the run’s rows in their own order and stops when the page is full.
 */
export async function listStanding(
  db: DbOrTx,
  wanted: {
    readonly run: number
    readonly node: NodeNo
    readonly show: 'now' | 'held'
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<{ items: Standing[]; next: string | null }> {
  const { run, node, show, after = null, limit } = wanted
  const { rows } = await sql<
    Omit<Standing, 'customer' | 'state'> & {
      readonly id: string
      readonly externalId: string
      readonly name: string | null
      readonly state: number
    }
  >`
    select c.uuid as id, c.external_id as "externalId", c.name, e.state, e.visit,
      e.arrived_at as "arrivedAt", e.due, e.reason
    from enrolment e join customer c on c.id = e.customer
    where e.run = ${run} and e.node = ${node} and e.active
      and (${show} = 'now' or e.state = 2)
      and (${after}::text is null or (e.cohort, e.no) > (
        select x.cohort, x.no from enrolment x join customer y on y.id = x.customer
        where x.run = ${run} and y.uuid::text = ${after} order by x.cohort desc, x.no desc limit 1))
    order by e.cohort, e.no limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(({ id, externalId, name, state, ...row }) => ({
    ...row,
    customer: { id, externalId, name },
    state: enrolmentStateOf(state),
  }))
  return { items, next: rows.length > limit ? (items.at(-1)?.customer.id ?? null) : null }
}
