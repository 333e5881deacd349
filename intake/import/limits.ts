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
