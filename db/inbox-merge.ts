import { sql } from 'kysely'
import type { Channel } from '../schemas/basics.ts'
import { type InboxEvent, inboxEventSchema } from '../schemas/inbox.ts'
import { numberArray, textArray } from './arrays.ts'
import { suppress } from './consents.ts'
import { recordPurchases } from './inbox-purchases.ts'
import type { Tx } from './schema.ts'

export interface InboxRow {
  readonly id: number
  readonly source: string
  readonly eventId: string
  readonly run: number | null
  readonly customer: number | null
  readonly event: InboxEvent
}

type ResponseEvent = Extract<InboxEvent, { type: 'response' }>
type Problem = { readonly id: number; readonly problem: string }

/**
 * Merges events that this transaction holds locked, and marks them merged, or without a match. Merging is a join:
 * earliest, latest and count per contact and kind, so order and repetition change nothing.
 */
export async function mergeEvents(tx: Tx, rows: readonly InboxRow[]): Promise<void> {
  const problems: Problem[] = []
  const responses: (InboxRow & { event: ResponseEvent })[] = []
  const purchases: (InboxRow & { event: Extract<InboxEvent, { type: 'purchase' }> })[] = []
  for (const row of rows) {
    const parsed = inboxEventSchema.safeParse(row.event)
    if (!parsed.success) problems.push({ id: row.id, problem: 'UNREADABLE' })
    else if (parsed.data.type === 'response') responses.push({ ...row, event: parsed.data })
    else purchases.push({ ...row, event: parsed.data })
  }
  problems.push(...(await mergeResponses(tx, responses)))
  problems.push(...(await recordPurchases(tx, purchases)))
  await sql`
    update inbox i set state = case when v.problem is null then 1 else 3 end, problem = v.problem,
      processed_at = case when v.problem is null then null else now() end
    from unnest(${numberArray(rows.map((r) => r.id))}::bigint[],
      ${textArray(rows.map((r) => problems.find((p) => p.id === r.id)?.problem ?? null))}::text[]) v(id, problem)
    where i.id = v.id`.execute(tx)
}

/**
 * Merges what came in for these customers and is not merged yet; waits for what a router holds. Called by a turn
 * before it takes "nothing came back" for an answer.
 */
export async function mergePendingOf(tx: Tx, customers: readonly number[]): Promise<void> {
  const { rows } = await sql<InboxRow>`
    select id, source, event_id as "eventId", run, customer, event from inbox
    where state = 0 and customer = any(${numberArray(customers)}::int[]) order by id for update`.execute(
    tx,
  )
  if (rows.length > 0) await mergeEvents(tx, rows)
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
  readonly scope: number
  readonly offset_ms: number
}

interface Merged extends ContactRow {
  readonly kind: string
  readonly firstAt: number
  readonly lastAt: number
  readonly n: number
  readonly detail: string | null
}

async function mergeResponses(
  tx: Tx,
  rows: readonly (InboxRow & { event: ResponseEvent })[],
): Promise<Problem[]> {
  if (rows.length === 0) return []
  const contacts = await loadContactsByOutward(
    tx,
    rows.map((r) => r.event.contact),
  )
  const merged = new Map<string, Merged>()
  const problems: Problem[] = []
  const bought: { contact: ContactRow; ref: string; at: number; amount: number }[] = []
  for (const { id, source, eventId, event } of rows) {
    const contact = contacts.get(event.contact)
    if (!contact) {
      problems.push({ id, problem: 'NO_SUCH_CONTACT' })
      continue
    }
    const at = Date.parse(event.at) + contact.offset_ms
    const key = `${event.contact} ${event.response}`
    const known = merged.get(key)
    merged.set(key, {
      ...contact,
      kind: event.response,
      firstAt: Math.min(at, known?.firstAt ?? at),
      lastAt: Math.max(at, known?.lastAt ?? at),
      n: 1 + (known?.n ?? 0),
      detail: event.detail ?? known?.detail ?? null,
    })
    if (event.response === 'purchased') {
      bought.push({ contact, ref: `${source}/${eventId}`, at, amount: event.amount ?? 0 })
    }
  }
  const list = [...merged.values()].sort(inKeyOrder)
  await saveResponses(tx, list)
  await saveContactPurchases(tx, bought)
  await heed(tx, list)
  return problems
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
    select i.outward, i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence, i.customer, i.channel,
      case when r.kind = 'sandbox' then r.id else 0 end as scope,
      case when r.kind = 'sandbox' then 0 else extract(epoch from r.clock_offset)::float8 * 1000 end as offset_ms
    from intent i join run r on r.id = i.run
    where i.outward = any(${textArray(outwards)}::uuid[])`.execute(tx)
  return new Map(rows.map((r) => [r.outward, r]))
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

/** A purchase that names its contact counts for that contact's run, once. */
async function saveContactPurchases(
  tx: Tx,
  rows: readonly { contact: ContactRow; ref: string; at: number; amount: number }[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into run_purchase (run, cohort, enrolment, ref, at, amount)
    select run, cohort, enrolment, ref, to_timestamp(at / 1000), amount
    from unnest(
      ${numberArray(rows.map((r) => r.contact.run))}::int[], ${numberArray(rows.map((r) => r.contact.cohort))}::int[],
      ${numberArray(rows.map((r) => r.contact.enrolment))}::int[], ${textArray(rows.map((r) => r.ref))}::text[],
      ${numberArray(rows.map((r) => r.at))}::float8[], ${numberArray(rows.map((r) => r.amount))}::numeric[]
    ) v(run, cohort, enrolment, ref, at, amount)
    on conflict do nothing`.execute(tx)
}

/** Who says no is not contacted on that channel again; a sandbox run's no holds in that run alone. */
async function heed(tx: Tx, rows: readonly Merged[]): Promise<void> {
  const noes = rows.flatMap(({ scope, customer, channel, kind }) => {
    if (kind === 'unsubscribed') return [{ scope, customer, channel, reason: 'unsubscribed' }]
    if (kind === 'bounced') return [{ scope, customer, channel, reason: 'bounced' }]
    if (kind === 'refused')
      return [{ scope, customer, channel: 'call' as const, reason: 'refused' }]
    if (kind === 'wrongNumber')
      return [{ scope, customer, channel: 'call' as const, reason: 'wrong number' }]
    return []
  })
  if (noes.length > 0) await suppress(tx, noes)
}
