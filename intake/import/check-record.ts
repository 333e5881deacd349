import type { ImportLimits } from './limits.ts'
import type { FileRecord } from './read-records.ts'
import type { Reject } from './rejects.ts'

/** Rejects a record for a reason of its own, in one sentence. */
export function reject(record: FileRecord, code: string, reason: string): Reject {
  return { line: record.line, code, reason, original: record.original }
}

/** Code and reason of a row about a customer whom nobody knows. */
export const unknownCustomer = [
  'CUSTOMER_UNKNOWN',
  'No customer has this id. Import the customers first, or add --create-customers.',
] as const

/** The same where nobody could be made. */
export const unknownPerson = [
  'CUSTOMER_UNKNOWN',
  'No customer has this id. Import the customers first.',
] as const

/** What is wrong with the shape of a record, whatever its cells mean; undefined: nothing. */
export function checkRecord(
  record: FileRecord,
  { columns, limits }: { readonly columns: number; readonly limits: ImportLimits },
): Reject | undefined {
  const { cells, original } = record
  switch (record.problem) {
    case 'QUOTE_UNCLOSED':
      return reject(record, record.problem, 'A quotation mark is opened and never closed.')
    case 'QUOTE_MISPLACED':
      return reject(
        record,
        record.problem,
        'Something follows a closing quotation mark. Double the quotation marks inside a cell.',
      )
    case 'RECORD_TOO_LONG':
      return reject(
        record,
        record.problem,
        `The line is longer than ${limits.maxRecordLength.toLocaleString('en')} characters.`,
      )
    case undefined:
  }
  // Delimiters at the end of a line make empty cells that mean nothing.
  const extra = cells.length > columns && cells.slice(columns).some((cell) => cell.trim() !== '')
  if (cells.length < columns || extra) {
    const cut = record.unterminated ? ' The file may have been cut here.' : ''
    const found = `${cells.length} ${cells.length === 1 ? 'column' : 'columns'}`
    return reject(record, 'COLUMNS_MISMATCH', `The line has ${found} instead of ${columns}.${cut}`)
  }
  if (original.includes('\ufffd') || original.includes('\0')) {
    return reject(
      record,
      'BAD_TEXT',
      'The line has bytes that are no characters. Check the encoding of the file.',
    )
  }
  if (
    original.length > limits.maxCellLength &&
    cells.some((c) => c.length > limits.maxCellLength)
  ) {
    return reject(
      record,
      'CELL_TOO_LONG',
      `A cell is longer than ${limits.maxCellLength} characters.`,
    )
  }
  return undefined
}

/**
 * Whether the last cell of an unterminated last line shows that the file was cut inside it: it has fewer decimals than
 * the same cell of the line before. (A cut that leaves a plausible cell cannot be seen; the report warns of it.)
 */
export function looksCut(record: FileRecord, before: FileRecord | undefined): boolean {
  if (!record.unterminated || !before) return false
  const decimals = (cell: string | undefined) => /\.(\d*)\D*$/.exec(cell ?? '')?.[1]?.length ?? 0
  return decimals(record.cells.at(-1)) < decimals(before.cells.at(-1))
}
