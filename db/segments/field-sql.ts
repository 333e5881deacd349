import { type RawBuilder, sql } from 'kysely'
import { ageYears, dayIn, dormancyMonths, recencyDays, type Since } from '../../engine/metrics.ts'
import { attributeKey, scoreKey } from '../../engine/rules/field-types.ts'
import { dayWindow, lastInstantWhere } from '../../engine/rules/windows.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { unreachable } from '../../schemas/failure.ts'
import type { Field, FieldRule, ProfileField } from '../../schemas/rule.ts'

interface Calendar {
  readonly asOf: InstantMs
  readonly zone: string
}
type Value = string | number | boolean
type Comparison = 'is' | 'atLeast' | 'atMost' | 'moreThan' | 'lessThan'
/** A comparison of one field with one value. */
type Compare = (op: Comparison, value: Value) => RawBuilder<unknown>

interface FieldMeaning {
  /** Null exactly where the field is absent. */
  readonly column: RawBuilder<unknown>
  /** The value itself, where the column is not. */
  readonly value?: RawBuilder<unknown>
  readonly compare: Compare
}

/**
 * What a clause says of customer `c` with metrics `m`, null where the field is absent; `isNot` and `exists: false` come
 * out as their opposites, for the caller to negate. The value fits the field: `ruleProblems` has seen to it.
 */
export function fieldSql(rule: FieldRule, calendar: Calendar): RawBuilder<unknown> {
  const { column, compare } = meaningOf(rule, calendar)
  if (rule.op === 'exists') return sql`${column} is not null`
  const op = rule.op === 'isNot' || rule.op === 'oneOf' ? 'is' : rule.op
  const values = Array.isArray(rule.value) ? rule.value : [rule.value]
  return sql.join(
    values.map((value) => compare(op, value)),
    sql` or `,
  )
}

/** The value of a field of customer `c` with metrics `m` and scores `sc`; of an attribute as jsonb. */
export function fieldValueSql(field: Field, calendar: Calendar): RawBuilder<unknown> {
  const { column, value } = meaningOf({ field }, calendar)
  return value ?? column
}

function meaningOf({ field }: Pick<FieldRule, 'field'>, calendar: Calendar): FieldMeaning {
  const key = attributeKey(field)
  if (key !== null) return attribute(key)
  const score = scoreKey(field)
  if (score !== null) return number(sql`(sc.scores ->> ${score}::text)::float8`)
  return profileMeanings[field as ProfileField](calendar)
}

const lastAt = sql`m.last_purchase_at`

const profileMeanings: Readonly<Record<ProfileField, (calendar: Calendar) => FieldMeaning>> = {
  gender: () => text(sql`c.gender`),
  region: () => text(sql`c.region`),
  language: () => text(sql`c.language`),
  points: () => number(sql`c.points`),
  createdAt: (calendar) => day(sql`c.created_at`, calendar),
  firstPurchaseAt: (calendar) => day(sql`m.first_purchase_at`, calendar),
  lastPurchaseAt: (calendar) => day(sql`m.last_purchase_at`, calendar),
  recencyDays: (calendar) => ({
    ...since(lastAt, recencyDays, calendar),
    value: sql`greatest(0, ${today(calendar)} - ${dayOfPurchase(lastAt, calendar)})`,
  }),
  dormancyMonths: (calendar) => ({
    ...since(lastAt, dormancyMonths, calendar),
    value: sql`greatest(0, ${monthsOf(sql`age(${today(calendar)}, ${dayOfPurchase(lastAt, calendar)})`)})`,
  }),
  ageYears: age,
  purchaseCount: () => zeroWhenAbsent(sql`m.purchase_count`),
  totalAmount: () => zeroWhenAbsent(sql`m.total_amount::float8`),
  tenureDays: (calendar) => ({
    ...since(sql`m.first_purchase_at`, recencyDays, calendar),
    value: sql`greatest(0, ${today(calendar)} - ${dayOfPurchase(sql`m.first_purchase_at`, calendar)})`,
  }),
  productCount: () => zeroWhenAbsent(sql`habit.products`),
  preferredChannel: () => text(sql`habit.channel`),
  preferredCategory: () => text(sql`habit.category`),
  averageBasket: () => number(sql`round(m.total_amount / m.purchase_count, 2)::float8`),
}

const operators: Readonly<Record<Comparison, RawBuilder<unknown>>> = {
  is: sql`=`,
  atLeast: sql`>=`,
  atMost: sql`<=`,
  moreThan: sql`>`,
  lessThan: sql`<`,
}

function text(column: RawBuilder<unknown>): FieldMeaning {
  return { column, compare: (op, value) => sql`${column} ${operators[op]} ${String(value)}` }
}

function number(column: RawBuilder<unknown>): FieldMeaning {
  return {
    column,
    compare: (op, value) => sql`${column} ${operators[op]} ${Number(value)}::float8`,
  }
}

