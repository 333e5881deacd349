import { loadCustomerIndex } from '../../db/imports/customer-index.ts'
import {
  type FullPurchases,
  fillFreshPurchases,
  hasNoPurchases,
  indexPurchases,
} from '../../db/imports/fresh-purchases.ts'
import type { Filler } from '../../db/imports/fresh-table.ts'
import { createMetricSums } from '../../db/imports/metric-sums.ts'
import { loadProductNumbers, type ProductNumbers } from '../../db/imports/product-numbers.ts'
import { createPurchaseRows } from '../../db/imports/purchase-rows.ts'
import type { Db } from '../../db/schema.ts'
import { reject, unknownCustomer } from './check-record.ts'
import { copyParts } from './copy-parts.ts'
import { type ImportLimits, productsMax, tooManyProducts } from './limits.ts'
import type { ColumnMap } from './map-columns.ts'
import type { Table } from './open-table.ts'
import { createQuickLane, type QuickSums } from './quick-lane.ts'
import type { DateReader } from './read-date.ts'
import type { ReadPurchase } from './read-purchase.ts'
import type { FileRecord } from './read-records.ts'
import { isReject } from './read-rows.ts'
import type { Reject, Rejects } from './rejects.ts'
import type { ImportProgress } from './report.ts'

interface FreshParts {
  readonly table: Table
  readonly columns: ColumnMap
  readonly limits: ImportLimits
  readonly source: string
  readonly rejects: Rejects
  /** Undefined: dates are written in a way of their own, and every line is read carefully. */
  readonly readDate: DateReader
  readonly parse: (record: FileRecord) => ReadPurchase | Reject
  readonly noteProduct: (row: ReadPurchase) => void
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

export interface FreshResult {
  readonly read: number
  readonly endsUnterminated: boolean
  readonly sums: QuickSums
  readonly full: FullPurchases
  readonly products: ProductNumbers
}

/**
 * Reads a file into fresh tables, for an installation that has no purchases yet: quick where a line is plain, carefully
 * where it is not. Undefined, and nothing read, if there are purchases already. The products are still to be made.
 */
export async function readFresh(
  db: Db,
  filler: Filler,
  parts: FreshParts,
): Promise<FreshResult | undefined> {
  const { table, columns, limits } = parts
  const { connection } = filler
  const { body, delimiter, header } = table
  if (!body || !(await hasNoPurchases(connection))) return undefined
  const customers = await loadCustomerIndex(connection)
  const products = await loadProductNumbers(connection, productsMax)
  const metrics = createMetricSums(customers)
  const rows = createPurchaseRows(customers, metrics)
  const lane = createQuickLane({
    ...parts,
    ...{ width: header.length, delimiter, customers, rows },
    ...{ maxLineBytes: limits.maxCellLength, productOf: products.of },
  })
  const hasOwnIds = columns.places.has('id')
  const isQuick = hasOwnIds && isPlainFile(columns, delimiter)
  const encoder = new TextEncoder()
  const { sums } = lane

  function add(row: ReadPurchase): Reject | undefined {
    const { purchase, record } = row
    const id = encoder.encode(purchase.externalId)
    const customer = customers.find(id, 0, id.length)
    if (customer === 0) return reject(record, ...unknownCustomer)
    parts.noteProduct(row)
    const product = purchase.product === null ? 0 : products.of(purchase.product)
    if (product === undefined) throw tooManyProducts()
    const refIn = encoder.encode(purchase.ref)
    const cents = Math.round(Number(purchase.amount) * 100)
    rows.add({
      ...{ customer, atMs: purchase.atMs, cents, quantity: purchase.quantity, product, refIn },
      ...{ refStart: 0, refEnd: refIn.length },
      channel: purchase.channel === null ? null : encoder.encode(purchase.channel),
    })
    sums.rows += 1
    sums.cents += cents
    sums.quantity += purchase.quantity
    if (cents === 0) sums.zeroAmounts += 1
    sums.firstAt = Math.min(sums.firstAt, purchase.atMs)
    sums.lastAt = Math.max(sums.lastAt, purchase.atMs)
    return undefined
  }

  const filled = await fillFreshPurchases(filler, parts.source, async (copy) => {
    const end = await copyParts(body, {
      ...parts,
      ...{ delimiter, columns: header.length, text: table.text, copy, rows },
      quick: isQuick ? lane : undefined,
      take: (record) => {
        const row = parts.parse(record)
        return isReject(row) ? row : add(row)
      },
    })
    return { ...end, rows: rows.count() }
  })
  const { name, read, endsUnterminated } = filled
  const full = await indexPurchases(db, filler, { name, metrics, hasOwnIds })
  return { read, endsUnterminated, sums, full, products }
}

/** What the quick lane can do: no names of products to note, and a delimiter of one byte. */
function isPlainFile({ places }: ColumnMap, delimiter: string): boolean {
  const hasNames = places.has('productName') || places.has('category')
  return !hasNames && delimiter.length === 1 && delimiter.charCodeAt(0) < 128
}
