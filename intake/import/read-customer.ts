import type { StagedCustomer } from '../../db/stage-customers.ts'
import { channels } from '../../schemas/basics.ts'
import { reject } from './check-record.ts'
import {
  type AttributeType,
  consentField,
  inferType,
  parseAttribute,
  readAttribute,
} from './customer-fields.ts'
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

interface AttributeColumn {
  readonly key: string
  readonly field: string
  readonly place: number
  readonly type: AttributeType
}

interface ReaderOptions {
  readonly columns: ColumnMap
  readonly readDate: DateReader
  readonly dateFormat?: DateFormat | undefined
  readonly now: number
  /** The first records of the file: the types of attributes are told by them. */
  readonly samples: readonly FileRecord[]
}

/** A reader of one file’s rows: a customer, or why the row is none; all that is wrong with a row is said at once. */
export function createCustomerReader(
  options: ReaderOptions,
): (record: FileRecord) => StagedCustomer | Reject {
  const { columns, readDate } = options
  const attributes = findAttributes(options)
  const readDay = createDayReader(options.now, options.dateFormat)
  return (record) => {
    const problems: { code: string; reason: string }[] = []
    const cell = (field: string) => (record.cells[columns.places.get(field) ?? -1] ?? '').trim()
    const read = <T>(
      field: string,
      reader: (text: string) => T | undefined,
      code: string,
      what: string,
    ) => {
      const text = cell(field)
      if (text === '') return null
      const value = reader(text)
      if (value !== undefined) return value
      problems.push({ code, reason: `The column "${columns.mapped[field]}" is not ${what}.` })
      return null
    }
    const text = (field: string, max: number) =>
      read(
        field,
        (value) => (value.length <= max ? value.replaceAll(/\s+/g, ' ') : undefined),
        'CELL_TOO_LONG',
        `at most ${max} characters long`,
      )
    const externalId = text('customer', 80)
    if (externalId === null && problems.length === 0) {
      return reject(record, 'CUSTOMER_MISSING', 'The customer’s id is missing.')
    }
    const customer: StagedCustomer = {
      line: record.line,
      externalId: externalId ?? '',
      name: text('name', 100),
      email: read('email', readEmail, 'EMAIL_UNREADABLE', 'an e-mail address'),
      phone: read('phone', readPhone, 'PHONE_UNREADABLE', 'a phone number with its area code'),
      postalCode: text('postalCode', 20),
      address: text('address', 300),
      gender: read('gender', readGender, 'GENDER_UNREADABLE', 'f or m (여 or 남)'),
      birthDate: read(
        'birthDate',
        readDay,
        'BIRTH_DATE_UNREADABLE',
        'a day of the past like 1980-12-31',
      ),
      region: text('region', 60),
      language: read('language', readLanguage, 'LANGUAGE_UNREADABLE', 'a language like ko or en'),
      zone: read('zone', readZone, 'ZONE_UNREADABLE', 'a time zone like Asia/Seoul'),
      points: read('points', readPoints, 'POINTS_UNREADABLE', 'a whole number from 0'),
      attributes: Object.fromEntries(
        attributes.flatMap((attribute) => {
          const value = read(
            attribute.field,
            (raw) => readAttribute(attribute.type, raw),
            'ATTRIBUTE_TYPE',
            `a ${attribute.type}, as its first rows are; map it as attributes.${attribute.key}:text to keep it as it stands`,
          )
          return value === null ? [] : [[attribute.key, value]]
        }),
      ),
      consents: channels.flatMap((channel) =>
        [false, true].flatMap((night) => {
          const field = consentField(channel, { night })
          const given = read(field, readConsent, 'CONSENT_UNREADABLE', 'Y or N (동의 or 거부)')
          return given === null ? [] : [{ channel, night, given }]
        }),
      ),
      consentAt: read(
        'consent_at',
        (value) => instantOf(readDate, value),
        'CONSENT_DATE_UNREADABLE',
        'a date of the past',
      ),
      consentProof: text('consent_proof', 200),
    }
    const [first] = problems
    if (!first) return customer
    return reject(record, first.code, problems.map((problem) => problem.reason).join(' '))
  }
}

function findAttributes({ columns, samples }: ReaderOptions): AttributeColumn[] {
  return [...columns.places].flatMap(([field, place]) => {
    const attribute = parseAttribute(field)
    if (!attribute) return []
    const { key } = attribute
    const type = attribute.type ?? inferType(samples.map((s) => (s.cells[place] ?? '').trim()))
    return [{ key, field, place, type }]
  })
}

function createDayReader(
  now: number,
  format: DateFormat = readYearFirst,
): (text: string) => string | undefined {
  return (text) => {
    const parts = format(text)
    if (!parts || parts.year < 1900) return undefined
    const at = Date.UTC(parts.year, parts.month - 1, parts.day)
    const day = new Date(at)
    // Beyond the month’s end the calendar would run on into the next.
    if (day.getUTCMonth() !== parts.month - 1 || at > now) return undefined
    return day.toISOString().slice(0, 10)
  }
}

function readPoints(text: string): number | undefined {
  const count = readCount(text)
  return typeof count === 'number' ? count : undefined
}

function instantOf(readDate: DateReader, text: string): number | undefined {
  const date = readDate(text)
  return typeof date === 'string' ? undefined : date.at
}
