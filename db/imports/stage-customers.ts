import { sql } from 'kysely'
import type { Channel } from '../../schemas/basics.ts'
import type { CopyClient } from '../connect.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import { applySuppressions, saveConsentsFrom } from '../customers/consents.ts'
import type { Db, Tx } from '../schema.ts'
import { copyIn, copyLine } from './copy-in.ts'

/** A customer as read from a file, not stored yet; null: the file says nothing. */
export interface StagedCustomer {
  readonly line: number
  /** The line as it stands in the file. */
  readonly original: string
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

/** Copies rows into the stage. */
export async function stageCustomers(
  client: CopyClient,
  rows: readonly StagedCustomer[],
): Promise<void> {
  const copy = await copyIn(client, 'copy stage_customer from stdin')
  await copy.write(Buffer.from(rows.map(lineOf).join('')))
  await copy.end()
}

/** In the order of the stage’s columns. */
function lineOf(row: StagedCustomer): string {
  const bits = (given: boolean, night: boolean) => bitsOf(row, given, night)
  return copyLine([
    ...[row.line, row.externalId, row.name, row.email, row.phone, row.postalCode, row.address],
    ...[row.gender, row.birthDate, row.region, row.language, row.zone, row.points],
    JSON.stringify(row.attributes),
    ...[bits(true, false), bits(false, false), bits(true, true), bits(false, true)],
    ...[row.consentAt, row.consentProof],
  ])
}

function bitsOf(row: StagedCustomer, given: boolean, night: boolean): number {
  if (row.consents.length === 0) return 0
  return row.consents
    .filter((consent) => consent.given === given && consent.night === night)
    .reduce((bits, { channel }) => bits | channelBits[channel], 0)
}

/**
 * Creates the staged customers that are new and updates the known ones: only with what the file says, so nothing is
 * blanked. Of several rows about one customer the last counts. Consents are recorded with their source, and addresses
 * that were refused before stay refused. Erased customers are left alone; of one merged into another only what is said on
 * consent goes over.
 */
export async function storeStagedCustomers(
  tx: Tx,
  { source }: { readonly source: string },
): Promise<StoredCustomers> {
  const { staged, people, hasConsents } = await chooseLatest(tx)
  return { ...(await storeLatest(tx, { source, people, hasConsents })), repeated: staged - people }
}

/**
 * The same for rows without consents that wait in a table like `customer`, which is gone afterwards. What stands there
 * for nothing said (language, zone, no points) does not change a known customer.
 */
export async function storeAmongOthers(
  tx: Tx,
  { name, rows, source }: { name: string; rows: number; source: string },
): Promise<Omit<StoredCustomers, 'repeated'>> {
  await sql`create temp view stage_latest as
    select f.id as line, f.external_id, f.name, f.email, f.phone, f.postal_code, f.address, f.gender, f.birth_date,
      f.region, nullif(f.language, 'ko') as language, nullif(f.zone, i.zone) as zone, nullif(f.points, 0) as points,
      f.attributes
    from ${sql.table(name)} f cross join installation i`.execute(tx)
  const stored = await storeLatest(tx, { source, people: rows, hasConsents: false })
  await sql`drop view stage_latest`.execute(tx)
  return stored
}

async function storeLatest(
  tx: Tx,
  { source, people, hasConsents }: { source: string; people: number; hasConsents: boolean },
): Promise<Omit<StoredCustomers, 'repeated'>> {
  const updated = await updateKnown(tx)
  const created = await createNew(tx)
  await sql`create temp table stage_touched on commit drop as
    select coalesce(c.merged_into, c.id) as id, c.external_id
    from stage_latest l join customer c using (external_id)
    where c.erased_at is null or c.merged_into is not null`.execute(tx)
  await sql`analyze stage_touched`.execute(tx)
  const touched = sql`select id from stage_touched`
  await sql`insert into contact_state (scope, customer)
    select 0, t.id from stage_touched t
    where not exists (select from contact_state s where s.scope = 0 and s.customer = t.id) order by t.id
    on conflict do nothing`.execute(tx)
  const consentsRecorded = hasConsents ? await saveStagedConsents(tx, source) : 0
  const suppressed = await applySuppressions(tx, touched)
  const unchanged = people - created - updated
  return { created, updated, unchanged, consentsRecorded, suppressed }
}

/** Names `stage_latest`, which has the last row about each customer; most files have one row about each. */
async function chooseLatest(
  tx: Tx,
): Promise<{ staged: number; people: number; hasConsents: boolean }> {
  await sql`analyze stage_customer`.execute(tx)
  const { rows } = await sql<{ staged: number; people: number; hasConsents: boolean }>`
    select (select count(*) from stage_customer) as staged,
      (select count(*) from (select 1 from stage_customer group by external_id) p) as people,
      exists (select from stage_customer where given | refused | night_given | night_refused <> 0) as "hasConsents"`.execute(
    tx,
  )
  const counts = rows[0] ?? { staged: 0, people: 0, hasConsents: false }
  if (counts.staged === counts.people) {
    await sql`create temp view stage_latest as select * from stage_customer`.execute(tx)
  } else {
    await sql`create temp table stage_latest on commit drop as
      select distinct on (external_id) ${columns} from stage_customer
      order by external_id, line desc`.execute(tx)
    await sql`analyze stage_latest`.execute(tx)
  }
  return counts
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
    order by l.line on conflict (external_id) do nothing`.execute(tx)
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
