import { type Field, type FieldRule, type ProfileField, profileFields } from '../../schemas/rule.ts'
import type { ClauseRule } from './tree.ts'

/** Stands where a segment or list is still to be chosen. */
export const nobody = '00000000-0000-4000-8000-000000000000'

export type ValueType = 'text' | 'number' | 'date' | 'boolean'

/** What a sentence can be about, as the builder's menu groups it. */
export const subjectGroups = [
  {
    name: 'behaviour',
    subjects: [
      'recencyDays',
      'dormancyMonths',
      'purchaseCount',
      'totalAmount',
      'averageBasket',
      'lastPurchaseAt',
      'firstPurchaseAt',
      'tenureDays',
      'productCount',
      'preferredChannel',
      'preferredCategory',
    ],
  },
  { name: 'window', subjects: ['purchases.count', 'purchases.sum'] },
  {
    name: 'profile',
    subjects: ['points', 'gender', 'ageYears', 'region', 'language', 'createdAt'],
  },
  { name: 'reach', subjects: ['consent', 'reachable', 'responses', 'segment', 'list'] },
] as const satisfies readonly { name: string; subjects: readonly Subject[] }[]

export type Subject =
  | Field
  | 'purchases.count'
  | 'purchases.sum'
  | 'consent'
  | 'reachable'
  | 'responses'
  | 'segment'
  | 'list'

/** Units behind a number, as keys of the words `rules:unit.*`. */
export const unitOf: Partial<
  Record<Subject, 'days' | 'months' | 'times' | 'money' | 'points' | 'years' | 'products'>
> = {
  recencyDays: 'days',
  dormancyMonths: 'months',
  purchaseCount: 'times',
  totalAmount: 'money',
  averageBasket: 'money',
  tenureDays: 'days',
  productCount: 'products',
  points: 'points',
  ageYears: 'years',
  'purchases.count': 'times',
  'purchases.sum': 'money',
}

/** Where a new sentence begins: a usual value, so that it says something at once. */
export function newClause(subject: Subject, type: ValueType, today: string): ClauseRule {
  if (subject === 'consent') return { type: 'consent', channel: 'email', given: true }
  if (subject === 'reachable') return { type: 'reachable', channel: 'email', reachable: true }
  if (subject === 'responses')
    return { type: 'responses', response: 'purchased', op: 'atLeast', value: 1 }
  if (subject === 'segment') return { type: 'segment', segment: nobody, member: true }
  if (subject === 'list') return { type: 'list', list: nobody, member: true }
  if (subject === 'purchases.count')
    return { type: 'purchases', measure: 'count', op: 'atLeast', value: 1, withinDays: 90 }
  if (subject === 'purchases.sum')
    return { type: 'purchases', measure: 'sum', op: 'atLeast', value: 100_000, withinDays: 90 }
  return { type: 'field', field: subject, ...beginningOf(subject, type, today) }
}

export function subjectOf(clause: ClauseRule): Subject {
  if (clause.type === 'purchases') return `purchases.${clause.measure}`
  return clause.type === 'field' ? clause.field : clause.type
}

/** The type of what is compared; attributes are known by the installation only. */
export function typeOf(field: Subject, attributes: Readonly<Record<string, ValueType>>): ValueType {
  if (!field.startsWith('attributes.') && !(field in profileFields)) return 'number'
  return field in profileFields
    ? profileFields[field as ProfileField]
    : (attributes[field.slice('attributes.'.length)] ?? 'text')
}

export type Comparison = FieldRule['op'] | 'missing'

/** Comparisons that make sense for a type, in the order of the menu. `missing` is exists with false. */
export const comparisonsOf: Readonly<Record<ValueType, readonly Comparison[]>> = {
  number: ['atLeast', 'atMost', 'moreThan', 'lessThan', 'is', 'exists', 'missing'],
  text: ['is', 'isNot', 'oneOf', 'exists', 'missing'],
  date: ['atLeast', 'lessThan', 'exists', 'missing'],
  boolean: ['is', 'exists', 'missing'],
}

export function comparisonOf(rule: FieldRule): Comparison {
  return rule.op === 'exists' && rule.value === false ? 'missing' : rule.op
}

/** The same sentence with another comparison; its value is kept where it still fits. */
export function compared(rule: FieldRule, to: Comparison, first: FieldRule['value']): FieldRule {
  if (to === 'exists' || to === 'missing') return { ...rule, op: 'exists', value: to === 'exists' }
  const { value } = rule
  if (to === 'oneOf') return { ...rule, op: to, value: listOf(value) }
  const kept = Array.isArray(value) ? (value[0] ?? first) : value
  return { ...rule, op: to, value: rule.op === 'exists' ? first : kept }
}

function listOf(value: FieldRule['value']) {
  if (Array.isArray(value)) return value
  return value === '' || typeof value === 'boolean' ? [] : [value]
}

const usual: Partial<Record<Field, number | string>> = {
  recencyDays: 180,
  dormancyMonths: 6,
  purchaseCount: 2,
  totalAmount: 100_000,
  averageBasket: 30_000,
  tenureDays: 365,
  productCount: 2,
  points: 10_000,
  ageYears: 30,
  'scores.alive': 0.5,
  'scores.churnRisk': 0.5,
  'scores.propensity': 0.1,
  'scores.recencyMark': 4,
  'scores.frequencyMark': 4,
  'scores.valueMark': 4,
  gender: 'f',
  language: 'ko',
}

function beginningOf(field: Field, type: ValueType, today: string) {
  switch (type) {
    case 'number':
      return { op: 'atLeast', value: usual[field] ?? 0 } as const
    case 'date':
      return { op: 'lessThan', value: today } as const
    case 'boolean':
      return { op: 'is', value: true } as const
    case 'text':
      return { op: 'is', value: usual[field] ?? '' } as const
  }
}
