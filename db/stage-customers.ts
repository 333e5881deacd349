import { sql } from 'kysely'
import type { Channel } from '../schemas/basics.ts'
import { numberArray, textArray } from './arrays.ts'
import { channelBits } from './channel-bits.ts'
import { applySuppressions, ensureContactStates, saveConsentsFrom } from './consents.ts'
import type { Db, Tx } from './schema.ts'

/** A customer as read from a file, not stored yet; null: the file says nothing. */
export interface StagedCustomer {
  readonly line: number
  readonly externalId: string
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly postalCode: string | null
  readonly address: string | null
  readonly gender: 'f' | 'm' | null
  readonly birthDate: string | null
  readonly region: string | null
  readonly language: string | null
  readonly zone: string | null
  readonly points: number | null
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly consents: readonly {
    readonly channel: Channel
    readonly night: boolean
    readonly given: boolean
  }[]
  readonly consentAt: number | null
  readonly consentProof: string | null
}

export interface StoredCustomers {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly repeated: number
  readonly consentsRecorded: number
  readonly suppressed: number
}

const columns =
  sql.raw(`line, external_id, name, email, phone, postal_code, address, gender, birth_date, region,
  language, zone, points, attributes, given, refused, night_given, night_refused, said_ms, proof`)

/** An empty stage on this connection; see withStage. */
export async function createCustomerStage(connection: Db): Promise<void> {
  await sql`create temp table stage_customer (
    line int not null, external_id text not null, name text, email text, phone text, postal_code text, address text,
    gender text, birth_date date, region text, language text, zone text, points int, attributes jsonb not null,
    given smallint not null, refused smallint not null, night_given smallint not null, night_refused smallint not null,
    said_ms float8, proof text
  )`.execute(connection)
}

export async function stageCustomers(
  connection: Db,
  rows: readonly StagedCustomer[],
): Promise<void> {
  const text = (of: (row: StagedCustomer) => string | null) => textArray(rows.map(of))
  const number = (of: (row: StagedCustomer) => number | null) => numberArray(rows.map(of))
  const bits = (given: boolean, night: boolean) => number((row) => bitsOf(row, given, night))
  await sql`insert into stage_customer (${columns})
    select * from unnest(
      ${number((r) => r.line)}::int[], ${text((r) => r.externalId)}::text[], ${text((r) => r.name)}::text[],
      ${text((r) => r.email)}::text[], ${text((r) => r.phone)}::text[], ${text((r) => r.postalCode)}::text[],
      ${text((r) => r.address)}::text[], ${text((r) => r.gender)}::text[], ${text((r) => r.birthDate)}::date[],
      ${text((r) => r.region)}::text[], ${text((r) => r.language)}::text[], ${text((r) => r.zone)}::text[],
      ${number((r) => r.points)}::int[], ${text((r) => JSON.stringify(r.attributes))}::jsonb[],
      ${bits(true, false)}::smallint[], ${bits(false, false)}::smallint[],
      ${bits(true, true)}::smallint[], ${bits(false, true)}::smallint[],
      ${number((r) => r.consentAt)}::float8[], ${text((r) => r.consentProof)}::text[]
    )`.execute(connection)
}

function bitsOf(row: StagedCustomer, given: boolean, night: boolean): number {
  return row.consents
    .filter((consent) => consent.given === given && consent.night === night)
    .reduce((bits, { channel }) => bits | channelBits[channel], 0)
}

/**
 * Creates the staged customers that are new and updates the known ones: only with what the file says, so nothing is
 * blanked. Of several rows about one customer the last counts. Consents are recorded with their source, and addresses
 * that were refused before stay refused. Erased customers are left alone.
 */
