import type { CopyClient } from '../../db/connect.ts'
import { loadCustomerIndex } from '../../db/imports/customer-index.ts'
import {
  hasNoPurchases,
  openFreshTable,
  type TakenPlace,
  takePlace,
} from '../../db/imports/fresh-purchases.ts'
import { createMetricSums } from '../../db/imports/metric-sums.ts'
import { loadProductNumbers } from '../../db/imports/product-numbers.ts'
import { createPurchaseRows } from '../../db/imports/purchase-rows.ts'
import type { Tx } from '../../db/schema.ts'
import { checkRecord, reject, unknownCustomer } from './check-record.ts'
import { type TextPart, textOf } from './decode-text.ts'
import { type ImportLimits, productsMax, tooManyProducts, tooManyRows } from './limits.ts'
import type { ColumnMap } from './map-columns.ts'
import type { Table } from './open-table.ts'
import { createQuickLane, type QuickSums } from './quick-lane.ts'
import type { DateReader } from './read-date.ts'
import type { ReadPurchase } from './read-purchase.ts'
import { type FileRecord, type Rest, takeRecords } from './read-records.ts'
import { cancelled, checkCut, isReject } from './read-rows.ts'
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
  readonly stored: TakenPlace
  readonly productsCreated: number
}

/**
 * Stores a file in an installation that has no purchases yet, in the transaction of the import: quick where a line is
 * plain, carefully where it is not. Undefined, and nothing read, if there are purchases already.
 */
export async function importFresh(
  tx: Tx,
  client: CopyClient,
  parts: FreshParts,
): Promise<FreshResult | undefined> {
  const { table, columns, limits, rejects } = parts
  const { body, delimiter, header } = table
  if (!body || !(await hasNoPurchases(tx))) return undefined
  const customers = await loadCustomerIndex(tx)
  const products = await loadProductNumbers(tx, productsMax)
  const fresh = await openFreshTable(tx, client, parts.source)
  const metrics = createMetricSums(customers)
  const rows = createPurchaseRows(customers, metrics)
  const lane = createQuickLane({
    ...parts,
    ...{ width: header.length, delimiter, customers, rows },
    ...{ maxLineBytes: limits.maxCellLength, productOf: products.of },
  })
  const isQuick = columns.places.has('id') && isPlainFile(columns, delimiter)
  const encoder = new TextEncoder()
  const { sums } = lane
  let read = 0
  let rest: Rest = { text: '', line: body.line, isSkipping: false }
  let before: FileRecord | undefined
  // Of a line whose end has not come yet; `rest` has no text then.
  let carry: Buffer = nothing
  const careful = { delimiter, maxRecordLength: limits.maxRecordLength, isEnd: false }

  function addCarefully(records: readonly FileRecord[]): Reject[] {
    const refused: Reject[] = []
    for (const record of records) {
      const shape = checkRecord(record, { columns: header.length, limits })
      const result = shape ?? checkCut(record, before) ?? parts.parse(record)
      before = record
      const refusal = isReject(result) ? result : add(result)
      if (refusal) refused.push(refusal)
    }
    read += records.length
    return refused
  }

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

  function takePart(part: TextPart): Reject[] {
    const isPlain = isQuick && !rest.isSkipping && rest.text === ''
    if (isPlain && typeof part !== 'string' && !asBuffer(part).includes(replacement)) {
      return takeBytes(carry.length === 0 ? asBuffer(part) : Buffer.concat([carry, part]))
    }
    const text = rest.text + carry.toString() + textOf(part)
    carry = nothing
    if (isQuick && !rest.isSkipping && !text.includes('\ufffd')) return takeBytes(Buffer.from(text))
    const taken = takeRecords({ ...rest, text, ...careful })
    rest = taken.rest
    return addCarefully(taken.records)
  }

  function takeBytes(bytes: Buffer): Reject[] {
    const refused: Reject[] = []
    let { line } = rest
    let from = 0
    carry = nothing
    for (;;) {
      const { end, lines } = lane.take(bytes, from)
      line += lines
      read += lines
      if (lines > 0) before = lineBefore(bytes, end, delimiter)
      const lineFeed = bytes.indexOf(10, end)
      const isCut = lineFeed === -1 && bytes.length - end <= limits.maxCellLength
      if (isCut && !bytes.includes(quote, end)) {
        // The next part brings the rest of this line.
        carry = bytes.subarray(end)
        rest = { text: '', line, isSkipping: false }
        return refused
      }
      const odd = bytes.toString('utf8', end, lineFeed + 1)
      // A quoted cell may go on over many lines: whatever is left of the part is then read carefully.
      const isOpen = lineFeed === -1 || odd.includes('"')
      const taken = isOpen ? bytes.toString('utf8', end) : odd
      const result = takeRecords({ text: taken, line, isSkipping: false, ...careful })
      refused.push(...addCarefully(result.records))
      rest = result.rest
      if (isOpen) return refused
      line = rest.line
      from = lineFeed + 1
    }
  }

  try {
    for await (const part of body.parts) {
      if (parts.signal?.aborted) throw cancelled()
      const refused = takePart(part)
      if (read > limits.maxRows) throw tooManyRows(limits.maxRows)
      await fresh.copy.write(rows.take())
      await rejects.add(refused)
      const rejected = rejects.summary().total
      parts.onProgress?.({ bytes: table.text.bytes(), rows: read, rejected })
    }
    const last = { ...rest, text: rest.text + carry.toString(), ...careful, isEnd: true }
    await rejects.add(addCarefully(takeRecords(last).records))
    await fresh.copy.write(rows.take())
    await fresh.copy.write(rows.trailer())
    await fresh.copy.end()
  } catch (error) {
    await fresh.copy.giveUp()
    throw error
  }
  const { created, remap } = await products.make(tx)
  const hasOwnIds = columns.places.has('id')
  const stored = await takePlace(tx, client, {
    ...{ name: fresh.name, rows: rows.count(), metrics, hasOwnIds, remap },
  })
  return {
    read,
    endsUnterminated: before?.unterminated === true,
    sums,
    stored,
    productsCreated: created,
  }
}

const nothing = Buffer.alloc(0)
const quote = 34
/** What stands for bytes that were no character. */
const replacement = Buffer.from('\ufffd')

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** What the quick lane can do: no names of products to note, and a delimiter of one byte. */
function isPlainFile({ places }: ColumnMap, delimiter: string): boolean {
  const hasNames = places.has('productName') || places.has('category')
  return !hasNames && delimiter.length === 1 && delimiter.charCodeAt(0) < 128
}

/** The line that ends just before `end`, for comparison with a last line that may be cut. */
function lineBefore(bytes: Buffer, end: number, delimiter: string): FileRecord {
  const start = bytes.lastIndexOf(10, end - 2) + 1
  const original = bytes.toString('utf8', start, end).trimEnd()
  return { line: 0, original, cells: original.split(delimiter) }
}
