import { sql } from 'kysely'
import { type Share, shareOf } from '../engine/shares.ts'
import type { Channel } from '../schemas/basics.ts'
import type { NodeNo } from '../schemas/plan.ts'
import type { DbOrTx } from './schema.ts'
import { contactStatusOf } from './status-names.ts'

export interface ContactReport {
  readonly node: NodeNo
  readonly channel: Channel
  readonly ordered: number
  /** Customers with a contact accepted here: what shares are of. */
  readonly accepted: number
  /** Contacts by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Contacts that were not made, by reason. */
  readonly reasons: Readonly<Record<string, number>>
  /** Customers per kind of response. */
  readonly responses: Readonly<Record<string, number>>
  /** The same as shares of those accepted. */
  readonly rates: Readonly<Record<string, Share>>
  readonly cost: number
}

/**
 * What was sent at each step and what came back, in the order of nodes. A purchase counts for the contact that reported
 * it, else for the last one accepted before it.
 */
export async function loadContactReports(db: DbOrTx, run: number): Promise<ContactReport[]> {
  const contacts = await readContacts(db, run)
  const accepted = await readAccepted(db, run)
  const responses = await readResponses(db, run)
  const nodes = [...new Set(contacts.map(({ node }) => node))].sort((a, b) => a - b)
  return nodes.flatMap((node) => {
    const here = contacts.filter((row) => row.node === node)
    const [first] = here
    if (!first) return []
    const n = accepted.get(node) ?? 0
    const back = responses.filter((row) => row.node === node)
    const made = here.map((row) => [contactStatusOf(row.status), row.n] as const)
    const missed = here.flatMap(({ status, reason, n }) =>
      status > 3 && reason !== null ? [[reason, n] as const] : [],
    )
    return {
      node,
      channel: first.channel,
      ordered: here.reduce((sum, row) => sum + row.n, 0),
      accepted: n,
      statuses: summed(made),
      reasons: summed(missed),
      responses: summed(back.map(({ kind, customers }) => [kind, customers] as const)),
      rates: Object.fromEntries(
        back.flatMap(({ kind, customers }) => {
          const rate = shareOf(Math.min(customers, n), n)
          return rate ? [[kind, rate] as const] : []
        }),
      ),
      cost: here.reduce((sum, row) => sum + Math.round(row.cost * 100), 0) / 100,
    }
  })
}

interface ContactRow {
  readonly node: NodeNo
  readonly channel: Channel
  readonly status: number
  readonly reason: string | null
  readonly n: number
  readonly cost: number
}

async function readContacts(db: DbOrTx, run: number): Promise<readonly ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select node, channel, status, case when status > 3 then reason end as reason,
      count(*) as n, sum(cost) as cost
    from intent where run = ${run} group by 1, 2, 3, 4 order by 1, 3, 4`.execute(db)
  return rows
}

async function readAccepted(db: DbOrTx, run: number): Promise<ReadonlyMap<NodeNo, number>> {
  const { rows } = await sql<{ node: NodeNo; n: number }>`
    select node, count(*) as n
    from (select distinct node, enrolment from intent where run = ${run} and status = 3) once
    group by node`.execute(db)
  return new Map(rows.map(({ node, n }) => [node, n]))
}

interface ResponseRow {
  readonly node: NodeNo
  readonly kind: string
  readonly customers: number
}

async function readResponses(db: DbOrTx, run: number): Promise<readonly ResponseRow[]> {
  const { rows } = await sql<ResponseRow>`
    with last_touch as (
      select distinct on (p.enrolment, p.ref) i.node, p.enrolment
      from run_purchase p
      join intent i on i.run = p.run and i.cohort = p.cohort and i.enrolment = p.enrolment
        and i.status = 3 and i.settled_at <= p.at
      where p.run = ${run} and p.purchase is not null
      order by p.enrolment, p.ref, i.settled_at desc
    ),
    back as (
      select node, enrolment, kind from response where run = ${run}
      union
      select node, enrolment, 'purchased' from last_touch
    )
    select node, kind, count(*) as customers from back group by node, kind
    order by node, kind`.execute(db)
  return rows
}

function summed(entries: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [key, n] of entries) sums[key] = (sums[key] ?? 0) + n
  return sums
}