/** Who never bought has zero; said so only where zero fits, so that otherwise only buyers need to be looked at. */
function zeroWhenAbsent(column: RawBuilder<unknown>): FieldMeaning {
  const zero = sql`coalesce(${column}, 0)`
  return {
    column: zero,
    compare: (op, value) =>
      number(compares(0, op, Number(value)) ? zero : column).compare(op, value),
  }
}

function compares(left: number, op: Comparison, right: number): boolean {
  switch (op) {
    case 'is':
      return left === right
    case 'atLeast':
      return left >= right
    case 'atMost':
      return left <= right
    case 'moreThan':
      return left > right
    case 'lessThan':
      return left < right
    default:
      return unreachable(op)
  }
}

/** An instant compared with a calendar day. */
function day(column: RawBuilder<unknown>, { zone }: Calendar): FieldMeaning {
  return {
    column,
    compare(op, value) {
      const { from, until } = dayWindow(zone, String(value))
      const [start, end] = [instant(from), instant(until)]
      switch (op) {
        case 'is':
          return sql`(${column} >= ${start} and ${column} < ${end})`
        case 'atLeast':
          return sql`${column} >= ${start}`
        case 'atMost':
          return sql`${column} < ${end}`
        case 'moreThan':
          return sql`${column} >= ${end}`
        case 'lessThan':
          return sql`${column} < ${start}`
        default:
          return unreachable(op)
      }
    },
  }
}

/** A metric that shrinks as an instant comes nearer, compared through that instant. */
function since(
  column: RawBuilder<unknown>,
  metric: (since: Since) => number,
  { asOf, zone }: Calendar,
): FieldMeaning {
  const isAtLeast = (whole: number) => {
    const last = lastInstantWhere((since) => metric({ since, at: asOf, zone }) >= whole, asOf)
    return last === null
      ? sql`${column} < '-infinity'::timestamptz`
      : sql`${column} < ${instant(last + 1)}`
  }
  return { column, compare: steps(isAtLeast) }
}

function today({ asOf, zone }: Calendar): RawBuilder<unknown> {
  return sql`(${instant(asOf)} at time zone ${zone})::date`
}

function dayOfPurchase(at: RawBuilder<unknown>, { zone }: Calendar): RawBuilder<unknown> {
  return sql`(${at} at time zone ${zone})::date`
}

function monthsOf(span: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(extract(year from ${span}) * 12 + extract(month from ${span}))::int`
}

function age(calendar: Calendar): FieldMeaning {
  const { asOf, zone } = calendar
  const column = sql`c.birth_date`
  const isAtLeast = (whole: number) => {
    const dayOf = (at: InstantMs) => dayIn('UTC', at)
    const old = (birth: InstantMs) => ageYears({ birthDate: dayOf(birth), at: asOf, zone }) >= whole
    const last = lastInstantWhere(old, latestBirth)
    return sql`${column} <= ${last === null ? '-infinity' : dayOf(last)}::date`
  }
  const value = sql`greatest(0, ${monthsOf(sql`age(${today(calendar)}, ${column})`)} / 12)`
  return { column, value, compare: steps(isAtLeast) }
}

/** 9999-12-31. */
const latestBirth = 253_402_214_400_000

/** Comparisons of a whole number that is known only by “is at least n”. */
function steps(isAtLeast: (whole: number) => RawBuilder<unknown>): Compare {
  const isBelow = (whole: number) => sql`not ${isAtLeast(whole)}`
  return (op, value) => {
    const limit = Number(value)
    switch (op) {
      case 'is':
        return Number.isInteger(limit)
          ? sql`(${isAtLeast(limit)} and ${isBelow(limit + 1)})`
          : sql`false`
      case 'atLeast':
        return isAtLeast(Math.ceil(limit))
      case 'moreThan':
        return isAtLeast(Math.floor(limit) + 1)
      case 'atMost':
        return isBelow(Math.floor(limit) + 1)
      case 'lessThan':
        return isBelow(Math.ceil(limit))
      default:
        return unreachable(op)
    }
  }
}

/** An imported value of whatever type: it compares with values of its own type only. */
function attribute(key: string): FieldMeaning {
  const column = sql`nullif(c.attributes -> ${key}::text, 'null')`
  return {
    column,
    compare(op, value) {
      if (op === 'is') return sql`${column} = ${JSON.stringify(value)}::jsonb`
      return typeof value === 'number'
        ? sql`case when jsonb_typeof(${column}) = 'number'
            then (${column})::float8 ${operators[op]} ${value}::float8 end`
        : sql`case when jsonb_typeof(${column}) = 'string'
            then (c.attributes ->> ${key}::text) collate "C" ${operators[op]} ${String(value)} end`
    },
  }
}

function instant(at: InstantMs): RawBuilder<unknown> {
  return sql`${new Date(at)}::timestamptz`
}
