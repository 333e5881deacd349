import type { InboxEvent } from '../../schemas/inbox.ts'
import { savePurchases } from '../imports/purchases.ts'
import type { Tx } from '../schema.ts'
import { attributePurchases } from './attribution.ts'
import type { EventProblem } from './inbox-events.ts'

export interface PurchaseEventRow {
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
): Promise<EventProblem[]> {
  const known = rows.flatMap((row) =>
    row.customer === null ? [] : [{ ...row, customer: row.customer }],
  )
  if (known.length > 0) {
    const purchases = known.map(({ source, eventId, customer, event }) => ({
      customer,
      source,
      sourceRef: eventId,
      at: Date.parse(event.at),
      amount: event.amount,
      quantity: event.quantity,
      channel: event.channel ?? null,
      product: event.product ?? null,
      lines: event.lines,
    }))
    await savePurchases(tx, purchases)
    await attributePurchases(tx, purchases)
  }
  return rows
    .filter((r) => r.customer === null)
    .map((r) => ({ id: r.id, problem: 'NO_SUCH_CUSTOMER' }))
}
