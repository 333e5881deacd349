import { createHmac } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { type Addresses, normalAddress } from '../../engine/addresses.ts'
import { type Channel, channels, type InstantMs } from '../../schemas/basics.ts'
import { booleanArray, numberArray, textArray } from '../arrays.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import type { DbOrTx, Tx } from '../schema.ts'

export interface Consent {
  readonly customer: number
  readonly channel: Channel
  readonly given: boolean
  /** Consent to advertising between 21:00 and 08:00, which Korean law wants separately. */
  readonly night?: boolean
  /** When the customer said so; by default now. */
  readonly at?: InstantMs
  /** Where it comes from: the name of an import, a form, an agent. */
  readonly source: string
  /** What proves it: a document’s number, a recording’s. */
  readonly proof?: string | null
}

/**
 * Records what customers who exist said about being contacted, and sets the bits the gate reads. What is already so, or older
 * than what is recorded, changes nothing. Consent does not lift a suppression. Answers how many were recorded.
 */
export async function saveConsents(tx: Tx, consents: readonly Consent[]): Promise<number> {
  if (consents.length === 0) return 0
  const bits = consents.map((c) => channelBits[c.channel])
  return saveConsentsFrom(
    tx,
    sql`(select * from unnest(
      ${numberArray(consents.map((c) => c.customer))}::int[],
      ${textArray(consents.map((c) => c.channel))}::text[],
      ${numberArray(bits)}::smallint[],
      ${booleanArray(consents.map((c) => c.given))}::boolean[],
      ${booleanArray(consents.map((c) => c.night ?? false))}::boolean[],
      ${textArray(consents.map((c) => (c.at === undefined ? null : instantText(c.at))))}::timestamptz[],
      ${textArray(consents.map((c) => c.source))}::text[],
      ${textArray(consents.map((c) => c.proof ?? null))}::text[],
      ${numberArray(consents.map((_, at) => at))}::int[]
    ) as u (customer, channel, bit, given, night, at, source, proof, line))`,
  )
}

