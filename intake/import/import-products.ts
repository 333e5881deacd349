import { recordImport, storeOnce, withStage } from '../../db/imports/imports.ts'
import { type ProductRow, saveProducts } from '../../db/imports/products.ts'
import type { Db } from '../../db/schema.ts'
import { reject } from './check-record.ts'
import { importLimits, productsMax, tooManyProducts } from './limits.ts'
import { type ColumnMap, type FieldSpecs, mapColumns } from './map-columns.ts'
import { noteFile } from './notes.ts'
import { openTable } from './open-table.ts'
import { readAmount } from './read-number.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject } from './rejects.ts'
import { describeFile, type ImportOptions, type ProductsReport } from './report.ts'

/** What a file of products can bring. */
export const productFields: FieldSpecs = {
  code: {
    required: true,
    names: [
      ...['code', 'product', 'productcode', 'productid', 'sku', 'item', 'itemcode', 'id'],
      ...['상품코드', '상품번호', '상품id', '제품코드', '품번', '품목코드', '코드'],
    ],
  },
  name: {
    names: ['name', 'productname', 'itemname', '상품명', '제품명', '품명', '품목명', '이름'],
  },
  category: {
    names: ['category', 'productcategory', '분류', '카테고리', '상품분류', '상품군', '품목군'],
  },
  price: { names: ['price', 'unitprice', 'listprice', '가격', '단가', '정가', '판매가'] },
}

/** Imports a file of products: new ones are made, known ones learn what the file says; nothing is blanked. All or nothing. */
export async function importProducts(
  db: Db,
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ProductsReport> {
  const started = performance.now()
  const { limits = importLimits, mapping = new Map<string, string>(), source } = options
  const table = await openTable(input, { ...options, limits })
  const { remembered } = options
  const columns = mapColumns(table.header, { specs: productFields, mapping, remembered })
  const rejects = collectRejects(options.rejects)
  const products = new Map<string, ProductRow>()
  const end = await readRows<ProductRow>(table, {
    ...options,
    limits,
    rejects,
    parse: createProductReader(columns),
    take: async (rows) => {
      for (const row of rows) products.set(row.code, row)
      if (products.size > productsMax) throw tooManyProducts()
      return []
    },
  })
  const created = await withStage(db, (connection) =>
    storeOnce(connection, { source, dryRun: options.dryRun === true }, async (tx) => {
      const made = await saveProducts(tx, [...products.values()])
      const counts = { read: end.read, created: made, rejected: rejects.summary().total }
      const { job, now } = options
      await recordImport(tx, { kind: 'products', source, job, startedAt: now, counts })
      if (options.signal?.aborted) throw cancelled()
      return made
    }),
  )
  return {
    kind: 'products',
    ...describeFile(table, columns, options),
    read: end.read,
    rejected: rejects.summary(),
    created,
    notes: noteFile(table, columns, end),
    durationMs: Math.round(performance.now() - started),
  }
}

/** A reader of one file’s rows: a product, or why the row is none. */
export function createProductReader({
  places,
}: Pick<ColumnMap, 'places'>): (record: FileRecord) => ProductRow | Reject {
  return (record) => {
    const cell = (field: string) => (record.cells[places.get(field) ?? -1] ?? '').trim()
    const code = cell('code')
    if (code === '') return reject(record, 'CODE_MISSING', 'The code of the product is missing.')
    if (code.length > 120 || cell('name').length > 200 || cell('category').length > 200) {
      return reject(
        record,
        'CELL_TOO_LONG',
        'The code is longer than 120 characters, or a name than 200.',
      )
    }
    const price = cell('price') === '' ? null : readAmount(cell('price'))
    if (price !== null && typeof price === 'object') {
      return reject(record, 'PRICE_UNREADABLE', 'The price is not a number like 1,234.50.')
    }
    return {
      ...{ code, name: cell('name') || null, category: cell('category') || null },
      price: price === null ? null : Number(price),
    }
  }
}
