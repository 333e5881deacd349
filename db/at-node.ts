import { sql } from 'kysely'
import type { InstantMs } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
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
  /** When it came to the step. */
  readonly arrivedAt: InstantMs
  /** Null: only a response moves it. */
  readonly due: InstantMs | null
  readonly reason: string | null
}

/**
 * Who stands at a step, in the order of admission, page by page: `next` is the `after` of the next page. Fails with
 * INVALID for an `after` that no page gave.
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
  const { run, node, show, limit } = wanted
  const [cohort, no] = cursorOf(wanted.after)
  const { rows } = await sql<Row>`
    select e.cohort, e.no, e.state, e.visit, e.arrived_at as "arrivedAt", e.due, e.reason,
      c.uuid as id, c.external_id as "externalId", c.name
    from enrolment e join customer c on c.id = e.customer
    where e.run = ${run} and (e.cohort, e.no) > (${cohort}, ${no}) and e.node = ${node} and e.active
      and (${show} = 'now' or e.state = 2)
    order by e.cohort, e.no limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(itemOf),
    next: rows.length > limit && last ? `${last.cohort}.${last.no}` : null,
  }
}

type Row = Omit<Standing, 'customer' | 'state'> &
  Standing['customer'] & {
    readonly cohort: number
    readonly no: number
    readonly state: number
  }

function itemOf({ cohort: _, no: __, id, externalId, name, state, ...rest }: Row): Standing {
  return { ...rest, customer: { id, externalId, name }, state: enrolmentStateOf(state) }
}

function cursorOf(after: string | undefined): readonly [number, number] {
  if (after === undefined) return [-1, -1]
  const parts = /^(\d{1,9})\.(\d{1,9})$/.exec(after)
  if (!parts) {
    throw new Failure('INVALID', `after is "${after}"; use \`next\` of the page before.`, {
      details: { field: 'after' },
    })
  }
  return [Number(parts[1]), Number(parts[2])]
}
