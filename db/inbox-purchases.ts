import { sql } from 'kysely'
import type { InboxEvent } from '../schemas/inbox.ts'
import { savePurchases } from './purchases.ts'
import type { Tx } from './schema.ts'

interface PurchaseEventRow {
  readonly id: number
  readonly source: string
  readonly eventId: string
  readonly customer: number | null
  readonly event: Extract<InboxEvent, { type: 'purchase' }>
}

/** Stores purchases that were sent in one by one and attributes them to the runs they belong to. */
export async function recordPurchases(
  tx: Tx,
  rows: readonly PurchaseEventRow[],
): Promise<{ id: number; problem: string }[]> {
  const known = rows.flatMap((row) =>
    row.customer === null ? [] : [{ ...row, customer: row.customer }],
  )
  if (known.length > 0) {
    const stored = await savePurchases(
      tx,
      known.map(({ source, eventId, customer, event }) => ({
        customer,
        source,
        sourceRef: eventId,
        at: Date.parse(event.at),
        amount: event.amount,
        quantity: event.quantity,
        channel: event.channel ?? null,
        product: event.product ?? null,
      })),
    )
    await attributePurchases(tx, stored)
  }
  return rows
    .filter((r) => r.customer === null)
    .map((r) => ({ id: r.id, problem: 'NO_SUCH_CUSTOMER' }))
}

/** How long after entering a run a purchase still counts for it. */
const attributionDays = 180

/**
 * Counts purchases for the real runs their customers take or took part in: from entering until 180 days later, once per
 * run, for the newest entry. Purchases already counted are left alone.
 */
export async function attributePurchases(tx: Tx, purchases: readonly number[]): Promise<void> {
  if (purchases.length === 0) return
  await sql`
    insert into run_purchase (run, cohort, enrolment, ref, purchase, at, amount)
    select distinct on (e.run, p.id) e.run, e.cohort, e.no, 'purchase/' || p.id, p.id, p.at + r.clock_offset, p.amount
    from purchase p
    join enrolment e on e.customer = p.customer
    join run r on r.id = e.run and r.kind <> 'sandbox'
    where p.id = any(${purchases}::bigint[])
      and p.at + r.clock_offset >= e.entered_at
      and p.at + r.clock_offset < e.entered_at + ${attributionDays} * interval '1 day'
    order by e.run, p.id, e.entered_at desc
    on conflict do nothing`.execute(tx)
}
