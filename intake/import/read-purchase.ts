import { hash } from 'node:crypto'
import type { StagedPurchase } from '../../db/imports/stage-purchases.ts'
import { reject } from './check-record.ts'
import type { ColumnMap, FieldSpecs } from './map-columns.ts'
import type { DateProblem, DateReader } from './read-date.ts'
import { type NumberProblem, readAmount, readCount } from './read-number.ts'
import type { FileRecord } from './read-records.ts'
import type { Reject } from './rejects.ts'

/** What a file of purchases can bring. */
export const purchaseFields = {
  customer: {
    required: true,
    names: [
      ...['customer', 'customerid', 'customerno', 'customernumber', 'customercode', 'custid'],
      ...[
        'custno',
        'memberid',
        'memberno',
        'userid',
        'clientid',
        'id고객',
        '고객',
        '고객번호',
        '고객id',
      ],
      ...['고객코드', '고객아이디', '회원', '회원번호', '회원id', '회원코드', '회원아이디'],
    ],
  },
  date: {
    required: true,
    names: [
      ...[
        'date',
        'purchasedate',
        'purchasedat',
        'orderdate',
        'orderedat',
        'transactiondate',
        'saledate',
      ],
      ...[
        'datetime',
        'timestamp',
        'paidat',
        'invoicedate',
        '날짜',
        '일자',
        '구매일',
        '구매일자',
        '구매일시',
      ],
      ...[
        '주문일',
        '주문일자',
        '주문일시',
        '거래일',
        '거래일자',
        '거래일시',
        '결제일',
        '결제일자',
        '결제일시',
      ],
      ...['판매일', '판매일자', '매출일', '매출일자'],
    ],
  },
  amount: {
    required: true,
    names: [
      ...[
        'amount',
        'totalamount',
        'total',
        'totalprice',
        'price',
        'sales',
        'revenue',
        'dollarvalue',
      ],
      ...[
        'value',
        'paid',
        'paidamount',
        'purchaseamount',
        'orderamount',
        'netamount',
        '금액',
        '구매금액',
      ],
      ...[
        '결제금액',
        '주문금액',
        '거래금액',
        '판매금액',
        '매출',
        '매출액',
        '총액',
        '총금액',
        '실결제금액',
      ],
    ],
  },
  quantity: {
    names: [
      ...[
        'quantity',
        'qty',
        'count',
        'units',
        'items',
        'numberofcds',
        'numberofitems',
        'itemcount',
      ],
      ...['수량', '구매수량', '주문수량', '판매수량', '개수'],
    ],
  },
  id: {
    names: [
      ...[
        'purchaseid',
        'orderid',
        'orderno',
        'ordernumber',
        'transactionid',
        'transactionno',
        'receiptno',
      ],
      ...[
        'receiptid',
        'invoiceno',
        '구매번호',
        '주문번호',
        '거래번호',
        '결제번호',
        '전표번호',
        '영수증번호',
      ],
    ],
  },
  product: {
    names: [
      ...['product', 'productcode', 'productid', 'sku', 'item', 'itemcode', 'itemid', 'stockcode'],
      ...['상품', '상품코드', '상품번호', '상품id', '제품', '제품코드', '품번', '품목코드'],
    ],
  },
  productName: { names: ['productname', 'itemname', '상품명', '제품명', '품명', '품목명', '품목'] },
  category: {
    names: ['category', 'productcategory', '분류', '카테고리', '상품분류', '상품군', '품목군'],
  },
  channel: {
    names: [
      'channel',
      'saleschannel',
      'store',
      'branch',
      '채널',
      '구매채널',
      '판매채널',
      '매장',
      '점포',
      '지점',
    ],
  },
} as const satisfies FieldSpecs

export interface ReadPurchase {
  readonly record: FileRecord
  readonly purchase: Omit<StagedPurchase, 'customer'>
  readonly product: {
    readonly code: string
    readonly name: string | null
    readonly category: string | null
  } | null
}

export const maxLengths = { externalId: 80, product: 120, productName: 200, channel: 60, id: 120 }