/** As `saveConsents`, from a query with the columns customer, channel, bit, given, night, at, source, proof, line. */
export async function saveConsentsFrom(tx: Tx, said: RawBuilder<unknown>): Promise<number> {
  await lockContactStates(tx, sql`select distinct s.customer from ${said} s`)
  const { rows } = await sql<{ n: number }>`
    with said as (
      -- Of two words on one subject in one delivery, the later counts.
      select distinct on (customer, channel, night)
        customer, channel, bit, given, night, coalesce(at, now()) as at, source, proof
      from ${said} s order by customer, channel, night, coalesce(at, now()) desc, line desc
    ), changed as (
      select s.* from said s
      left join lateral (
        select e.given, e.at from consent_event e
        where e.customer = s.customer and e.channel = s.channel and e.night = s.night
        order by e.at desc, e.id desc limit 1
      ) latest on true
      where latest.given is distinct from s.given and (latest.at is null or latest.at <= s.at)
    ), recorded as (
      insert into consent_event (customer, channel, given, night, at, source, proof)
      select customer, channel, given, night, at, source, proof from changed order by customer, channel
      returning 1
    ), bits as (
      select customer,
        coalesce(bit_or(bit) filter (where given and not night), 0::smallint) as given,
        coalesce(bit_or(bit) filter (where not given and not night), 0::smallint) as refused,
        coalesce(bit_or(bit) filter (where given and night), 0::smallint) as night_given,
        coalesce(bit_or(bit) filter (where not given and night), 0::smallint) as night_refused
      from changed group by customer
    ), marked as (
      update contact_state s set
        consent = (s.consent | b.given) & ~b.refused,
        night_consent = (s.night_consent | b.night_given) & ~b.night_refused
      from bits b where s.scope = 0 and s.customer = b.customer
      returning 1
    )
    select count(*) as n from recorded`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Makes the real-world contact rows that are missing, and locks those of the customers in order of customer. */
async function lockContactStates(tx: Tx, customers: RawBuilder<unknown>): Promise<void> {
  await sql`insert into contact_state (scope, customer)
    select 0, c.customer from (${customers}) c order by c.customer
    on conflict do nothing`.execute(tx)
  await sql`select count(*) from (
    select 1 from contact_state where scope = 0 and customer in (${customers}) order by customer for update
  ) locked`.execute(tx)
}

/** Every customer has a contact row, so that the gate has something to lock. */
export async function ensureContactStates(tx: Tx, customers: RawBuilder<unknown>): Promise<void> {
  await sql`insert into contact_state (scope, customer)
    select 0, c.id from (${customers}) c order by c.id
    on conflict do nothing`.execute(tx)
}

export interface Refusal {
  /** 0 is the real world; the number of a sandbox run keeps the refusal inside that run. */
  readonly scope?: number
  readonly customer: number
  readonly channel: Channel
  /** A code, for example `unsubscribed`, `refused`, `bounced`. */
  readonly reason: string
}

/**
 * Stops advertising to customers on a channel for good: records the refusal, takes back the consent, sets the bit the
 * gate reads, and keeps a keyed hash of the address, which survives the customer’s erasure and holds for whoever is
 * imported with that address later. Twice is once. In a sandbox’s scope only that run’s own bit is set. Customers who
 * do not exist are passed over.
 */
export async function suppress(tx: Tx, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  const real = refusals.filter((refusal) => (refusal.scope ?? 0) === 0)
  await keepHashes(tx, real)
  await saveConsents(
    tx,
    real.map(({ customer, channel, reason }) => ({
      customer,
      channel,
      given: false,
      source: reason,
    })),
  )
  const scopes = numberArray(refusals.map((r) => r.scope ?? 0))
  const customers = numberArray(refusals.map((r) => r.customer))
  await sql`insert into contact_state (scope, customer, consent, night_consent, suppressed, recent)
    select distinct u.scope, u.customer, coalesce(s.consent, 0::smallint),
      coalesce(s.night_consent, 0::smallint), coalesce(s.suppressed, 0::smallint),
      array(select t from unnest(s.recent) t
        where t <= (select run_now(r) from run r where r.id = u.scope) order by t desc)
    from unnest(${scopes}::int[], ${customers}::int[]) as u (scope, customer)
    join customer c on c.id = u.customer
    left join contact_state s on s.scope = 0 and s.customer = u.customer
    order by 1, 2 on conflict do nothing`.execute(tx)
  await sql`update contact_state s
    set suppressed = s.suppressed | u.bits, consent = s.consent & ~u.bits
    from (
      select scope, customer, bit_or(bit) as bits
      from unnest(
        ${scopes}::int[], ${customers}::int[],
        ${numberArray(refusals.map((r) => channelBits[r.channel]))}::smallint[]
      ) as u (scope, customer, bit) group by scope, customer
    ) u where s.scope = u.scope and s.customer = u.customer`.execute(tx)
}

async function keepHashes(tx: Tx, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  const { rows } = await sql<AddressRow>`
    select id, email, phone, postal_code as "postalCode", address from customer
    where id = any(${numberArray(refusals.map((r) => r.customer))}::int[])`.execute(tx)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const secret = await loadSecret(tx)
  const kept = refusals.flatMap(({ customer, channel, reason }) => {
    const row = byId.get(customer)
    const address = row ? normalAddress(channel, row) : null
    return address === null
      ? []
      : [{ channel, reason, hash: hashAddress(secret, channel, address) }]
  })
  await sql`insert into suppression (channel, address_hash, reason)
    select distinct on (u.channel, u.hash) u.channel, decode(u.hash, 'hex'), u.reason
    from unnest(
      ${textArray(kept.map((k) => k.channel))}::text[],
      ${textArray(kept.map((k) => k.hash.toString('hex')))}::text[],
      ${textArray(kept.map((k) => k.reason))}::text[]
    ) as u (channel, hash, reason)
    order by u.channel, u.hash on conflict do nothing`.execute(tx)
}

interface AddressRow extends Addresses {
  readonly id: number
}

/**
 * Sets the suppression bits of customers whose present address somebody refused earlier; a bit is never taken back
 * here, for the refusal was the person’s. Answers how many customers are concerned.
 */
export async function applySuppressions(tx: Tx, customers: RawBuilder<unknown>): Promise<number> {
  const known = await tx.selectFrom('suppression').select('channel').limit(1).executeTakeFirst()
  if (!known) return 0
  const secret = await loadSecret(tx)
  let concerned = 0
  let after = 0
  for (;;) {
    const { rows } = await sql<AddressRow>`
      select id, email, phone, postal_code as "postalCode", address from customer
      where id in (${customers}) and id > ${after} order by id limit 5000`.execute(tx)
    const last = rows.at(-1)
    if (!last) return concerned
    after = last.id
    concerned += await suppressKnown(tx, secret, rows)
  }
}

async function suppressKnown(tx: Tx, secret: Buffer, rows: readonly AddressRow[]): Promise<number> {
  const hashed = rows.flatMap((row) =>
    channels.flatMap((channel) => {
      const address = normalAddress(channel, row)
      if (address === null) return []
      const hash = hashAddress(secret, channel, address).toString('hex')
      return [{ customer: row.id, channel, bit: channelBits[channel], hash }]
    }),
  )
  const { numAffectedRows } = await sql`
    update contact_state s set suppressed = s.suppressed | found.bits
    from (
      select u.customer, bit_or(u.bit) as bits
      from unnest(
        ${numberArray(hashed.map((h) => h.customer))}::int[],
        ${textArray(hashed.map((h) => h.channel))}::text[],
        ${numberArray(hashed.map((h) => h.bit))}::smallint[],
        ${textArray(hashed.map((h) => h.hash))}::text[]
      ) as u (customer, channel, bit, hash)
      join suppression x on x.channel = u.channel and x.address_hash = decode(u.hash, 'hex')
      group by u.customer
    ) found
    where s.scope = 0 and s.customer = found.customer`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

/** HMAC-SHA256 under the installation’s secret: without it, nobody can try addresses against the table. */
function hashAddress(secret: Buffer, channel: Channel, address: string): Buffer {
  return createHmac('sha256', secret).update(`${channel}\u001f${address}`).digest()
}

async function loadSecret(db: DbOrTx): Promise<Buffer> {
  const { secret } = await db.selectFrom('installation').select('secret').executeTakeFirstOrThrow()
  return secret
}

function instantText(at: InstantMs): string {
  return new Date(at).toISOString()
}
