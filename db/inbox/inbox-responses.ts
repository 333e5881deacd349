import { sql } from 'kysely'
import type { Channel } from '../../schemas/basics.ts'
import type { InboxEvent } from '../../schemas/inbox.ts'
import { numberArray, textArray } from '../arrays.ts'
import { suppress } from '../customers/consents.ts'
import { type Count, saveCounts } from '../runs/counters.ts'
import type { Tx } from '../schema.ts'
import { attributeContactPurchases } from './attribution.ts'
import type { EventProblem, InboxRow } from './inbox-events.ts'

export type ResponseEventRow = InboxRow & {
  readonly event: Extract<InboxEvent, { type: 'response' }>
}

interface ContactRow {
  readonly outward: string
  readonly run: number
  readonly cohort: number
  readonly node: number
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly customer: number
  readonly channel: Channel
  readonly status: number
  readonly scope: number
  readonly offset_ms: number
}

interface Merged extends ContactRow {
  readonly kind: string
  readonly firstAt: number
  readonly lastAt: number
  readonly n: number
  readonly detail: string | null
  /** Not said to pass: a bounce that may not happen again. */
  readonly permanent: boolean
}

type Heard = ResponseEventRow & { readonly contact: ContactRow; readonly at: number }

/**
 * Joins what came back with what is known of each contact, counts the purchases among it for their runs, and heeds
 * refusals.
 */
export async function mergeResponses(
  tx: Tx,
  rows: readonly ResponseEventRow[],
): Promise<EventProblem[]> {
  if (rows.length === 0) return []
  const contacts = await loadContactsByOutward(
    tx,
    rows.map((r) => r.event.contact),
  )
  const problems: EventProblem[] = []
  const heard: Heard[] = []
  for (const row of rows) {
    const contact = contacts.get(row.event.contact)
    if (!contact) problems.push({ id: row.id, problem: 'NO_SUCH_CONTACT' })
    else {
      // Whole milliseconds, as everything the engine compares with.
      const at = Math.floor(Date.parse(row.event.at) + contact.offset_ms)
      heard.push({ ...row, contact, at })
    }
  }
  const bought = heard.filter(({ event }) => event.response === 'purchased')
  const outside = await attributeContactPurchases(
    tx,
    bought.map(({ contact, source, eventId, at, event }) => ({
      ...contact,
      ref: `${source}/${eventId}`,
      at,
      amount: event.amount ?? 0,
    })),
  )
  const uncounted = new Set(bought.filter((_, i) => outside[i]))
  for (const { id } of uncounted) problems.push({ id, problem: 'OUTSIDE_WINDOW' })
  const list = joined(heard.filter((one) => !uncounted.has(one))).sort(inKeyOrder)
  const settled = await settleUnanswered(tx, list)
  await saveResponses(tx, list)
  await heed(tx, list)
  await countSettled(tx, settled)
  return problems
}

function joined(heard: readonly Heard[]): Merged[] {
  const merged = new Map<string, Merged>()
  for (const { contact, event, at } of heard) {
    const key = `${event.contact} ${event.response}`
    const known = merged.get(key)
    merged.set(key, {
      ...contact,
      kind: event.response,
      firstAt: Math.min(at, known?.firstAt ?? at),
      lastAt: Math.max(at, known?.lastAt ?? at),
      n: 1 + (known?.n ?? 0),
      detail: event.detail ?? known?.detail ?? null,
      permanent: event.permanent !== false || known?.permanent === true,
    })
  }
  return [...merged.values()]
}

function inKeyOrder(a: Merged, b: Merged): number {
  return (
    a.run - b.run ||
    a.cohort - b.cohort ||
    a.node - b.node ||
    a.enrolment - b.enrolment ||
    a.visit - b.visit
  )
}

async function loadContactsByOutward(
  tx: Tx,
  outwards: readonly string[],
): Promise<Map<string, ContactRow>> {
  const { rows } = await sql<ContactRow>`
    select i.outward, i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence, i.customer, i.channel, i.status,
      case when r.kind = 'sandbox' then r.id else 0 end as scope,
      case when r.kind = 'sandbox' then 0 else extract(epoch from r.clock_offset)::float8 * 1000 end as offset_ms
    from intent i join run r on r.id = i.run
    where i.outward = any(${textArray(outwards)}::uuid[])`.execute(tx)
  return new Map(rows.map((r) => [r.outward, r]))
}