/** A reader of one file’s rows: a purchase, or why the row is none. */
export function createPurchaseReader({
  columns,
  readDate,
}: {
  readonly columns: ColumnMap
  readonly readDate: DateReader
}): (record: FileRecord) => ReadPurchase | Reject {
  const place = (field: keyof typeof purchaseFields) => columns.places.get(field) ?? -1
  const at = {
    customer: place('customer'),
    date: place('date'),
    amount: place('amount'),
    quantity: place('quantity'),
    id: place('id'),
    product: place('product'),
    productName: place('productName'),
    category: place('category'),
    channel: place('channel'),
  }
  return (record) => {
    const { cells } = record
    const cell = (column: number) => (cells[column] ?? '').trim()
    const externalId = cell(at.customer)
    if (externalId === '') return reject(record, 'CUSTOMER_MISSING', 'The customer is missing.')
    const date = readDate(cell(at.date))
    if (typeof date === 'string') return rejectDate(record, date, cell(at.date))
    const amount = readAmount(cell(at.amount))
    if (typeof amount === 'object') {
      return rejectNumber(record, amount.problem, 'amount', cell(at.amount))
    }
    const quantityText = cell(at.quantity)
    const quantity = quantityText === '' ? 1 : readCount(quantityText)
    if (typeof quantity === 'object') {
      return rejectNumber(record, quantity.problem, 'quantity', quantityText)
    }
    const product = cell(at.product) || cell(at.productName)
    const channel = cell(at.channel)
    const id = cell(at.id)
    const tooLong = findTooLong({
      externalId,
      product,
      productName: cell(at.productName),
      channel,
      id,
    })
    if (tooLong) return reject(record, 'CELL_TOO_LONG', tooLong)
    if (at.id !== -1 && id === '') {
      return reject(record, 'ID_MISSING', `The column "${columns.mapped['id']}" is empty.`)
    }
    const content = [externalId, date.key, amount, quantity, product, channel].join('\u001f')
    return {
      record,
      purchase: {
        line: record.line,
        externalId,
        atMs: date.at,
        amount,
        quantity,
        product: product || null,
        channel: channel || null,
        ref: id || contentRef(date.key, content),
        hasOwnId: id !== '',
      },
      product: product
        ? { code: product, name: cell(at.productName) || null, category: cell(at.category) || null }
        : null,
    }
  }
}

/** Begins with the day, so that rows of one time lie together in the index; then 96 bits of SHA-256. */
function contentRef(dateKey: string, content: string): string {
  return `~${dateKey}~${hash('sha256', content, 'base64url').slice(0, 16)}`
}

function findTooLong(cells: Readonly<Record<keyof typeof maxLengths, string>>): string | undefined {
  for (const [name, max] of Object.entries(maxLengths)) {
    const length = cells[name as keyof typeof maxLengths].length
    if (length > max) return `The ${name} has ${length} characters; at most ${max} are kept.`
  }
  return undefined
}

/** Why a date is none. */
export function rejectDate(record: FileRecord, problem: DateProblem, text: string): Reject {
  const shown = text.slice(0, 30)
  switch (problem) {
    case 'DATE_UNREADABLE':
      return text === ''
        ? reject(record, 'DATE_MISSING', 'The date is missing.')
        : reject(
            record,
            problem,
            `The date "${shown}" cannot be read. Say how dates are written, for example --date-format dd/MM/yyyy.`,
          )
    case 'DATE_IMPOSSIBLE':
      return reject(record, problem, `The date "${shown}" does not exist.`)
    case 'DATE_IN_FUTURE':
      return reject(record, problem, `The date "${shown}" has not come yet.`)
  }
}

/** Why an amount or a quantity is none. */
export function rejectNumber(
  record: FileRecord,
  problem: NumberProblem,
  field: 'amount' | 'quantity',
  text: string,
): Reject {
  const shown = `${field} "${text.slice(0, 30)}"`
  const prefix = field === 'amount' ? 'AMOUNT' : 'QUANTITY'
  switch (problem) {
    case 'NUMBER_UNREADABLE':
      return text === ''
        ? reject(record, `${prefix}_MISSING`, `The ${field} is missing.`)
        : reject(record, `${prefix}_UNREADABLE`, `The ${shown} is not a number like 1,234.50.`)
    case 'NUMBER_NEGATIVE':
      return reject(
        record,
        `${prefix}_NEGATIVE`,
        `The ${shown} is negative; returns are not purchases.`,
      )
    case 'NUMBER_TOO_PRECISE':
      return reject(
        record,
        `${prefix}_TOO_PRECISE`,
        field === 'amount'
          ? `The ${shown} has more than two decimals.`
          : `The ${shown} is not a whole number.`,
      )
    case 'NUMBER_TOO_LARGE':
      return reject(record, `${prefix}_TOO_LARGE`, `The ${shown} is too large.`)
  }
}
