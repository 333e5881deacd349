import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'

export interface LinkedContact {
  readonly outward: string
  /** Where the link leads, as published; null: the message has none. */
  readonly linkUrl: string | null
  /** When a response that arrives now has happened: real time, in a sandbox by the run’s clock. */
  readonly now: InstantMs
  readonly language: string
  /** Whether an earlier unsubscribing from this contact has been taken in. */
  readonly unsubscribed: boolean
}

/** The contact a customer’s link belongs to; null when there is none (any more). */
export async function loadLinkedContact(
  db: DbOrTx,
  outward: string,
): Promise<LinkedContact | null> {
  const { rows } = await sql<{
    plan: number
    node: number
    now: InstantMs
    language: string
    unsubscribed: boolean
  }>`
    select e.plan, i.node, case when r.kind = 'sandbox' then run_now(r) else clock_timestamp() end as now, c.language, exists (
        select 1 from inbox b where b.source = 'link' and b.event_id = i.outward || ':unsubscribed'
      ) as unsubscribed
    from intent i
    join run r on r.id = i.run
    join enrolment e on e.run = i.run and e.cohort = i.cohort and e.no = i.enrolment
    join customer c on c.id = i.customer
    where i.outward = ${outward}::uuid`.execute(db)
  const [row] = rows
  if (!row) return null
  const { plan } = await loadPlan(db, row.plan)
  const node = plan.nodes.find(({ no }) => no === row.node)?.node
  const linkUrl = node?.kind === 'channel' ? (node.message?.linkUrl ?? null) : null
  const { now, language, unsubscribed } = row
  return { outward, linkUrl, now, language, unsubscribed }
}
