import { Failure } from '../../schemas/failure.ts'
import type { Refusal } from '../../schemas/reasons.ts'

/** What a kind of import can take from a file. */
export interface FieldSpec {
  readonly required?: true
  /** Header names taken without being told, in the form `plainName` gives. */
  readonly names: readonly string[]
}
export type FieldSpecs = Readonly<Record<string, FieldSpec>>

export interface ColumnMap {
  /** Place of each field’s column, from 0. */
  readonly places: ReadonlyMap<string, number>
  /** Field to column name, for the report. */
  readonly mapped: Readonly<Record<string, string>>
  /** Columns that are not used. */
  readonly ignored: readonly string[]
  /** Columns that earlier files of the source had and this one has not. */
  readonly missing: readonly string[]
}

/** Reads `field=column,field=column`; a column is a header name or `#3` for the third. Throws Failure INVALID. */
export function parseMapping(text: string): Map<string, string> {
  const mapping = new Map<string, string>()
  for (const part of text.split(',')) {
    const [field = '', ...rest] = part.split('=')
    const column = rest.join('=').trim()
    if (field.trim() === '' || column === '') {
      throw new Failure(
        'INVALID',
        `The mapping "${part}" must read field=column, for example customer=customer_id,amount=#4.`,
        { details: { reason: 'MAPPING_UNREADABLE', mapping: part } },
      )
    }
    mapping.set(field.trim(), column)
  }
  return mapping
}

/**
 * Which column holds which field: as told, else by well-known names in English and Korean. `isOpen` says which further
 * fields a file may bring (attributes). Throws Failure INVALID for a field or column that does not exist, a name that
 * stands twice, and a required field without a column.
 */
export function mapColumns(
  header: readonly string[],
  {
    specs,
    mapping,
    remembered = new Map(),
    isOpen = () => false,
  }: {
    readonly specs: FieldSpecs
    readonly mapping: ReadonlyMap<string, string>
    /** What the last file of the source said; a column that is not there is passed over. */
    readonly remembered?: ReadonlyMap<string, string> | undefined
    readonly isOpen?: (field: string) => boolean
  },
): ColumnMap {
  const places = new Map<string, number>()
  for (const [field, column] of mapping) {
    if (!Object.hasOwn(specs, field) && !isOpen(field)) {
      throw new Failure(
        'INVALID',
        `There is no field "${field}" to map to. Fields: ${Object.keys(specs).join(', ')}.`,
        { details: { reason: 'NO_SUCH_FIELD', field } },
      )
    }
    places.set(field, findColumn(header, column))
  }
  const missing: string[] = []
  for (const [field, column] of remembered) {
    if (places.has(field) || !(Object.hasOwn(specs, field) || isOpen(field))) continue
    const place = header.findIndex((name) => name.trim() === column)
    if (place === -1) missing.push(column)
    else if (![...places.values()].includes(place)) places.set(field, place)
  }
  const taken = new Set(places.values())
  const free = (place: number) => !taken.has(place)
  for (const [field, spec] of Object.entries(specs)) {
    if (places.has(field)) continue
    const place = header.findIndex(
      (name, at) => free(at) && (name.trim() === field || spec.names.includes(plainName(name))),
    )
    if (place === -1) continue
    places.set(field, place)
    taken.add(place)
  }
  header.forEach((name, place) => {
    const field = name.trim()
    if (!free(place) || !isOpen(field) || places.has(field)) return
    places.set(field, place)
    taken.add(place)
  })
  requireAll(header, specs, places)
  const nameAt = (place: number) => header[place]?.trim() || `#${place + 1}`
  return {
    places,
    mapped: Object.fromEntries([...places].map(([field, place]) => [field, nameAt(place)])),
    ignored: header
      .map((_, place) => place)
      .filter(free)
      .map(nameAt),
    missing,
  }
}

/** A header name without case, spaces, punctuation and what stands in parentheses. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[([{].*?[)\]}]/g, '')
    .replaceAll(/[\s_\-./:#*"']/g, '')
}

function findColumn(header: readonly string[], column: string): number {
  const number = /^#(\d{1,4})$/.exec(column)?.[1]
  if (number !== undefined) {
    const place = Number(number) - 1
    if (place >= 0 && place < header.length) return place
    throw noColumn(
      header,
      `The file has ${header.length} columns, so there is no column ${column}.`,
      { reason: 'NO_SUCH_COLUMN', column },
    )
  }
  const places = header.flatMap((name, at) => (name.trim() === column ? [at] : []))
  if (places.length > 1) {
    throw noColumn(header, `The file has ${places.length} columns named "${column}".`, {
      reason: 'COLUMN_TWICE',
      column,
      n: places.length,
    })
  }
  const [place] = places
  if (place === undefined)
    throw noColumn(header, `The file has no column "${column}".`, {
      reason: 'NO_SUCH_COLUMN',
      column,
    })
  return place
}

function noColumn(header: readonly string[], problem: string, details: Refusal): Failure {
  const places = 'A column can also be named by its place, for example #3.'
  return new Failure('INVALID', `${problem} Its columns: ${listed(header)}. ${places}`, { details })
}

function requireAll(
  header: readonly string[],
  specs: FieldSpecs,
  places: ReadonlyMap<string, number>,
): void {
  const missing = Object.entries(specs).flatMap(([field, spec]) =>
    spec.required && !places.has(field) ? [field] : [],
  )
  if (missing.length === 0) return
  const example = missing.map((field) => `${field}=COLUMN`).join(',')
  throw new Failure(
    'INVALID',
    `No column of the file was recognised as ${missing.join(' or ')}. Its columns: ${listed(header)}. Name them: --map ${example}`,
    { details: { reason: 'COLUMNS_MISSING', fields: missing, missing } },
  )
}

function listed(header: readonly string[]): string {
  const names = header.slice(0, 20).map((name) => `"${name.trim().slice(0, 40)}"`)
  const more = header.length > 20 ? ` and ${header.length - 20} more` : ''
  return names.join(', ') + more
}
