import type { StagedCustomer } from '../../db/imports/stage-customers.ts'
import { channels } from '../../schemas/basics.ts'
import { reject } from './check-record.ts'
import { consentField, inferType, parseAttribute, readAttribute } from './customer-fields.ts'
import { type DateFormat, readYearFirst } from './date-format.ts'
import type { ColumnMap } from './map-columns.ts'
import type { DateReader } from './read-date.ts'
import { readCount } from './read-number.ts'
import {
  readConsent,
  readEmail,
  readGender,
  readLanguage,
  readPhone,
  readZone,
} from './read-person.ts'
import type { FileRecord } from './read-records.ts'
import type { Reject } from './rejects.ts'
import type { DeclaredAttributes } from './report.ts'

type Declared = NonNullable<ReturnType<DeclaredAttributes['get']>>

interface ReaderOptions {
  readonly columns: ColumnMap
  readonly readDate: DateReader
  readonly dateFormat?: DateFormat | undefined
  readonly now: number
  readonly declared?: DeclaredAttributes | undefined
  /** The first records of the file: the types of attributes are told by them. */
  readonly samples: readonly FileRecord[]
}

/** A reader of one file’s rows: a customer, or why the row is none; all that is wrong with a row is said at once. */
export function createCustomerReader(
  options: ReaderOptions,
): (record: FileRecord) => StagedCustomer | Reject {
  const { columns } = options
  const fields = findFields(options)
  const attributes = findAttributes(options)
  const consents = findConsents(columns)
  return (record) => {
    const problems: Problem[] = []
    const read = <T>(column: Column<T>): T | null => {
      const text = (record.cells[column.place] ?? '').trim()
      if (text === '') return null
      const value = column.read(text)
      if (value !== undefined) return value
      const reason = `The column "${columns.mapped[column.field]}" is not ${column.what}.`
      problems.push({ field: column.subject ?? column.field, code: column.code, reason })
      return null
    }
    const person: Person = { ...nobody }
    for (const field of fields) field.put(person, read(field.column))
    if (person.externalId === null && problems.length === 0) {
      return reject(record, 'CUSTOMER_MISSING', 'The customer’s id is missing.')
    }
    const said: Record<string, string | number | boolean> = {}
    for (const { key, column } of attributes) {
      const value = read(column)
      if (value !== null) said[key] = value
    }
    const words: Consent[] = []
    for (const { channel, night, column } of consents) {
      const given = read(column)
      if (given !== null) words.push({ channel, night, given })
    }
    const [first] = problems
    if (first) {
      const reasons = problems.map((problem) => problem.reason).join(' ')
      return {
        ...reject(record, first.code, reasons),
        fields: problems.map((problem) => problem.field),
      }
    }
    const externalId = person.externalId ?? ''
    return {
      ...person,
      externalId,
      line: record.line,
      original: record.original,
      attributes: said,
      consents: words,
    }
  }
}

interface Problem {
  readonly field: string
  readonly code: string
  readonly reason: string
}

type Consent = StagedCustomer['consents'][number]

/** One column of the file; undefined: the cell is not `what`. */
interface Column<T> {
  readonly field: string
  /** What it is counted under, if not its field. */
  readonly subject?: string
  readonly place: number
  readonly code: string
  readonly what: string
  readonly read: (text: string) => T | undefined
}

type Person = {
  -readonly [Key in Exclude<keyof StagedCustomer, 'line' | 'original' | 'attributes' | 'consents'>]:
    | StagedCustomer[Key]
    | null
}

const nobody: Person = {
  ...{ externalId: null, name: null, email: null, phone: null, postalCode: null, address: null },
  ...{ gender: null, birthDate: null, region: null, language: null, zone: null, points: null },
  ...{ consentAt: null, consentProof: null },
}

interface Field {
  readonly column: Column<unknown>
  put(person: Person, value: unknown): void
}

