import { type RawBuilder, sql } from 'kysely'
import type { AtNodeShow } from '../../schemas/api/runs.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { foundBy } from '../customers/found-by.ts'
import { type EnrolmentState, enrolmentStateOf } from '../runs/status-names.ts'
import type { DbOrTx } from '../schema.ts'

/** A customer who stands at a step or stood there; instants by the run’s clock. */
export interface AtNode {
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  /** How it stands now, wherever that is. */
  readonly state: EnrolmentState
  readonly visit: number
  /** When it came to the step. */
  readonly arrivedAt: InstantMs
  /** When the step lets it go; null: only a response does, or it has gone. */
  readonly due: InstantMs | null
  /** When it went; null: it stands there. */
  readonly leftAt: InstantMs | null
  /** The way it went by; null: it stands there, left the scenario, or was moved by hand. */
  readonly port: string | null
  /** Why it is held, or how it left. */
  readonly reason: string | null
}

interface Wanted {
  readonly run: number
  readonly node: NodeNo
  readonly show: AtNodeShow
  /** Only those whose id begins so, or in whose name it stands. */
  readonly search?: string | undefined
  /** passed: only by this port. */
  readonly port?: string | undefined
  readonly after?: string | undefined
  readonly limit: number
}

/**
 * Who stands at a step (`now`; `held`: of those only who is held), who went on from there, or who left the scenario
 * there, in the order of admission, page by page: `next` is the `after` of the next page. Who passed several times is
 * listed for each. `found`: how many a search finds, with its first page; null: the counts of the step say it. Fails
 * with INVALID for an `after` that no page gave.
 */
export async function listAtNode(
  db: DbOrTx,
  wanted: Wanted,
): Promise<{ items: AtNode[]; next: string | null; found: number | null }> {
  const { limit, search = '', after = '' } = wanted
  const { rows } = await sql<Row>`${queryOf(wanted)} limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(itemOf),
    next: rows.length > limit && last ? `${last.cohort}.${last.no}.${last.seq}` : null,
    found: search === '' || after !== '' ? null : await countFound(db, wanted, rows.length),
  }
}

/** Whoever is found stands on the first page already, unless it is full. */
async function countFound(db: DbOrTx, wanted: Wanted, listed: number): Promise<number> {
  if (listed <= wanted.limit) return listed
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (${queryOf(wanted)}) found`.execute(db)
  return rows[0]?.n ?? 0
}

function queryOf(wanted: Wanted): RawBuilder<Row> {
  const { run, node, show, port = null } = wanted
  const [cohort, no, seq] = cursorOf(wanted.after)
  const person = sql`c.uuid as id, c.external_id as "externalId", c.name`
  const said = foundBy(wanted.search)
  switch (show) {
    case 'now':
    case 'held':
      return sql<Row>`
        select e.cohort, e.no, 0 as seq, e.state, e.visit, e.arrived_at as "arrivedAt", e.due,
          null::timestamptz as "leftAt", null as port, e.reason, ${person}
        from enrolment e join customer c on c.id = e.customer
        where e.run = ${run} and (e.cohort, e.no) > (${cohort}, ${no}) and e.node = ${node} and e.active
          and (${show} = 'now' or e.state = 2) and ${said}
        order by e.cohort, e.no`
    case 'left':
      return sql<Row>`
        select e.cohort, e.no, 0 as seq, e.state, e.visit, e.arrived_at as "arrivedAt", null::timestamptz as due,
          j.at as "leftAt", null as port, e.reason, ${person}
        from enrolment e join customer c on c.id = e.customer
        left join journal j on j.run = e.run and j.enrolment = e.no and j.seq = e.seq
        where e.run = ${run} and (e.cohort, e.no) > (${cohort}, ${no}) and e.node = ${node} and not e.active
          and ${said}
        order by e.cohort, e.no`
    case 'passed':
      return sql<Row>`
        select e.cohort, e.no, j.seq, e.state, j.visit,
          coalesce((select p.at from journal p where p.run = j.run and p.enrolment = j.enrolment and p.seq = j.seq - 1),
            e.entered_at) as "arrivedAt",
          null::timestamptz as due, j.at as "leftAt", j.port, null as reason, ${person}
        from enrolment e join customer c on c.id = e.customer
        join journal j on j.run = e.run and j.enrolment = e.no and j.node = ${node}
        where e.run = ${run} and (e.cohort, e.no, j.seq) > (${cohort}, ${no}, ${seq})
          and (e.cohort, e.no) >= (${cohort}, ${no}) and (j.seq < e.seq or e.active)
          and (${port}::text is null or j.port = ${port}) and ${said}
        order by e.cohort, e.no, j.seq`
  }
}

type Row = Omit<AtNode, 'customer' | 'state'> &
  AtNode['customer'] & {
    readonly cohort: number
    readonly no: number
    readonly seq: number
    readonly state: number
  }

function itemOf({
  cohort: _,
  no: __,
  seq: ___,
  id,
  externalId,
  name,
  state,
  ...rest
}: Row): AtNode {
  return { ...rest, customer: { id, externalId, name }, state: enrolmentStateOf(state) }
}

function cursorOf(after: string | undefined): readonly [number, number, number] {
  if (after === undefined) return [-1, -1, -1]
  const parts = /^(\d{1,9})\.(\d{1,9})\.(\d{1,5})$/.exec(after)
  if (!parts) {
    throw new Failure('INVALID', `after is "${after}"; use \`next\` of the page before.`, {
      details: { reason: 'PAGE_LOST', field: 'after' },
    })
  }
  return [Number(parts[1]), Number(parts[2]), Number(parts[3])]
}
