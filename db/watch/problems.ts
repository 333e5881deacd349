import { sql } from 'kysely'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { sentAgain } from '../operate/resend.ts'
import type { DbOrTx } from '../schema.ts'

/** People held and contacts not made, or of which nobody knows, at one step for one reason. */
export interface ProblemGroup {
  readonly kind: 'held' | 'unknown' | 'notMade'
  readonly node: NodeNo
  readonly reason: string
  readonly count: number
}

/**
 * What needs somebody, by reason, the most first. Who is held is counted in counters; contacts are read from their rows,
 * at those steps alone where counters say that some were not made.
 */
export async function loadProblems(db: DbOrTx, run: number): Promise<ProblemGroup[]> {
  const { rows: held } = await sql<ProblemGroup>`
    select 'held' as kind, node, substr(what, 6) as reason, sum(n)::bigint as count from counter
    where run = ${run} and what like 'held:%' group by node, what having sum(n) > 0`.execute(db)
  const { rows: contacts } = await sql<ProblemGroup>`
    select case when i.status = 7 then 'unknown' else 'notMade' end as kind, i.node,
      coalesce(i.reason, '') as reason, count(*) as count
    from intent i
    where i.run = ${run} and i.status in (4, 5, 6, 7) and i.node in (
      select node from counter where run = ${run} and what in ('unsent', 'unknown') group by node having sum(n) > 0)
    group by 1, 2, 3`.execute(db)
  const rank = { held: 0, unknown: 1, notMade: 2 } as const
  return [...held, ...contacts].sort(
    (a, b) => rank[a.kind] - rank[b.kind] || b.count - a.count || a.node - b.node,
  )
}

export interface UnknownContact {
  /** Outward id. */
  readonly id: string
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly node: NodeNo
  readonly visit: number
  readonly channel: Channel
  readonly reason: string | null
  readonly startedAt: InstantMs | null
  readonly settledAt: InstantMs | null
  readonly sentAgain: boolean
}

/**
 * Contacts of which nobody knows whether they were made, page by page: `next` is the `after` of the next page. Fails
 * with INVALID for an `after` that no page gave.
 */
export async function listUnknown(
  db: DbOrTx,
  wanted: {
    readonly run: number
    readonly node?: NodeNo | undefined
    readonly reason?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<{ items: UnknownContact[]; next: string | null }> {
  const { run, node = null, reason = null, limit } = wanted
  const after = cursorOf(wanted.after)
  const { rows } = await sql<Row>`
    select i.cohort, i.node, i.enrolment, i.visit, i.occurrence, i.outward as id, i.channel, i.reason,
      i.started_at as "startedAt", i.settled_at as "settledAt", ${sentAgain} as "sentAgain",
      c.uuid as customer, c.external_id as "externalId", c.name
    from intent i join customer c on c.id = i.customer
    where i.run = ${run} and i.status = 7
      and (i.cohort, i.node, i.enrolment, i.visit, i.occurrence)
        > (${after[0]}::int, ${after[1]}::smallint, ${after[2]}::int, ${after[3]}::smallint, ${after[4]}::smallint)
      and (${node}::smallint is null or i.node = ${node}) and (${reason}::text is null or i.reason = ${reason})
    order by i.cohort, i.node, i.enrolment, i.visit, i.occurrence limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(itemOf),
    next:
      rows.length > limit && last
        ? [last.cohort, last.node, last.enrolment, last.visit, last.occurrence].join('.')
        : null,
  }
}

type Row = Omit<UnknownContact, 'customer'> & {
  readonly customer: string
  readonly externalId: string
  readonly name: string | null
  readonly cohort: number
  readonly enrolment: number
  readonly occurrence: number
}

function itemOf({ cohort: _, enrolment: __, occurrence: ___, ...row }: Row): UnknownContact {
  const { customer: id, externalId, name, ...contact } = row
  return { ...contact, customer: { id, externalId, name } }
}

type Cursor = readonly [number, number, number, number, number]

function cursorOf(after: string | undefined): Cursor {
  if (after === undefined) return [-1, -1, -1, -1, -1]
  const [cohort, node, enrolment, visit, occurrence] = /^(\d{1,9}\.){4}\d{1,9}$/.test(after)
    ? after.split('.').map(Number)
    : []
  if (occurrence === undefined) {
    throw new Failure('INVALID', `after is "${after}"; use \`next\` of the page before.`, {
      details: { reason: 'PAGE_LOST', field: 'after' },
    })
  }
  return [cohort ?? 0, node ?? 0, enrolment ?? 0, visit ?? 0, occurrence]
}
