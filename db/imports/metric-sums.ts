import { createBinaryRows } from './binary-rows.ts'
import type { CustomerIndex } from './customer-index.ts'

/** What the first purchases add up to for each customer, in 32 bytes each. */
export interface MetricSums {
  add(place: number, atMs: number, cents: number): void
  /** Rows of `customer_metric` for COPY in its binary format, in the order of customers. */
  rows(): Iterable<Uint8Array>
}

/** The columns of such a row, in its order. */
export const metricColumns =
  'customer, first_purchase_at, last_purchase_at, purchase_count, total_amount'

const chunkRows = 10_000
const waitingMax = 1024

export function createMetricSums(customers: CustomerIndex): MetricSums {
  const size = customers.places + 1
  // First and last instant, hundredths and count of a customer stand together: one line of the cache.
  const sums = new Float64Array(size * 4)
  // Purchases wait until there are many: the processor fetches the lines of several customers at once, where it would
  // stand still for each of them between one row and the next.
  const waiting = { places: new Int32Array(waitingMax), facts: new Float64Array(waitingMax * 2) }
  let waits = 0

  function addWaiting(): void {
    const { places, facts } = waiting
    for (let i = 0; i < waits; i++) {
      const at = (places[i] ?? 0) * 4
      const atMs = facts[i * 2] ?? 0
      const before = sums[at + 3] ?? 0
      sums[at] = before === 0 ? atMs : Math.min(sums[at] ?? 0, atMs)
      sums[at + 1] = before === 0 ? atMs : Math.max(sums[at + 1] ?? 0, atMs)
      sums[at + 2] = (sums[at + 2] ?? 0) + (facts[i * 2 + 1] ?? 0)
      sums[at + 3] = before + 1
    }
    waits = 0
  }

  return {
    add(place, atMs, cents) {
      waiting.places[waits] = place
      waiting.facts[waits * 2] = atMs
      waiting.facts[waits * 2 + 1] = cents
      waits += 1
      if (waits === waitingMax) addWaiting()
    },
    *rows() {
      addWaiting()
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
