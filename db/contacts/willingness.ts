import { sql } from 'kysely'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'

export interface WillingnessRow {
  readonly customer: number
  readonly consent: number
  readonly nightConsent: number
  readonly suppressed: number
  readonly recent: readonly number[]
}

/**
 * Locks what is known of these customers' willingness, in order of customer. A sandbox run (`scope` its number) works
 * on copies of its own, made from the real ones when first needed. Who has no row has agreed to nothing.
 */
export async function lockWillingness(
  tx: Tx,
  { scope, customers, now }: { scope: number; customers: readonly number[]; now: number },
): Promise<Map<number, WillingnessRow>> {
  let known = await lockKnown(tx, scope, customers)
  if (known.length < new Set(customers).size) {
    await makeWillingness(tx, { scope, customers, now })
    known = await lockKnown(tx, scope, customers)
  }
  return new Map(known.map((r) => [r.customer, r]))
}

async function lockKnown(
  tx: Tx,
  scope: number,
  customers: readonly number[],
): Promise<readonly WillingnessRow[]> {
  const { rows } = await sql<WillingnessRow>`
    select customer, consent, night_consent as "nightConsent", suppressed, recent
    from contact_state where scope = ${scope} and customer = any(${numberArray(customers)}::int[])
    order by customer for update`.execute(tx)
  return rows
}

/** Rows for those who have none; a sandbox's with the real contacts up to its own instant. */
async function makeWillingness(
  tx: Tx,
  { scope, customers, now }: { scope: number; customers: readonly number[]; now: number },
): Promise<void> {
  await sql`
    insert into contact_state (scope, customer, consent, night_consent, suppressed, recent)
    select ${scope}::int, v.customer, coalesce(r.consent, 0), coalesce(r.night_consent, 0), coalesce(r.suppressed, 0),
      array(select t from unnest(r.recent) t where t <= ${new Date(now)} order by t desc)
    from unnest(${numberArray(customers)}::int[]) v(customer)
    left join contact_state r on r.scope = 0 and r.customer = v.customer
    where not exists (select 1 from contact_state o where o.scope = ${scope} and o.customer = v.customer)
    order by v.customer on conflict do nothing`.execute(tx)
}

/** Counts advertising contacts towards the limit; keeps the newest `keep` instants of each customer. */
export async function countContacts(
  tx: Tx,
  {
    scope,
    customers,
    at,
    keep,
  }: { scope: number; customers: readonly number[]; at: number; keep: number },
): Promise<void> {
  if (customers.length === 0) return
  await sql`
    update contact_state set recent = (array_prepend(${new Date(at)}::timestamptz, recent))[1:${keep}::int]
    where scope = ${scope} and customer = any(${numberArray(customers)}::int[])`.execute(tx)
}

/** Takes back one contact that `countContacts` counted at that instant; others of the same instant stay. */
export async function uncountContacts(
  tx: Tx,
  { scope, contacts }: { scope: number; contacts: readonly { customer: number; at: number }[] },
): Promise<void> {
  if (contacts.length === 0) return
  await sql`
    update contact_state s
    set recent = s.recent[:array_position(s.recent, v.at) - 1] || s.recent[array_position(s.recent, v.at) + 1:]
    from (select customer, to_timestamp(at / 1000) as at
      from unnest(${numberArray(contacts.map((c) => c.customer))}::int[], ${numberArray(contacts.map((c) => c.at))}::float8[]) u(customer, at)
      order by customer) v
    where s.scope = ${scope} and s.customer = v.customer and v.at = any(s.recent)`.execute(tx)
}