/**
 * Whatever came back from a contact proves that it was taken: one of unknown outcome becomes accepted, the only change a
 * final state allows, and so does one whose answer is still awaited.
 */
async function settleUnanswered(tx: Tx, rows: readonly Merged[]): Promise<readonly Settled[]> {
  const open = rows.filter(({ status }) => status === 2 || status === 7)
  if (open.length === 0) return []
  const { rows: proven } = await sql<Settled & { outward: string }>`
    select outward, run, cohort, node, status as was from intent
    where outward = any(${textArray(open.map((r) => r.outward))}::uuid[]) and status in (2, 7)
    order by run, cohort, node, enrolment, visit, occurrence for update`.execute(tx)
  await sql`
    update intent set status = 3, reason = null, lease_until = null, retry_at = null,
      settled_at = coalesce(settled_at, started_at)
    where outward = any(${textArray(proven.map((p) => p.outward))}::uuid[])`.execute(tx)
  return proven
}

interface Settled {
  readonly run: number
  readonly cohort: number
  readonly node: number
  /** 2 started, 7 unknown. */
  readonly was: number
}

async function countSettled(tx: Tx, settled: readonly Settled[]): Promise<void> {
  const runs = new Set(settled.map(({ run }) => run))
  for (const run of [...runs].sort((a, b) => a - b)) {
    const rows = settled.filter((row) => row.run === run)
    const counts = rows.flatMap(({ node, cohort, was }): Count[] => {
      const place = { node, slot: cohort % 32 }
      const sent: Count = { ...place, what: 'sent', n: 1 }
      return was === 7 ? [sent, { ...place, what: 'unknown', n: -1 }] : [sent]
    })
    await saveCounts(tx, run, counts)
  }
}

async function saveResponses(tx: Tx, rows: readonly Merged[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into response as o (run, cohort, node, enrolment, visit, occurrence, kind, first_at, last_at, n, detail)
    select run, cohort, node, enrolment, visit, occurrence, kind, to_timestamp(first / 1000), to_timestamp(last / 1000), n, detail
    from unnest(
      ${numberArray(rows.map((r) => r.run))}::int[], ${numberArray(rows.map((r) => r.cohort))}::int[], ${numberArray(rows.map((r) => r.node))}::smallint[],
      ${numberArray(rows.map((r) => r.enrolment))}::int[], ${numberArray(rows.map((r) => r.visit))}::smallint[],
      ${numberArray(rows.map((r) => r.occurrence))}::smallint[], ${textArray(rows.map((r) => r.kind))}::text[],
      ${numberArray(rows.map((r) => r.firstAt))}::float8[], ${numberArray(rows.map((r) => r.lastAt))}::float8[], ${numberArray(rows.map((r) => r.n))}::int[],
      ${textArray(rows.map((r) => r.detail))}::text[]
    ) v(run, cohort, node, enrolment, visit, occurrence, kind, first, last, n, detail)
    on conflict (run, cohort, node, enrolment, visit, occurrence, kind) do update
      set first_at = least(o.first_at, excluded.first_at), last_at = greatest(o.last_at, excluded.last_at),
        n = o.n + excluded.n, detail = coalesce(excluded.detail, o.detail)`.execute(tx)
}

/** Who says no is not contacted on that channel again; a sandbox run's no holds in that run alone. */
async function heed(tx: Tx, rows: readonly Merged[]): Promise<void> {
  const noes = rows.flatMap(({ scope, customer, channel, kind, permanent }) => {
    if (kind === 'unsubscribed') return [{ scope, customer, channel, reason: 'unsubscribed' }]
    if (kind === 'bounced')
      return permanent ? [{ scope, customer, channel, reason: 'bounced' }] : []
    if (kind === 'refused')
      return [{ scope, customer, channel: 'call' as const, reason: 'refused' }]
    if (kind === 'wrongNumber')
      return [{ scope, customer, channel: 'call' as const, reason: 'wrong number' }]
    return []
  })
  if (noes.length > 0) await suppress(tx, noes)
}
