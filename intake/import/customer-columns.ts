import { type Channel, channels } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { consentField, customerFields, parseAttribute } from './customer-fields.ts'
import { type ColumnMap, type FieldSpecs, mapColumns } from './map-columns.ts'
import type { DeclaredAttributes } from './report.ts'

/** Parts of a customer that have files of their own, about customers who exist. */
export type CustomerPart = 'points' | 'consents' | 'addresses' | 'attributes'

const consentFields = channels.flatMap((channel: Channel) =>
  [false, true].map((night) => consentField(channel, { night })),
)

/** Fields of each part; of those in `some` a file has at least one. */
const parts: Readonly<
  Record<CustomerPart, { fields: readonly string[]; some: readonly string[] }>
> = {
  points: { fields: ['customer', 'points'], some: ['points'] },
  consents: {
    fields: ['customer', ...consentFields, 'consent_at', 'consent_proof'],
    some: consentFields,
  },
  addresses: {
    fields: ['customer', 'email', 'phone', 'postalCode', 'address', 'region'],
    some: ['email', 'phone', 'postalCode', 'address', 'region'],
  },
  attributes: { fields: ['customer'], some: [] },
}

/** What a file of customers, or of one part of them, can bring besides attributes. */
export function customerSpecs(part: CustomerPart | undefined): FieldSpecs {
  if (part === undefined) return customerFields
  const { fields } = parts[part]
  return Object.fromEntries(
    Object.entries(customerFields).filter(([field]) => fields.includes(field)),
  )
}

interface Wanted {
  readonly part?: CustomerPart | undefined
  readonly mapping: ReadonlyMap<string, string>
  readonly remembered?: ReadonlyMap<string, string> | undefined
  readonly declared?: DeclaredAttributes | undefined
  /** Nothing is required yet. */
  readonly isPreview?: boolean
}

/**
 * Which column holds what of a customer. A column with the key or the name of a declared attribute is that attribute;
 * in a file of attributes every column whose name can be a key is one. Throws Failure INVALID as `mapColumns` does, and
 * when a file has nothing of its part.
 */
export function mapCustomerColumns(header: readonly string[], wanted: Wanted): ColumnMap {
  const { part, mapping, remembered, declared = new Map() } = wanted
  const mayHaveAttributes = part === undefined || part === 'attributes'
  const isOpen = (field: string) => mayHaveAttributes && parseAttribute(field) !== undefined
  const known = new Map<string, string>(remembered)
  const told = new Set(mapping.values())
  for (const column of mayHaveAttributes ? header.map((name) => name.trim()) : []) {
    const key = keyOf(column, declared, part)
    if (key === undefined || told.has(column) || [...known.values()].includes(column)) continue
    if (Object.hasOwn(customerFields, column)) continue
    known.set(`attributes.${key}`, column)
  }
  const { isPreview = false } = wanted
  const specs = isPreview ? lenient(customerSpecs(part)) : customerSpecs(part)
  const columns = mapColumns(header, { specs, mapping, remembered: known, isOpen })
  if (!isPreview) requireSome(header, columns, part)
  return columns
}

/** The same fields, none of them required. */
export function lenient(specs: FieldSpecs): FieldSpecs {
  return Object.fromEntries(Object.entries(specs).map(([field, { names }]) => [field, { names }]))
}

function keyOf(
  column: string,
  declared: DeclaredAttributes,
  part: CustomerPart | undefined,
): string | undefined {
  for (const [key, { label }] of declared) if (column === key || column === label) return key
  const isCustomer = customerFields['customer']?.names.includes(column.toLowerCase()) === true
  if (part !== 'attributes' || isCustomer) return undefined
  return parseAttribute(`attributes.${column}`)?.key
}

function requireSome(
  header: readonly string[],
  { places }: ColumnMap,
  part: CustomerPart | undefined,
): void {
  if (part === undefined) return
  const { some } = parts[part]
  const isThere =
    part === 'attributes'
      ? [...places.keys()].some((field) => field.startsWith('attributes.'))
      : some.some((field) => places.has(field))
  if (isThere) return
  const wanted = part === 'attributes' ? 'attributes.<key>' : some.slice(0, 5).join(', ')
  throw new Failure(
    'INVALID',
    `No column of the file was recognised as ${part}. Its columns: ${header.slice(0, 20).join(', ')}. Map one to ${wanted}.`,
    { details: { reason: 'PART_MISSING', part } },
  )
}
