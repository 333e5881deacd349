import { type BinaryRows, createBinaryRows } from './binary-rows.ts'
import type { CustomerIndex } from './customer-index.ts'
import type { MetricSums } from './metric-sums.ts'

/** A purchase as the quick way of importing hands it over: numbers, and bytes of text that is known to be UTF-8. */
export interface PurchaseCells {
  /** Their place in the index. */
  customer: number
  /** Milliseconds since 1970. */
  atMs: number
  /** Hundredths, below 10¹⁴. */
  cents: number
  quantity: number
  /** 0: none. */
  product: number
  channel: Uint8Array | null
  /** Holds the row’s own id between `refStart` and `refEnd`. */
  refIn: Uint8Array
  refStart: number
  refEnd: number
}

export interface PurchaseRows extends Pick<BinaryRows, 'take' | 'trailer'> {
  add(cells: PurchaseCells): void
  /** Rows added so far; they are numbered from 1 in their order. */
  count(): number
}

/** The columns of a row, in its order. */
export const purchaseRowColumns = 'id, customer, at, amount, quantity, product, channel, source_ref'

/**
 * Writes purchases as COPY takes them, with numbers of their own, for PostgreSQL would ask its sequence row by row, and
 * adds them to the metrics of their customers.
 */
export function createPurchaseRows(customers: CustomerIndex, metrics: MetricSums): PurchaseRows {
  const rows = createBinaryRows()
  let count = 0
  return {
    add(cells) {
      const { refIn, refStart, refEnd, channel } = cells
      count += 1
      metrics.add(cells.customer, cells.atMs, cells.cents)
      rows.begin(8, 112 + refEnd - refStart + (channel?.length ?? 0))
      rows.long(count)
      rows.int(customers.numberAt(cells.customer))
      rows.instant(cells.atMs)
      rows.amount(cells.cents)
      rows.int(cells.quantity)
      if (cells.product === 0) rows.none()
      else rows.int(cells.product)
      if (channel) rows.text(channel, 0, channel.length)
      else rows.none()
      rows.text(refIn, refStart, refEnd)
    },
    count: () => count,
    take: rows.take,
    trailer: rows.trailer,
  }
}
