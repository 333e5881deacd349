import type { Reach } from '../../engine/points.ts'
import type { ImportKind, ImportNote } from '../../schemas/api/imports.ts'
import type { Encoding } from './decode-text.ts'
import { nameDelimiter } from './detect-delimiter.ts'
import type { ImportLimits } from './limits.ts'
import type { ColumnMap } from './map-columns.ts'
import type { Table } from './open-table.ts'
import type { Delimiter } from './quoted-record.ts'
import type { RejectsSink, RejectsSummary } from './rejects.ts'

/** What a declared attribute may hold. */
export type DeclaredAttributes = ReadonlyMap<
  string,
  {
    readonly label: string
    readonly type: 'text' | 'number' | 'boolean'
    readonly allowed: readonly string[] | null
  }
>

/** What every import can be told. */
export interface ImportOptions {
  /** Names where the rows come from; rows are known again within their source. */
  readonly source: string
  /** Field to column name or #place. */
  readonly mapping?: ReadonlyMap<string, string>
  /** As the last file of the source had it; a mapping that is told goes before. */
  readonly remembered?: ReadonlyMap<string, string> | undefined
  /** Attributes that were declared, by key. */
  readonly declared?: DeclaredAttributes | undefined
  /** The row of this import in the record of imports; without it one is made when it ends. */
  readonly job?: string | undefined
  readonly encoding?: Encoding | undefined
  readonly delimiter?: Delimiter | undefined
  readonly hasHeader?: boolean
  /** Reads, checks and reports everything, and stores nothing. */
  readonly dryRun?: boolean
  readonly limits?: ImportLimits
  readonly rejects?: RejectsSink | undefined
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Ends the import; nothing is stored then. */
  readonly signal?: AbortSignal | undefined
  readonly reach?: Reach | undefined
  /** The instant of the import. */
  readonly now: number
}

export interface ImportProgress {
  readonly bytes: number
  readonly rows: number
  readonly rejected: number
}

/** What an import found in a file and did with it. */
export interface ImportReport {
  readonly kind: ImportKind
  readonly source: string
  readonly dryRun: boolean
  readonly encoding: Encoding
  readonly delimiter: string
  /** Field to column. */
  readonly columns: Readonly<Record<string, string>>
  readonly ignoredColumns: readonly string[]
  /** Rows of the file behind its header; stored, known and rejected ones together. */
  readonly read: number
  readonly rejected: RejectsSummary
  readonly notes: readonly ImportNote[]
  readonly durationMs: number
}

export interface PurchasesReport extends ImportReport {
  readonly kind: 'purchases'
  /** Rows stored by this import. */
  readonly stored: number
  readonly storedAmount: number
  /** Rows that an earlier import had stored. */
  readonly known: number
  /** Rows of the file that repeat an earlier row exactly; stored and flagged. */
  readonly repeated: number
  /** Rows with the id of an earlier row of the file; not stored. */
  readonly sameId: number
  /** Known rows that say something else now; corrected. */
  readonly changed: number
  readonly customersCreated: number
  readonly productsCreated: number
  /** Purchases that a running campaign will hear of. */
  readonly handedOn: number
  /** All rows of the file that were not rejected. */
  readonly file: {
    readonly purchases: number
    readonly customers: number
    readonly amount: number
    readonly quantity: number
    readonly zeroAmounts: number
    /** YYYY-MM-DD in the zone of the import, as the file says; null without rows. */
    readonly firstDay: string | null
    readonly lastDay: string | null
  }
  /** Days by which every purchase was moved. */
  readonly shiftedDays: number
}

/** A file with a row for each line of a purchase. */
export interface LinesReport extends ImportReport {
  readonly kind: 'lines'
  /** Purchases of which the file has lines, and their lines; rejected ones left out. */
  readonly purchases: number
  readonly lines: number
  /** Purchases made from the lines. */
  readonly stored: number
  readonly storedAmount: number
  /** Purchases that an earlier import had stored, and those of them whose customer, date or amount was corrected. */
  readonly known: number
  readonly changed: number
  /** Purchases that consist of something else now. */
  readonly touched: number
  /** Lines with the number of an earlier line of their purchase; not stored. */
  readonly sameLine: number
  readonly customersCreated: number
  readonly productsCreated: number
  /** Purchases that a running campaign will hear of. */
  readonly handedOn: number
}

export interface CustomersReport extends ImportReport {
  readonly kind: Exclude<ImportKind, 'purchases' | 'lines' | 'products' | 'scores'>
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Rows about a customer of whom a later row of the file speaks; the later counts. */
  readonly repeated: number
  readonly consentsRecorded: number
  /** Rows that say something of each field. */
  readonly filled: Readonly<Record<string, number>>
  /** Customers who cannot be contacted on some channel, because that address was refused before. */
  readonly suppressed: number
}

export interface ProductsReport extends ImportReport {
  readonly kind: 'products'
  readonly created: number
}

export interface ScoresReport extends ImportReport {
  readonly kind: 'scores'
  readonly stored: number
}

export type AnyReport =
  | CustomersReport
  | PurchasesReport
  | LinesReport
  | ProductsReport
  | ScoresReport

/** What a report says of the file itself. */
export function describeFile(
  table: Table,
  columns: ColumnMap,
  { source, dryRun = false }: ImportOptions,
): Pick<
  ImportReport,
  'source' | 'dryRun' | 'encoding' | 'delimiter' | 'columns' | 'ignoredColumns'
> {
  return {
    source,
    dryRun,
    encoding: table.text.encoding(),
    delimiter: nameDelimiter(table.delimiter),
    columns: columns.mapped,
    ignoredColumns: columns.ignored,
  }
}
