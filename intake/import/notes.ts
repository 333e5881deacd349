import type { ImportNote } from '../../schemas/api/imports.ts'
import type { ColumnMap } from './map-columns.ts'
import type { Table } from './open-table.ts'

/** What a reader should know of how the file was read. */
export function noteFile(
  table: Table,
  columns: ColumnMap,
  end: { readonly endsUnterminated: boolean },
): ImportNote[] {
  const encoding = table.text.encoding()
  const { ignored, missing } = columns
  return [
    ...(encoding === 'utf-8' ? [] : [converted(encoding.toUpperCase())]),
    ...(ignored.length === 0 ? [] : [columnsUnused(namesOf(ignored))]),
    ...(missing.length === 0 ? [] : [columnsMissing(namesOf(missing))]),
    ...(end.endsUnterminated ? [maybeCut] : []),
  ]
}

/** `rows` of the file count, or not, by the rule that the note tells; no note where there are none. */
export function noteCount(
  code: 'SAME_ID' | 'SAME_LINE' | 'REPEATED',
  rows: number,
): readonly ImportNote[] {
  if (rows === 0) return []
  const value = rows.toLocaleString('en')
  return [{ code, value, text: `${value} ${counted[code]}` }]
}

const counted = {
  SAME_ID:
    'rows have the id of an earlier row and were not stored; the first counts. If they are lines of one purchase, import the file as lines.',
  SAME_LINE: 'lines have the number of an earlier line of their purchase; the first counts.',
  REPEATED: 'rows are about a customer of whom a later row speaks; the last counts.',
}

export const nothingNew: ImportNote = {
  code: 'NOTHING_NEW',
  value: null,
  text: 'Everything was here already; nothing changed.',
}

export const ofKnownPurchases: ImportNote = {
  code: 'OF_KNOWN_PURCHASES',
  value: null,
  text: 'The file names no customer and date together: it tells what known purchases consist of.',
}

const maybeCut: ImportNote = {
  code: 'MAYBE_CUT',
  value: null,
  text: 'The last line has no line break. If the file was cut there, import the whole file.',
}

const converted = (value: string): ImportNote => ({
  code: 'CONVERTED',
  value,
  text: `The file is written in ${value} and was converted.`,
})

const columnsUnused = (value: string): ImportNote => ({
  code: 'COLUMNS_UNUSED',
  value,
  text: `Columns that are not used: ${value}.`,
})

const columnsMissing = (value: string): ImportNote => ({
  code: 'COLUMNS_MISSING',
  value,
  text: `Columns that earlier files of this source had are missing: ${value}.`,
})

const namesShown = 20

function namesOf(columns: readonly string[]): string {
  return columns.slice(0, namesShown).join(', ')
}
