import { reject } from './check-record.ts'
import type { ColumnMap, FieldSpecs } from './map-columns.ts'
import type { DateReader } from './read-date.ts'
import { readAmount, readCount } from './read-number.ts'
import { maxLengths, purchaseFields, rejectDate, rejectNumber } from './read-purchase.ts'
import type { FileRecord } from './read-records.ts'
import type { Reject } from './rejects.ts'

/** What a file with a row for each line of a purchase can bring. */
export const lineFields = {
  id: { required: true, names: purchaseFields.id.names },
  product: { required: true, names: purchaseFields.product.names },
  amount: {
    required: true,
    names: [
      ...['lineamount', 'linetotal', 'itemamount', 'itemtotal', '상품금액', '품목금액'],
      ...purchaseFields.amount.names,
    ],
  },
  quantity: purchaseFields.quantity,
  line: {
    names: [
      ...['line', 'lineno', 'linenumber', 'orderline', 'itemno', 'itemnumber'],
      ...['순번', '행번호', '상세번호', '항목번호', '라인번호'],
    ],
  },
  customer: { names: purchaseFields.customer.names },
  date: { names: purchaseFields.date.names },
  productName: purchaseFields.productName,
  category: purchaseFields.category,
  channel: purchaseFields.channel,
} as const satisfies FieldSpecs

export interface ReadLine {
  readonly record: FileRecord
  readonly ref: string
  readonly no: number | null
  /** Empty where the file does not say it. */
  readonly externalId: string
  readonly atMs: number | null
  readonly amount: string
  readonly quantity: number
  readonly channel: string | null
  readonly product: {
    readonly code: string
    readonly name: string | null
    readonly category: string | null
  }
}

/** A reader of one file’s rows: a line of a purchase, or why the row is none. */
export function createLineReader({
  columns,
  readDate,
  isWhole,
}: {
  readonly columns: ColumnMap
  readonly readDate: DateReader
  /** The file also says whose purchases they are, and when. */
  readonly isWhole: boolean
}): (record: FileRecord) => ReadLine | Reject {
  return (record) => {
    const cell = (field: keyof typeof lineFields) =>
      (record.cells[columns.places.get(field) ?? -1] ?? '').trim()
    const ref = cell('id')
    if (ref === '') {
      return reject(record, 'ID_MISSING', `The column "${columns.mapped['id']}" is empty.`)
    }
    const code = cell('product')
    if (code === '') return reject(record, 'PRODUCT_MISSING', 'The product is missing.')
    const externalId = cell('customer')
    if (isWhole && externalId === '') {
      return reject(record, 'CUSTOMER_MISSING', 'The customer is missing.')
    }
    const date = isWhole ? readDate(cell('date')) : null
    if (typeof date === 'string') return rejectDate(record, date, cell('date'))
    const amount = readAmount(cell('amount'))
    if (typeof amount === 'object') {
      return rejectNumber(record, amount.problem, 'amount', cell('amount'))
    }
    const quantity = cell('quantity') === '' ? 1 : readCount(cell('quantity'))
    if (typeof quantity === 'object') {
      return rejectNumber(record, quantity.problem, 'quantity', cell('quantity'))
    }
    const no = cell('line') === '' ? null : readCount(cell('line'))
    if (no !== null && typeof no === 'object') {
      return reject(record, 'LINE_UNREADABLE', 'The number of the line is not a whole number.')
    }
    const [name, category, channel] = [cell('productName'), cell('category'), cell('channel')]
    for (const [what, text, max] of [
      ['customer', externalId, maxLengths.externalId],
      ['id', ref, maxLengths.id],
      ['product', code, maxLengths.product],
      ['productName', name, maxLengths.productName],
      ['category', category, maxLengths.productName],
      ['channel', channel, maxLengths.channel],
    ] as const) {
      if (text.length <= max) continue
      const reason = `The ${what} has ${text.length} characters; at most ${max} are kept.`
      return reject(record, 'CELL_TOO_LONG', reason)
    }
    return {
      ...{ record, ref, no, externalId, amount, quantity },
      atMs: date?.at ?? null,
      channel: channel || null,
      product: { code, name: name || null, category: category || null },
    }
  }
}