/** The columns that the file has, with where their values go. */
function findFields({ columns, readDate, now, dateFormat }: ReaderOptions): Field[] {
  const found: Field[] = []
  const take = <T>(
    field: string,
    column: Omit<Column<T>, 'field' | 'place'>,
    put: (person: Person, value: T | null) => void,
  ) => {
    const place = columns.places.get(field)
    if (place === undefined) return
    found.push({ column: { field, place, ...column }, put: put as Field['put'] })
  }
  for (const { field, key, max } of textFields) {
    take(field, textColumn(max), (person, value) => {
      person[key] = value
    })
  }
  const column = <T>(read: (text: string) => T | undefined, code: string, what: string) => ({
    ...{ read, code, what },
  })
  take('email', column(readEmail, 'EMAIL_UNREADABLE', 'an e-mail address'), (p, v) => {
    p.email = v
  })
  const phone = 'a phone number with its area code'
  take('phone', column(readPhone, 'PHONE_UNREADABLE', phone), (p, v) => {
    p.phone = v
  })
  take('gender', column(readGender, 'GENDER_UNREADABLE', 'f or m (여 or 남)'), (p, v) => {
    p.gender = v
  })
  const readDay = createDayReader(now, dateFormat)
  const birth = 'a day of the past like 1980-12-31'
  take('birthDate', column(readDay, 'BIRTH_DATE_UNREADABLE', birth), (p, v) => {
    p.birthDate = v
  })
  take(
    'language',
    column(readLanguage, 'LANGUAGE_UNREADABLE', 'a language like ko or en'),
    (p, v) => {
      p.language = v
    },
  )
  take('zone', column(readZone, 'ZONE_UNREADABLE', 'a time zone like Asia/Seoul'), (p, v) => {
    p.zone = v
  })
  take('points', column(readPoints, 'POINTS_UNREADABLE', 'a whole number from 0'), (p, v) => {
    p.points = v
  })
  const consentAt = (text: string) => instantOf(readDate, text)
  const past = 'a date of the past'
  take('consent_at', column(consentAt, 'CONSENT_DATE_UNREADABLE', past), (p, v) => {
    p.consentAt = v
  })
  return found
}

const textFields = [
  { field: 'customer', key: 'externalId', max: 80 },
  { field: 'name', key: 'name', max: 100 },
  { field: 'postalCode', key: 'postalCode', max: 20 },
  { field: 'address', key: 'address', max: 300 },
  { field: 'region', key: 'region', max: 60 },
  { field: 'consent_proof', key: 'consentProof', max: 200 },
] as const

function textColumn(max: number): Omit<Column<string>, 'field' | 'place'> {
  return {
    read: (text) => (text.length <= max ? text.replaceAll(/\s+/g, ' ') : undefined),
    code: 'CELL_TOO_LONG',
    what: `at most ${max} characters long`,
  }
}

function findConsents({ places }: ColumnMap) {
  return channels.flatMap((channel) =>
    [false, true].flatMap((night) => {
      const field = consentField(channel, { night })
      const place = places.get(field)
      if (place === undefined) return []
      const code = 'CONSENT_UNREADABLE'
      const what = 'Y or N (동의 or 거부)'
      const column: Column<boolean> = { field, place, code, what, read: readConsent }
      return [{ channel, night, column }]
    }),
  )
}

function findAttributes({ columns, samples, declared }: ReaderOptions) {
  return [...columns.places].flatMap(([field, place]) => {
    const attribute = parseAttribute(field)
    if (!attribute) return []
    const { key } = attribute
    const subject = `attributes.${key}`
    const known = declared?.get(key)
    const type =
      known?.type ?? attribute.type ?? inferType(samples.map((s) => (s.cells[place] ?? '').trim()))
    const column: Column<string | number | boolean> = known
      ? { field, subject, place, code: 'ATTRIBUTE_NOT_ALLOWED', ...readDeclared(known) }
      : {
          ...{ field, subject, place, code: 'ATTRIBUTE_TYPE' },
          read: (text) => readAttribute(type, text),
          what: `a ${type}, as its first rows are; map it as attributes.${key}:text to keep it as it stands`,
        }
    return [{ key, column }]
  })
}

const shownMax = 10

function readDeclared({ type, allowed }: Declared) {
  const list = allowed && ` among ${allowed.slice(0, shownMax).join(', ')}`
  return {
    read: (text: string) => {
      if (allowed && !allowed.includes(text)) return undefined
      return readAttribute(
        type,
        type === 'number'
          ? text.replaceAll(',', '')
          : text.toLowerCase() === 'true'
            ? 'true'
            : text,
      )
    },
    what: `a ${type}${list ?? ''}, as the attribute was declared`,
  }
}

const daysMax = 50_000

/** Files repeat some thousands of days. */
function remembered<T>(read: (text: string) => T | undefined): (text: string) => T | undefined {
  const known = new Map<string, T | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    const value = read(text)
    if (known.size < daysMax) known.set(text, value)
    return value
  }
}

/** Reads a day of the past since 1900 as YYYY-MM-DD. */
export function createDayReader(
  now: number,
  format: DateFormat = readYearFirst,
): (text: string) => string | undefined {
  return remembered((text) => {
    const parts = format(text)
    if (!parts || parts.year < 1900) return undefined
    const at = Date.UTC(parts.year, parts.month - 1, parts.day)
    const day = new Date(at)
    // Beyond the month’s end the calendar would run on into the next.
    if (day.getUTCMonth() !== parts.month - 1 || at > now) return undefined
    return day.toISOString().slice(0, 10)
  })
}

function readPoints(text: string): number | undefined {
  const count = readCount(text)
  return typeof count === 'number' ? count : undefined
}

function instantOf(readDate: DateReader, text: string): number | undefined {
  const date = readDate(text)
  return typeof date === 'string' ? undefined : date.at
}
