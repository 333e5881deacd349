import type { CustomerCells, CustomerRows, TextCell } from '../../db/imports/customer-rows.ts'
import type { ColumnMap } from './map-columns.ts'
import { createWords, quickCount } from './quick-cells.ts'
import { createQuickLines, type LineCells, type LineTaker, type QuickLines } from './quick-lines.ts'
import { readGender, readLanguage, readZone } from './read-person.ts'

interface LaneParts {
  readonly columns: ColumnMap
  readonly width: number
  readonly delimiter: string
  readonly maxLineBytes: number
  readonly rows: CustomerRows
  /** Zone of the installation. */
  readonly zone: string
  /** A day as YYYY-MM-DD, or undefined for a text that is none. */
  readonly readDay: (text: string) => string | undefined
  /** Rows that say something of each field are counted here. */
  readonly filled: Record<string, number>
}

/** Takes one cell; false: it is for the careful reader. */
type TakeCell = (bytes: Buffer, from: number, to: number) => boolean

const dayMs = 86_400_000

/**
 * Reads customers from bytes, like the quick lane of purchases: it takes only what the careful reader would read the
 * same; a test holds them together. Undefined if the file has columns that only that one reads.
 */
export function createQuickCustomers(parts: LaneParts): QuickLines | undefined {
  const { columns, rows, filled } = parts
  const cells = createCells(parts.zone)
  const takers = createTakers(cells, parts)
  const taken: {
    readonly place: number
    readonly take: TakeCell
    readonly counted: string | null
  }[] = []
  for (const [field, place] of columns.places) {
    const take = takers[field]
    if (!take) return undefined
    taken.push({ place, take, counted: counts.has(field) ? field : null })
  }
  const createTaker = ({ start, end }: LineCells): LineTaker => ({
    add(bytes) {
      for (const { place, take } of taken) if (!take(bytes, start(place), end(place))) return false
      if (cells.externalId.isNull) return false
      for (const { place, counted } of taken) {
        if (counted !== null && end(place) > start(place))
          filled[counted] = (filled[counted] ?? 0) + 1
      }
      rows.add(cells)
      return true
    },
  })
  return createQuickLines(parts, createTaker)
}

/** Fields that a report counts. */
export const countedFields = [
  ...(['name', 'email', 'phone', 'postalCode', 'address', 'birthDate'] as const),
] as const
const counts: ReadonlySet<string> = new Set(countedFields)

function createTakers(
  cells: CustomerCells & { readonly noLanguage: TextCell; readonly noZone: TextCell },
  { readDay }: LaneParts,
): Readonly<Record<string, TakeCell | undefined>> {
  const genders = createWords((text) => asBytes(readGender(text)))
  const languages = createWords((text) => asBytes(readLanguage(text)))
  const zones = createWords((text) => asBytes(readZone(text)))
  const days = createWords((text) => {
    const day = readDay(text)
    return day === undefined ? undefined : Date.parse(day) / dayMs
  })
  const text =
    (cell: TextCell, most: number, isGood = isPlainText): TakeCell =>
    (bytes, from, to) => {
      if (to > from && (to - from > most || !isGood(bytes, from, to))) return false
      put(cell, bytes, from, to)
      return true
    }
  const word =
    (
      cell: TextCell,
      words: { find(bytes: Uint8Array, from: number, to: number): Uint8Array | undefined },
      otherwise?: TextCell,
    ): TakeCell =>
    (bytes, from, to) => {
      if (from === to) {
        if (otherwise) put(cell, otherwise.bytes, 0, otherwise.to)
        else put(cell, nothing, 0, 0)
        return true
      }
      const found = words.find(bytes, from, to)
      if (!found) return false
      put(cell, found, 0, found.length)
      return true
    }
  return {
    customer: text(cells.externalId, 80),
    name: text(cells.name, 100),
    postalCode: text(cells.postalCode, 20),
    address: text(cells.address, 300),
    region: text(cells.region, 60),
    email: text(cells.email, 254, isPlainEmail),
    phone: text(cells.phone, 13, isPlainMobile),
    gender: word(cells.gender, genders),
    language: word(cells.language, languages, cells.noLanguage),
    zone: word(cells.zone, zones, cells.noZone),
    birthDate(bytes, from, to) {
      const day = from === to ? Number.NaN : days.find(bytes, from, to)
      if (day === undefined) return false
      cells.birthDay = day
      return true
    },
    points(bytes, from, to) {
      const points = from === to ? 0 : quickCount(bytes, from, to)
      if (points < 0) return false
      cells.points = points
      return true
    },
  }
}

const nothing = new Uint8Array()
const encoder = new TextEncoder()

function asBytes(text: string | null | undefined): Uint8Array | undefined {
  return text === null || text === undefined ? undefined : encoder.encode(text)
}

function put(cell: TextCell, bytes: Uint8Array, from: number, to: number): void {
  cell.bytes = bytes
  cell.from = from
  cell.to = to
  cell.isNull = from === to
}

/** A row about which nothing is said. */
export function createCells(
  zone: string,
): CustomerCells & { readonly noLanguage: TextCell; readonly noZone: TextCell } {
  const said = (value = ''): TextCell => {
    const bytes = encoder.encode(value)
    return { bytes, from: 0, to: bytes.length, isNull: bytes.length === 0 }
  }
  return {
    ...{ externalId: said(), name: said(), email: said(), phone: said(), postalCode: said() },
    ...{ address: said(), gender: said(), birthDay: Number.NaN, region: said(), points: 0 },
    ...{ language: said('ko'), zone: said(zone) },
    ...{ noLanguage: said('ko'), noZone: said(zone) },
  }
}

/**
 * Letters, digits and signs of ASCII with single spaces between them, Hangul syllables and CJK ideographs: none of them
 * is a space of another kind, and no space stands at an end.
 */
function isPlainText(bytes: Uint8Array, from: number, to: number): boolean {
  let isSpace = true
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte === 32) {
      if (isSpace) return false
      isSpace = true
      continue
    }
    isSpace = false
    if (byte < 32 || byte === 127) return false
    // Bytes that begin other scripts; those that go on with a character are below them.
    if (byte >= 0xc0 && (byte < 0xe4 || byte > 0xed)) return false
  }
  return !isSpace
}

const dot = 46
const at = 64

/** Letters, digits and `.`, `_`, `+`, `-` before the one @; letters, digits and `-` in two or more parts behind it. */
function isPlainEmail(bytes: Uint8Array, from: number, to: number): boolean {
  let place = from
  for (; place < to && bytes[place] !== at; place++) {
    const byte = bytes[place] ?? 0
    if (!isWord(byte) && byte !== dot && byte !== 95 && byte !== 43 && byte !== 45) return false
  }
  if (place === from || place - from > 64) return false
  let parts = 1
  let length = 0
  for (place += 1; place < to; place++) {
    const byte = bytes[place] ?? 0
    if (byte === dot) {
      if (length === 0) return false
      parts += 1
      length = 0
    } else if (isWord(byte) || byte === 45) length += 1
    else return false
  }
  return parts > 1 && length > 0
}

function isWord(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

/** `01d-dddd-dddd`, the form in which mobile numbers are kept. */
function isPlainMobile(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 13 || bytes[from] !== 48 || bytes[from + 1] !== 49) return false
  for (let i = 2; i < 13; i++) {
    const byte = bytes[from + i] ?? 0
    if (i === 3 || i === 8 ? byte !== 45 : !isDigit(byte)) return false
  }
  return true
}
