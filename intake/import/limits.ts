import { Failure } from '../../schemas/failure.ts'

/** What one file may hold. Beyond a file’s limit the import stops; beyond a line’s, that line is rejected. */
export interface ImportLimits {
  readonly maxBytes: number
  readonly maxRows: number
  readonly maxColumns: number
  /** UTF-16 code units. */
  readonly maxCellLength: number
  /** UTF-16 code units of one record, its line breaks included. */
  readonly maxRecordLength: number
}

export const importLimits: ImportLimits = {
  maxBytes: 16 * 1024 ** 3,
  maxRows: 100_000_000,
  maxColumns: 500,
  maxCellLength: 4_000,
  maxRecordLength: 64 * 1024,
}

/** Products one file may name. */
export const productsMax = 200_000

export function tooManyRows(maxRows: number): Failure {
  return new Failure(
    'TOO_LARGE',
    `The file has more than ${maxRows.toLocaleString('en')} rows. Split it and import the parts.`,
    { details: { reason: 'TOO_MANY_ROWS', maxRows } },
  )
}

export function tooManyProducts(): Failure {
  return new Failure(
    'TOO_LARGE',
    `The file names more than ${productsMax.toLocaleString('en')} products. Check which column holds the product.`,
    { details: { reason: 'TOO_MANY_PRODUCTS', productsMax } },
  )
}
