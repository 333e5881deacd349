import { sql } from 'kysely'
import { type Share, shareOf } from '../../engine/shares.ts'
import { type Channel, callOutcomeSchema } from '../../schemas/basics.ts'
import type { NodeNo, Plan } from '../../schemas/plan.ts'
import { numberArray } from '../arrays.ts'
import { contactStatusOf } from '../runs/status-names.ts'
import type { DbOrTx } from '../schema.ts'

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
  /** Of those, customers whose response came after the branch that awaited it was taken. */
  readonly late: Readonly<Record<string, number>>
  /** The same as shares of those accepted. */
  readonly rates: Readonly<Record<string, Share>>
  readonly cost: number
}

/**
 * What was sent at each step of a run, or at one of them, and what came back, in the order of nodes. A purchase counts
 * for the contact that reported it, else for the last one accepted before it.
 */
export async function loadContactReports(
  db: DbOrTx,
  { run, plan, node }: { run: number; plan: Plan; node?: NodeNo },
): Promise<ContactReport[]> {
  return reportsOf(
    await readContacts(db, run, node ?? null),
    await readAccepted(db, run, node ?? null),
    await readResponses(db, { run, plan, node: node ?? null }),
  )
}

function reportsOf(
  contacts: readonly ContactRow[],
  accepted: ReadonlyMap<NodeNo, number>,
  responses: readonly ResponseRow[],
): ContactReport[] {
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
      late: summed(back.flatMap(({ kind, late }) => (late > 0 ? [[kind, late] as const] : []))),
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

async function readContacts(
  db: DbOrTx,
  run: number,
  node: NodeNo | null,
): Promise<readonly ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select node, channel, status, case when status > 3 then reason end as reason,
      count(*) as n, sum(cost) as cost
    from intent where run = ${run} and (${node}::int is null or node = ${node}::int)
    group by 1, 2, 3, 4 order by 1, 3, 4`.execute(db)
  return rows
}

async function readAccepted(
  db: DbOrTx,
  run: number,
  node: NodeNo | null,
): Promise<ReadonlyMap<NodeNo, number>> {
  const { rows } = await sql<{ node: NodeNo; n: number }>`
    select node, count(*) as n
    from (
      select distinct node, enrolment from intent
      where run = ${run} and status = 3 and (${node}::int is null or node = ${node}::int)
    ) once
    group by node`.execute(db)
  return new Map(rows.map(({ node, n }) => [node, n]))
}

interface ResponseRow {
  readonly node: NodeNo
  readonly kind: string
  readonly customers: number
  readonly late: number
}

/** Lateness as in engine/late.ts, for all customers of the run at once. */
async function readResponses(
  db: DbOrTx,
  { run, plan, node }: { run: number; plan: Plan; node: NodeNo | null },
): Promise<readonly ResponseRow[]> {
  const pairs = plan.nodes.flatMap((at) =>
    at.contacts.map((contact) => ({ contact, branch: at.no })),
  )
  const { rows } = await sql<ResponseRow>`
    with back as (
      select cohort, enrolment, node, visit, kind, first_at as at, merged_at from response
      where run = ${run}
      union all
      select p.cohort, p.enrolment, i.node, i.visit, 'purchased', p.at, p.merged_at
      from run_purchase p
      cross join lateral (
        select node, visit from intent i
        where i.run = p.run and i.cohort = p.cohort and i.enrolment = p.enrolment
          and i.status = 3 and i.settled_at <= p.at
        order by i.settled_at desc limit 1) i
      where p.run = ${run} and p.purchase is not null
    ), listening as (
      select contact, branch from unnest(
        ${numberArray(pairs.map((p) => p.contact))}::smallint[],
        ${numberArray(pairs.map((p) => p.branch))}::smallint[]) p(contact, branch)
    ), told as (
      select b.node, b.enrolment, b.kind, case
        when sent.seq is null then false
        when b.kind = any(${callOutcomeSchema.options}::text[]) then b.at > sent.at
          or b.merged_at > sent.made_at
        else coalesce(b.at > closing.at
          or (closing.port is distinct from b.kind and b.merged_at > closing.made_at), false)
        end as late
      from back b
      left join lateral (
        select j.seq, j.at, j.made_at from journal j
        where j.run = ${run} and j.enrolment = b.enrolment and j.node = b.node and j.visit = b.visit
        order by j.seq limit 1) sent on true
      left join lateral (
        select j.at, j.made_at, j.port from journal j
        join enrolment e on e.run = j.run and e.cohort = b.cohort and e.no = j.enrolment
        where j.run = ${run} and j.enrolment = b.enrolment and j.seq >= sent.seq
          and exists (select from listening l where l.contact = b.node)
          and ((j.seq > sent.seq and j.node in (select branch from listening l where l.contact = b.node))
            or (not e.active and j.seq = e.seq))
        order by j.seq limit 1) closing on true
      where ${node}::int is null or b.node = ${node}::int
    ), once as (
      select node, enrolment, kind, bool_and(late) as late from told group by node, enrolment, kind
    )
    select node, kind, count(*) as customers, count(*) filter (where late) as late from once
    group by node, kind order by node, kind`.execute(db)
  return rows
}

function summed(entries: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [key, n] of entries) sums[key] = (sums[key] ?? 0) + n
  return sums
}
