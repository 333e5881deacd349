import {
  ageYears,
  averageBasket,
  dormancyMonths,
  recencyDays,
  type Since,
} from '../engine/metrics.ts'
import { attributeKey } from '../engine/rules/field-types.ts'
import type { InstantMs } from '../schemas/basics.ts'
import type { Field, ProfileField } from '../schemas/rule.ts'
import type { PurchaseTotals } from './customer-purchases.ts'

export type FieldValue = string | number | boolean | null

/** The columns a customer’s fields are made from. */
export interface ProfileRow {
  readonly gender?: string | null
  readonly birth_date?: string | null
  readonly region?: string | null
  readonly language?: string
  readonly created_at?: InstantMs
  readonly points?: number
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  /** Zone of the installation: calendar days and months are counted in it. */
  readonly house_zone?: string
}

interface FieldSources {
  readonly row: ProfileRow
  readonly totals: PurchaseTotals | null
  readonly asOf: InstantMs
}

/** The fields asked for; what is not known is null. Who never bought has a count and a sum of zero. */
export function fieldsOf(
  fields: readonly Field[],
  sources: FieldSources,
): Record<string, FieldValue> {
  return Object.fromEntries(fields.map((field) => [field, fieldOf(field, sources)]))
}

const metricFields: ReadonlySet<string> = new Set<ProfileField>([
  'firstPurchaseAt',
  'lastPurchaseAt',
  'recencyDays',
  'dormancyMonths',
  'purchaseCount',
  'totalAmount',
  'averageBasket',
])

export function isMetricField(field: Field): boolean {
  return metricFields.has(field)
}

function fieldOf(field: Field, sources: FieldSources): FieldValue {
  const key = attributeKey(field)
  if (key !== null) return sources.row.attributes?.[key] ?? null
  return profileValues[field as ProfileField](sources)
}

const profileValues: Readonly<Record<ProfileField, (sources: FieldSources) => FieldValue>> = {
  gender: ({ row }) => row.gender ?? null,
  ageYears: ({ row, asOf }) =>
    row.birth_date == null
      ? null
      : ageYears({ birthDate: row.birth_date, at: asOf, zone: houseZone(row) }),
  region: ({ row }) => row.region ?? null,
  language: ({ row }) => row.language ?? null,
  points: ({ row }) => row.points ?? null,
  createdAt: ({ row }) => row.created_at ?? null,
  firstPurchaseAt: ({ totals }) => totals?.first_purchase_at ?? null,
  lastPurchaseAt: ({ totals }) => totals?.last_purchase_at ?? null,
  recencyDays: (sources) => sinceLast(recencyDays, sources),
  dormancyMonths: (sources) => sinceLast(dormancyMonths, sources),
  purchaseCount: ({ totals }) => totals?.purchase_count ?? 0,
  totalAmount: ({ totals }) => totals?.total_amount ?? 0,
  averageBasket: ({ totals }) =>
    totals &&
    averageBasket({ totalAmount: totals.total_amount, purchaseCount: totals.purchase_count }),
}

function sinceLast(
  metric: (since: Since) => number,
  { row, totals, asOf }: FieldSources,
): number | null {
  if (!totals) return null
  return metric({ since: totals.last_purchase_at, at: asOf, zone: houseZone(row) })
}

function houseZone(row: ProfileRow): string {
  return row.house_zone ?? 'UTC'
}
