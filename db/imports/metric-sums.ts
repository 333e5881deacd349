import { createBinaryRows } from './binary-rows.ts'
import type { CustomerIndex } from './customer-index.ts'

/** What the first purchases add up to for each customer, in 32 bytes each. */
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
  // First and last instant, hundredths and count of a customer stand together: one line of the cache.
  const sums = new Float64Array(size * 4)
  let buyers = 0
  return {
    add(place, atMs, cents) {
      const at = place * 4
      const before = sums[at + 3] ?? 0
      if (before === 0) {
        buyers += 1
        sums[at] = atMs
        sums[at + 1] = atMs
      } else if (atMs < (sums[at] ?? 0)) sums[at] = atMs
      else if (atMs > (sums[at + 1] ?? 0)) sums[at + 1] = atMs
      sums[at + 2] = (sums[at + 2] ?? 0) + cents
      sums[at + 3] = before + 1
    },
    buyers: () => buyers,
    *rows() {
      const rows = createBinaryRows()
      for (let place = 1; place < size; place++) {
        const at = place * 4
        const count = sums[at + 3] ?? 0
        if (count > 0) {
          rows.begin(5, 100)
          rows.int(customers.numberAt(place))
          rows.instant(sums[at] ?? 0)
          rows.instant(sums[at + 1] ?? 0)
          rows.int(count)
          rows.amount(sums[at + 2] ?? 0)
        }
        if (place % chunkRows === 0) yield rows.take()
      }
      yield rows.take()
      yield rows.trailer()
    },
  }
}
