import { sql } from 'kysely'
import { textArray } from '../arrays.ts'
import type { CopyClient } from '../connect.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { copyIn, copyLine } from './copy-in.ts'

/** A line of a purchase as read from a file, not stored yet. */
export interface StagedLine {
  readonly line: number
  /** Its number within its purchase, where the file says it. */
  readonly no: number | null
  /** Their number, or null if nobody knows them yet; both are null in a file that tells of known purchases. */
  readonly customer: number | null
  /** The house’s id of a customer whom nobody knows yet. */
  readonly externalId: string | null
  readonly atMs: number | null
  readonly channel: string | null
  /** The purchase’s id within its source. */
  readonly ref: string
  readonly product: string
  readonly quantity: number
  /** Decimal text. */
  readonly amount: string
  /** As it stands in the file, should it have to be rejected after all. */
  readonly original: string
}

/** An empty stage for lines on this connection; see withStage. */
export async function createLineStage(connection: Db): Promise<void> {
  await sql`create temp table stage_line (
    line int not null, no int, customer int, external_id text, at timestamptz, channel text, ref text not null,
    product text not null, quantity int not null, amount numeric(14,2) not null, original text not null
  )`.execute(connection)
  await sql`create temp table stage_spoiled (
    ref text primary key, code text not null, reason text not null)`.execute(connection)
}

/** Copies rows into the stage. */
export async function stageLines(client: CopyClient, rows: readonly StagedLine[]): Promise<void> {
  const copy = await copyIn(client, 'copy stage_line from stdin')
  await copy.write(Buffer.from(rows.map(lineOf).join('')))
  await copy.end()
}

/** In the order of the stage’s columns. */
function lineOf(row: StagedLine): string {
  const at = row.atMs === null ? null : new Date(row.atMs).toISOString()
  return copyLine([
    ...[row.line, row.no, row.customer, row.externalId, at, row.channel, row.ref, row.product],
    ...[row.quantity, row.amount, row.original],
  ])
}

export interface Spoiled {
  readonly ref: string
  readonly code: string
  readonly reason: string
}

/** Purchases that cannot be whole: none of their lines will be stored. */
export async function spoilPurchases(db: DbOrTx, spoiled: readonly Spoiled[]): Promise<void> {
  if (spoiled.length === 0) return
  await sql`insert into stage_spoiled select * from unnest(
      ${textArray(spoiled.map((s) => s.ref))}::text[], ${textArray(spoiled.map((s) => s.code))}::text[],
      ${textArray(spoiled.map((s) => s.reason))}::text[]) on conflict do nothing`.execute(db)
}

/** Lines of one purchase; more are a mistake in the column that holds its id. */
export const linesMax = 1000

/**
 * Finds the purchases whose lines contradict each other, are too many, or, where the file does not say whose purchases
 * they are, belong to none that is known; they are spoiled as well.
 */
export async function findSpoiled(
  db: DbOrTx,
  { source, isWhole }: { readonly source: string; readonly isWhole: boolean },
): Promise<void> {
  await sql`insert into stage_spoiled
    select ref,
      case when count(*) > ${linesMax}::int then 'LINES_TOO_MANY' else 'LINES_DISAGREE' end,
      case when count(*) > ${linesMax}::int
        then 'The purchase has more than 1,000 lines. Check which column holds its id.'
        else 'The lines of this purchase name different customers.' end
    from stage_line group by ref
    having count(*) > ${linesMax}::int or min(customer) <> max(customer) or min(external_id) <> max(external_id)
      or (count(customer) > 0 and count(external_id) > 0)
    on conflict do nothing`.execute(db)
  if (isWhole) return
  await sql`insert into stage_spoiled
    select distinct ref, 'PURCHASE_UNKNOWN',
      'No purchase of this source has this id. Import the purchases first, or name the columns of customer and date.'
    from stage_line s
    where not exists (select from purchase p where p.source = ${source} and p.source_ref = s.ref)
    on conflict do nothing`.execute(db)
}

export interface SpoiledLine {
  readonly line: number
  readonly code: string
  readonly reason: string
  readonly original: string
}

/** Takes the lines of spoiled purchases out of the stage, at most `limit` at a time, in the order of the file. */
export async function takeSpoiled(db: DbOrTx, limit: number): Promise<SpoiledLine[]> {
  const { rows } = await sql<SpoiledLine>`
    with taken as (
      delete from stage_line where line in (
        select line from stage_line join stage_spoiled using (ref) order by line limit ${limit})
      returning line, ref, original
    )
    select t.line, s.code, s.reason, t.original from taken t join stage_spoiled s using (ref) order by t.line`.execute(
    db,
  )
  return rows
}

/** A line that has the number of an earlier one of its purchase is left out; answers how many were. */
export async function dropRepeatedLines(db: DbOrTx): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from stage_line s using (
      select line, row_number() over (partition by ref, no order by line) as n
      from stage_line where no is not null) e
    where e.line = s.line and e.n > 1`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Makes of the lines the purchases that they are, as `storeStagedPurchases` takes them. */
export async function stageBaskets(db: DbOrTx): Promise<void> {
  await sql`insert into stage_purchase
    select min(line), min(external_id), min(customer), min(at), sum(amount), sum(quantity),
      case when count(*) = 1 then min(product) end,
      (array_agg(channel order by line) filter (where channel is not null))[1], ref, true
    from stage_line group by ref order by min(line)`.execute(db)
  await sql`analyze stage_purchase`.execute(db)
}
