import { createBinaryRows } from './binary-rows.ts'
import type { CustomerIndex } from './customer-index.ts'

/** What the first purchases add up to for each customer, in 28 bytes each. */
export interface MetricSums {
  add(place: number, atMs: number, cents: number): void
  /** Customers with a purchase. */
  buyers(): number
  /** Rows of `customer_metric` for COPY in its binary format, in the order of customers. */
  rows(): Iterable<Uint8Array>
}

/** The columns of such a row, in its order. */
export const metricColumns =
  'customer, first_purchase_at, last_purchase_at, purchase_count, total_amount'

const chunkRows = 10_000

export function createMetricSums(customers: CustomerIndex): MetricSums {
  const size = customers.places + 1
  const first = new Float64Array(size)
  const last = new Float64Array(size)
  const cents = new Float64Array(size)
  const counts = new Int32Array(size)
  let buyers = 0
  return {
    add(place, atMs, amount) {
      const before = counts[place] ?? 0
      if (before === 0) buyers += 1
      if (before === 0 || atMs < (first[place] ?? 0)) first[place] = atMs
      if (before === 0 || atMs > (last[place] ?? 0)) last[place] = atMs
      cents[place] = (cents[place] ?? 0) + amount
      counts[place] = before + 1
    },
    buyers: () => buyers,
    *rows() {
      const rows = createBinaryRows()
      for (let place = 1; place < size; place++) {
        const count = counts[place] ?? 0
        if (count > 0) {
          rows.begin(5, 100)
          rows.int(customers.numberAt(place))
          rows.instant(first[place] ?? 0)
          rows.instant(last[place] ?? 0)
          rows.int(count)
          rows.amount(cents[place] ?? 0)
        }
        if (place % chunkRows === 0) yield rows.take()
      }
      yield rows.take()
      yield rows.trailer()
    },
  }
}
