import type { InstantMs } from '../schemas/basics.ts'
import type { Field, ProfileField } from '../schemas/rule.ts'
import type { HistoryPurchase } from './decision.ts'
import { partsOf, preferred, productCount } from './habits.ts'
import { ageYears, averageBasket, dormancyMonths, recencyDays, type Since } from './metrics.ts'
import { attributeKey, scoreKey } from './rules/field-types.ts'

type FieldValue = string | number | boolean | null

/** What a customer’s fields are made from, as it is stored; what nobody asked for may be missing. */
export interface Profile {
  readonly gender?: string | null | undefined
  /** YYYY-MM-DD. */
  readonly birthDate?: string | null | undefined
  readonly region?: string | null | undefined
  readonly language?: string | undefined
  readonly createdAt?: InstantMs | undefined
  readonly points?: number | undefined
  /** Null: cleared by a run whose changes lie over the profile. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>> | undefined
  /** Null: no model has looked at the customer yet. */
  readonly scores?: Readonly<Record<string, number>> | null | undefined
}

/** What all purchases of a customer up to an instant come to. */
export interface PurchaseTotals {
  readonly firstAt: InstantMs
  readonly lastAt: InstantMs
  readonly count: number
  readonly amount: number
}

interface FieldSources {
  readonly profile: Profile
  /** Null: never bought anything. */
  readonly totals: PurchaseTotals | null
  /** Every purchase up to the instant, where habits are asked for. */
  readonly history?: readonly HistoryPurchase[]
  readonly asOf: InstantMs
  /** Zone of the installation: calendar days and months are counted in it. */
  readonly houseZone: string
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
  'tenureDays',
  'productCount',
  'preferredChannel',
  'preferredCategory',
])

export function isMetricField(field: Field): boolean {
  return metricFields.has(field)
}

const habitFields: ReadonlySet<string> = new Set<ProfileField>([
  'productCount',
  'preferredChannel',
  'preferredCategory',
])

/** Made from every single purchase: totals do not say it. */
export function isHabitField(field: Field): boolean {
  return habitFields.has(field)
}

function fieldOf(field: Field, sources: FieldSources): FieldValue {
  const key = attributeKey(field)
  if (key !== null) return sources.profile.attributes?.[key] ?? null
  const score = scoreKey(field)
  if (score !== null) return sources.profile.scores?.[score] ?? null
  return profileValues[field as ProfileField](sources)
}

const profileValues: Readonly<Record<ProfileField, (sources: FieldSources) => FieldValue>> = {
  gender: ({ profile }) => profile.gender ?? null,
  ageYears: ({ profile, asOf, houseZone }) =>
    profile.birthDate == null
      ? null
      : ageYears({ birthDate: profile.birthDate, at: asOf, zone: houseZone }),
  region: ({ profile }) => profile.region ?? null,
  language: ({ profile }) => profile.language ?? null,
  points: ({ profile }) => profile.points ?? null,
  createdAt: ({ profile }) => profile.createdAt ?? null,
  firstPurchaseAt: ({ totals }) => totals?.firstAt ?? null,
  lastPurchaseAt: ({ totals }) => totals?.lastAt ?? null,
  recencyDays: (sources) => sinceLast(recencyDays, sources),
  dormancyMonths: (sources) => sinceLast(dormancyMonths, sources),
  purchaseCount: ({ totals }) => totals?.count ?? 0,
  totalAmount: ({ totals }) => totals?.amount ?? 0,
  averageBasket: ({ totals }) =>
    totals && averageBasket({ totalAmount: totals.amount, purchaseCount: totals.count }),
  tenureDays: ({ totals, asOf, houseZone }) =>
    totals && recencyDays({ since: totals.firstAt, at: asOf, zone: houseZone }),
  productCount: ({ history = [] }) => productCount(history),
  preferredChannel: ({ history = [] }) => preferred(history, ({ channel }) => [channel]),
  preferredCategory: ({ history = [] }) =>
    preferred(history, (purchase) => partsOf(purchase).map(({ category }) => category)),
}

function sinceLast(
  metric: (since: Since) => number,
  { totals, asOf, houseZone }: FieldSources,
): number | null {
  if (!totals) return null
  return metric({ since: totals.lastAt, at: asOf, zone: houseZone })
}

/** Totals with one purchase more; sums are exact to the hundredth. */
export function addPurchase(
  totals: PurchaseTotals | null,
  { at, amount }: { readonly at: InstantMs; readonly amount: number },
): PurchaseTotals {
  if (!totals) return { firstAt: at, lastAt: at, count: 1, amount }
  return {
    firstAt: Math.min(totals.firstAt, at),
    lastAt: Math.max(totals.lastAt, at),
    count: totals.count + 1,
    amount: (Math.round(totals.amount * 100) + Math.round(amount * 100)) / 100,
  }
}
