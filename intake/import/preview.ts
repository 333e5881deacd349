import { loadDeclared } from '../../db/customers/attributes.ts'
import { loadMapping } from '../../db/imports/mappings.ts'
import type { Db } from '../../db/schema.ts'
import type { ImportKind } from '../../schemas/api/imports.ts'
import { customerSpecs, lenient, mapCustomerColumns } from './customer-columns.ts'
import { inferType } from './customer-fields.ts'
import { compileDateFormat, readYearFirst } from './date-format.ts'
import type { Encoding } from './decode-text.ts'
import { nameDelimiter } from './detect-delimiter.ts'
import { productFields } from './import-products.ts'
import { keyOf, scoreFields } from './import-scores.ts'
import { importLimits } from './limits.ts'
import { type ColumnMap, type FieldSpecs, mapColumns } from './map-columns.ts'
import { openTable } from './open-table.ts'
import { proposeKey } from './propose-key.ts'
import type { Delimiter } from './quoted-record.ts'
import { lineFields } from './read-line.ts'
import { purchaseFields } from './read-purchase.ts'
import type { FileRecord } from './read-records.ts'

export interface Preview {
  readonly encoding: Encoding
  readonly delimiter: string
  readonly header: readonly string[]
  /** The first rows, at most ten. */
  readonly rows: readonly (readonly string[])[]
  readonly fields: readonly { readonly field: string; readonly required: boolean }[]
  readonly mapping: Readonly<Record<string, string>>
  /** The mapping is that of the source's last file. */
  readonly remembered: boolean
  readonly missing: readonly string[]
  readonly dateFormat: string | null
  readonly proposals: readonly AttributeProposal[]
}

export interface AttributeProposal {
  readonly column: string
  readonly key: string
  readonly type: 'text' | 'number' | 'boolean'
  readonly examples: readonly string[]
}

const rowsShown = 10
const examplesMax = 5
const samplesMax = 200

/**
 * What the beginning of a file says of the whole: how it is written, its first rows, and which column is probably what.
 * Nothing is stored. Throws Failure as an import would for a file that cannot be read at all.
 */
export async function previewImport(
  db: Db,
  kind: ImportKind,
  input: AsyncIterable<Uint8Array>,
  options: {
    readonly source: string
    readonly encoding?: Encoding | undefined
    readonly delimiter?: Delimiter | undefined
    readonly hasHeader?: boolean
  },
): Promise<Preview> {
  const table = await openTable(input, { ...options, limits: importLimits })
  const records: FileRecord[] = []
  for await (const batch of table.batches) {
    records.push(...batch.slice(0, samplesMax))
    if (records.length >= samplesMax) break
  }
  const known = await loadMapping(db, { kind, source: options.source })
  const remembered = known && new Map(Object.entries(known.mapping))
  const specs = specsOf(kind)
  // Nothing is required here: what is missing the page shows and asks for.
  const wanted = { header: table.header, specs: lenient(specs), remembered }
  const columns = await propose(db, kind, wanted)
  const { mapped, missing } = columns
  return {
    encoding: table.text.encoding(),
    delimiter: nameDelimiter(table.delimiter),
    header: table.header,
    rows: records.slice(0, rowsShown).map((record) => record.cells.slice(0, table.header.length)),
    fields: Object.entries(specs).map(([field, { required }]) => ({
      field,
      required: required === true,
    })),
    ...{ mapping: mapped, remembered: known !== undefined, missing },
    dateFormat: known?.dateFormat ?? proposeDateFormat(columns, records),
    proposals: kind === 'customers' ? proposeAttributes(columns, table.header, records) : [],
  }
}

function specsOf(kind: ImportKind): FieldSpecs {
  switch (kind) {
    case 'purchases':
      return purchaseFields
    case 'lines':
      return lineFields
    case 'products':
      return productFields
    case 'scores':
      return scoreFields
    case 'customers':
      return customerSpecs(undefined)
    case 'addresses':
    case 'attributes':
    case 'consents':
    case 'points':
      return customerSpecs(kind)
  }
}

async function propose(
  db: Db,
  kind: ImportKind,
  of: {
    readonly header: readonly string[]
    readonly specs: FieldSpecs
    readonly remembered: ReadonlyMap<string, string> | undefined
  },
): Promise<ColumnMap> {
  const { header, specs, remembered } = of
  const mapping = new Map<string, string>()
  if (kind === 'purchases' || kind === 'lines' || kind === 'products' || kind === 'scores') {
    const isOpen = (field: string) => kind === 'scores' && keyOf(field) !== undefined
    return mapColumns(header, { specs, mapping, remembered, isOpen })
  }
  const part = kind === 'customers' ? undefined : kind
  const declared = await loadDeclared(db)
  return mapCustomerColumns(header, { part, mapping, remembered, declared, isPreview: true })
}

const datePatterns = [
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd.MM.yyyy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'yy-MM-dd',
  'yyMMdd',
]
const dateFields = ['date', 'birthDate', 'consent_at']

/** The first pattern that all sampled dates have and no calendar refuses; null where the year comes first. */
function proposeDateFormat(columns: ColumnMap, records: readonly FileRecord[]): string | null {
  const texts = dateFields.flatMap((field) => {
    const place = columns.places.get(field)
    if (place === undefined) return []
    return records.flatMap((record) => (record.cells[place] ?? '').trim() || [])
  })
  if (texts.length === 0 || texts.every((text) => readYearFirst(text) !== undefined)) return null
  const times = ['', ' HH:mm:ss', ' HH:mm']
  const patterns = datePatterns.flatMap((day) => times.map((time) => day + time))
  return (
    patterns.find((pattern) => {
      const read = compileDateFormat(pattern)
      return texts.every((text) => {
        const parts = read(text)
        return parts !== undefined && parts.month <= 12 && parts.month >= 1 && parts.day <= 31
      })
    }) ?? null
  )
}

function proposeAttributes(
  columns: ColumnMap,
  header: readonly string[],
  records: readonly FileRecord[],
): AttributeProposal[] {
  const taken = new Set(columns.places.values())
  return header.flatMap((column, place) => {
    if (taken.has(place) || column.trim() === '') return []
    const cells = records.map((record) => (record.cells[place] ?? '').trim())
    const examples = [...new Set(cells.filter((cell) => cell !== ''))].slice(0, examplesMax)
    return [{ column, key: proposeKey(column, place), type: inferType(cells), examples }]
  })
}
