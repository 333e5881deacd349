import { type RawBuilder, sql } from 'kysely'
import { addToMetrics, refreshMetrics } from '../customers/metrics.ts'
import { followMerged } from '../merging/hold.ts'
import type { Tx } from '../schema.ts'

export interface StoredPurchases {
  readonly stored: number
  readonly storedAmount: number
  /** Rows of the file that repeat an earlier one exactly, in the file’s own count. */
  readonly repeated: number
  /** Rows that were there already. */
  readonly known: number
  /** Rows with an id that an earlier row of the file has; not stored. */
  readonly sameId: number
  /** Rows with a known id that say something else now; changed in place. */
  readonly changed: number
  /** Stored purchases since entering by customers who take or took part in a run, handed to the router. */
  readonly handedOn: number
}

export interface StoreOptions {
  readonly source: string
  /** Days by which every purchase moves; wall-clock time in `zone` stays. */
  readonly shiftDays: number
  readonly zone: string
}

/**
 * Stores the staged purchases that are not known yet, flags exact repeats, and adds to the metrics. A row without an id
 * of its own is known by source, content and ordinal among equal rows of the file. A purchase by somebody who takes or
 * took part in a run also goes into the inbox, so that the run hears of it. Products and customers exist already.
 */
export async function storeStagedPurchases(
  tx: Tx,
  { source, shiftDays, zone }: StoreOptions,
): Promise<StoredPurchases> {
  await followMerged(tx, sql`stage_purchase`)
  const at =
    shiftDays === 0
      ? sql`s.at`
      : sql`least(timezone(${zone}, timezone(${zone}, s.at) + make_interval(days => ${shiftDays}::int)), now())`
  await sql`create temp table stage_wanted on commit drop as
    select s.line, coalesce(s.customer, c.id) as customer, ${at} as at, s.amount, s.quantity, p.id as product,
      s.channel, s.own, s.own and s.n > 1 as same_id, not s.own and s.n > 1 as repeated,
      case when s.own or s.n = 1 then s.ref else s.ref || '~' || s.n end as ref
    from (
      select *, row_number() over (partition by ref, own order by line) as n from stage_purchase
    ) s
    left join customer c on s.customer is null and c.external_id = s.external_id
    left join product p on p.code = s.product`.execute(tx)
  await sql`analyze stage_wanted`.execute(tx)
  const changed = await changeKnown(tx, source, { isShifted: shiftDays !== 0 })
  const handed = (await isAnybodyEnrolled(tx)) ? handOn() : undefined
  const { rows } = await sql<Omit<StoredPurchases, 'changed' | 'known'>>`
    with inserted as (
      insert into purchase (customer, at, amount, quantity, product, channel, source, source_ref, repeated)
      select customer, at, amount, quantity, product, channel, ${source}, ref, repeated
      from stage_wanted where not same_id order by ref
      on conflict (source, source_ref) do nothing
      returning id, customer, at, amount, quantity, product, channel, source, source_ref
    ), counted as (${addToMetrics(sql`inserted`)}
    )${handed ?? sql``}
    select count(*) as stored, coalesce(sum(amount), 0) as "storedAmount",
      (select count(*) from stage_wanted where repeated) as repeated,
      (select count(*) from stage_wanted where same_id) as "sameId",
      ${handed ? sql`(select count(*) from handed)` : sql`0`} as "handedOn"
    from inserted`.execute(tx)
  const [result] = rows
  if (!result) throw new Error('An aggregate without a row')
  return { ...result, changed, known: await countKnown(tx, result) }
}

/** The longest a scenario can count purchases, since its last contact. */
const attributionDaysMax = 730

/** Most imports meet no run; then the rows need not be looked at again. */
export async function isAnybodyEnrolled(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select exists (
    select from run r where r.kind <> 'sandbox'
      and (r.ended_at is null or r.ended_at > now() - ${attributionDaysMax} * interval '1 day')
  ) as is`.execute(tx)
  return rows[0]?.is === true
}

/** The part of the statement that puts what was `inserted` by people in a run into the inbox. */
export function handOn(): RawBuilder<unknown> {
  return sql`, handed as (
      insert into inbox (source, event_id, customer, event)
      select i.source, i.source_ref, i.customer, jsonb_strip_nulls(jsonb_build_object(
        'type', 'purchase', 'customer', c.external_id, 'at', to_char(i.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'amount', i.amount, 'quantity', i.quantity, 'channel', i.channel, 'product', p.code))
      from inserted i
      join customer c on c.id = i.customer
      left join product p on p.id = i.product
      where exists (
        select from enrolment e join run r on r.id = e.run
        where e.customer = i.customer and r.kind <> 'sandbox' and i.at + r.clock_offset >= e.entered_at
      )
      on conflict (source, event_id) do nothing
      returning 1
    )`
}

async function countKnown(
  tx: Tx,
  { stored, sameId }: { readonly stored: number; readonly sameId: number },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from stage_wanted`.execute(tx)
  return (rows[0]?.n ?? 0) - stored - sameId
}

/** A purchase with an id of its own that says something else now is corrected, and its customers counted anew. */
async function changeKnown(
  tx: Tx,
  source: string,
  { isShifted }: { readonly isShifted: boolean },
): Promise<number> {
  // A shifted file moves every day; that is no correction.
  const at = isShifted ? sql`p.at` : sql`s.at`
  // What lines say of a purchase goes before what its own row says.
  const product = sql`case when p.product is null and s.product is not null
    and exists (select from purchase_line l where l.purchase = p.id) then null else coalesce(s.product, p.product) end`
  const { rows } = await sql<{ changed: number; customers: number[] | null }>`
    with before as (
      select s.ref, p.customer as old_customer, s.customer, ${at} as at, s.amount, s.quantity,
        ${product} as product, coalesce(s.channel, p.channel) as channel
      from stage_wanted s
      join purchase p on p.source = ${source} and p.source_ref = s.ref
      where s.own and not s.same_id
        and (p.customer, p.at, p.amount, p.quantity, p.product, p.channel)
          is distinct from (s.customer, ${at}, s.amount, s.quantity, ${product}, coalesce(s.channel, p.channel))
      order by s.ref
    ), corrected as (
      update purchase p set customer = b.customer, at = b.at, amount = b.amount, quantity = b.quantity,
        product = b.product, channel = b.channel
      from before b where p.source = ${source} and p.source_ref = b.ref returning b.old_customer, b.customer
    )
    select count(*) as changed, array_agg(old_customer) || array_agg(customer) as customers from corrected`.execute(
    tx,
  )
  const [row] = rows
  if (!row || row.changed === 0) return 0
  await refreshMetrics(tx, [...new Set(row.customers ?? [])])
  return row.changed
}