export async function storeStagedCustomers(
  tx: Tx,
  { source }: { readonly source: string },
): Promise<StoredCustomers> {
  await sql`create temp table stage_latest on commit drop as
    select distinct on (external_id) ${columns} from stage_customer
    order by external_id, line desc`.execute(tx)
  await sql`analyze stage_latest`.execute(tx)
  const { staged, people } = await countStaged(tx)
  const updated = await updateKnown(tx)
  const created = await createNew(tx)
  await sql`create temp table stage_touched (id int primary key, external_id text not null) on commit drop`.execute(
    tx,
  )
  await sql`insert into stage_touched
    select c.id, c.external_id from stage_latest l join customer c using (external_id)
    where c.erased_at is null order by c.id`.execute(tx)
  await sql`analyze stage_touched`.execute(tx)
  const touched = sql`select id from stage_touched`
  await ensureContactStates(tx, touched)
  const consentsRecorded = await saveStagedConsents(tx, source)
  const suppressed = await applySuppressions(tx, touched)
  return {
    created,
    updated,
    unchanged: people - created - updated,
    repeated: staged - people,
    consentsRecorded,
    suppressed,
  }
}

async function countStaged(tx: Tx): Promise<{ staged: number; people: number }> {
  const { rows } = await sql<{ staged: number; people: number }>`
    select (select count(*) from stage_customer) as staged, (select count(*) from stage_latest) as people`.execute(
    tx,
  )
  return rows[0] ?? { staged: 0, people: 0 }
}

async function updateKnown(tx: Tx): Promise<number> {
  const { numAffectedRows } = await sql`
    update customer c set
      name = n.name, email = n.email, phone = n.phone, postal_code = n.postal_code, address = n.address,
      gender = n.gender, birth_date = n.birth_date, region = n.region, language = n.language, zone = n.zone,
      points = n.points, attributes = n.attributes, updated_at = now()
    from (
      select c.id, coalesce(l.name, c.name) as name, coalesce(l.email, c.email) as email,
        coalesce(l.phone, c.phone) as phone, coalesce(l.postal_code, c.postal_code) as postal_code,
        coalesce(l.address, c.address) as address, coalesce(l.gender, c.gender) as gender,
        coalesce(l.birth_date, c.birth_date) as birth_date, coalesce(l.region, c.region) as region,
        coalesce(l.language, c.language) as language, coalesce(l.zone, c.zone) as zone,
        coalesce(l.points, c.points) as points, c.attributes || l.attributes as attributes
      from stage_latest l join customer c using (external_id)
      where c.erased_at is null
    ) n
    where n.id = c.id
      and (c.name, c.email, c.phone, c.postal_code, c.address, c.gender, c.birth_date, c.region, c.language, c.zone,
        c.points, c.attributes)
      is distinct from (n.name, n.email, n.phone, n.postal_code, n.address, n.gender, n.birth_date, n.region,
        n.language, n.zone, n.points, n.attributes)`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

async function createNew(tx: Tx): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into customer (external_id, name, email, phone, postal_code, address, gender, birth_date, region, language,
      zone, points, attributes)
    select l.external_id, l.name, l.email, l.phone, l.postal_code, l.address, l.gender, l.birth_date, l.region,
      coalesce(l.language, 'ko'), coalesce(l.zone, i.zone), coalesce(l.points, 0), l.attributes
    from stage_latest l cross join installation i
    where not exists (select from customer c where c.external_id = l.external_id)
    order by l.line
    on conflict (external_id) do nothing`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}

async function saveStagedConsents(tx: Tx, source: string): Promise<number> {
  const bits = sql.join(
    Object.entries(channelBits).map(([channel, bit]) => sql`(${channel}::text, ${bit}::smallint)`),
  )
  return saveConsentsFrom(
    tx,
    sql`(select t.id as customer, b.channel, b.bit, (w.given & b.bit) <> 0 as given, w.night,
        to_timestamp(l.said_ms / 1000) as at, ${source}::text as source, l.proof, l.line
      from stage_latest l
      join stage_touched t using (external_id)
      cross join lateral (values (false, l.given, l.refused), (true, l.night_given, l.night_refused))
        as w (night, given, refused)
      cross join (values ${bits}) as b (channel, bit)
      where ((w.given | w.refused) & b.bit) <> 0)`,
  )
}
