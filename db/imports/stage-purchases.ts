import { sql } from 'kysely'
import { booleanArray, numberArray, textArray } from '../arrays.ts'
import type { Db, DbOrTx } from '../schema.ts'

/** A purchase as read from a file, not stored yet. */
export interface StagedPurchase {
  readonly line: number
  /** The house’s id; `customer` is its number, or null if there is none yet. */
  readonly externalId: string
  readonly customer: number | null
  readonly atMs: number
  /** Decimal text. */
  readonly amount: string
  readonly quantity: number
  readonly product: string | null
  readonly channel: string | null
  /** Identifies the row; equal rows without an id of their own have the same. */
  readonly ref: string
  readonly hasOwnId: boolean
}

/** What the staged rows say, before anything is stored. Instants are null when there is no row. */
export interface StagedFacts {
  readonly rows: number
  readonly customers: number
  readonly amount: number
  readonly quantity: number
  readonly zeroAmounts: number
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** An empty stage on this connection; see withStage. */
export async function createPurchaseStage(connection: Db): Promise<void> {
  await sql`create temp table stage_purchase (
    line int not null, external_id text, customer int, at timestamptz not null, amount numeric(14,2) not null,
    quantity int not null, product text, channel text, ref text not null, own boolean not null
  )`.execute(connection)
}

export async function stagePurchases(
  connection: Db,
  rows: readonly StagedPurchase[],
): Promise<void> {
  await sql`insert into stage_purchase
    select line, external_id, customer, to_timestamp(ms / 1000), amount, quantity, product, channel, ref, own
    from unnest(
      ${numberArray(rows.map((r) => r.line))}::int[],
      ${textArray(rows.map((r) => (r.customer === null ? r.externalId : null)))}::text[],
      ${numberArray(rows.map((r) => r.customer))}::int[],
      ${numberArray(rows.map((r) => r.atMs))}::float8[],
      ${`{${rows.map((r) => r.amount).join(',')}}`}::numeric[],
      ${numberArray(rows.map((r) => r.quantity))}::int[],
      ${textArray(rows.map((r) => r.product))}::text[],
      ${textArray(rows.map((r) => r.channel))}::text[],
      ${textArray(rows.map((r) => r.ref))}::text[],
      ${booleanArray(rows.map((r) => r.hasOwnId))}::boolean[]
    ) as u (line, external_id, customer, ms, amount, quantity, product, channel, ref, own)`.execute(
    connection,
  )
}

/** Temporary tables are not analysed by themselves; without it the planner guesses. */
export async function finishPurchaseStage(connection: Db): Promise<void> {
  await sql`analyze stage_purchase`.execute(connection)
}

export async function loadStagedFacts(db: DbOrTx): Promise<StagedFacts> {
  const { rows } = await sql<StagedFacts>`
    select count(*) as rows, coalesce(sum(amount), 0) as amount, coalesce(sum(quantity), 0) as quantity,
      count(*) filter (where amount = 0) as "zeroAmounts", min(at) as "firstAt", max(at) as "lastAt",
      (select count(*) from (
        select customer, external_id from stage_purchase group by customer, external_id
      ) c) as customers
    from stage_purchase`.execute(db)
  const [facts] = rows
  if (!facts) throw new Error('An aggregate without a row')
  return facts
}

/** External ids of staged rows whose customer does not exist, in order, from behind `after`; at most `limit`. */
export async function loadMissingCustomers(
  db: DbOrTx,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ external_id: string }>`
    select external_id from stage_new_customer
    where external_id > ${after} order by external_id limit ${limit}`.execute(db)
  return rows.map((row) => row.external_id)
}

/** Lists the customers that staged rows name and nobody knows, for `loadMissingCustomers`; answers how many. */
export async function listMissingCustomers(connection: Db): Promise<number> {
  await sql`create temp table stage_new_customer (external_id text collate "C" primary key)`.execute(
    connection,
  )
  const { numAffectedRows } = await sql`
    insert into stage_new_customer
    select distinct external_id from stage_purchase where customer is null order by 1`.execute(
    connection,
  )
  return Number(numAffectedRows ?? 0n)
}
