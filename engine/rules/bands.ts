import type { Axis } from '../../schemas/grid.ts'
import type { Field, FieldRule, Rule } from '../../schemas/rule.ts'
import { fieldType } from './field-types.ts'

/** One part of an axis; the rule says who is in it, and no customer is in two. */
export type Band = { readonly rule: Rule } & (
  | { readonly kind: 'range'; readonly from: Cut | null; readonly below: Cut | null }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'rule'; readonly name: string }
  /** Values or customers that no other band has. */
  | { readonly kind: 'other' }
  /** The field is not known. */
  | { readonly kind: 'absent' }
)

type Cut = number | string
export type Value = string | number | boolean
type RuleAxis = Extract<Axis, { by: 'rules' }>

/** Bands between cuts, ascending: a value on a cut begins the band above it. Who has no value comes last. */
export function rangeBands(field: Field, cuts: readonly Cut[]): Band[] {
  const edges = [null, ...cuts, null]
  const ranges = edges.slice(1).map((below, i): Band => {
    const from = edges[i] ?? null
    const limits = [
      ...(from === null ? [] : [clause(field, 'atLeast', from)]),
      ...(below === null ? [] : [clause(field, 'lessThan', below)]),
    ]
    return { kind: 'range', from, below, rule: together(limits) }
  })
  const absent: Band = { kind: 'absent', rule: clause(field, 'exists', false) }
  if (fieldType(field) !== 'attribute') return [...ranges, absent]
  // An attribute may hold something that has no place between the cuts.
  const other = together([clause(field, 'exists', true), ...without(ranges.map((r) => r.rule))])
  return [...ranges, { kind: 'other', rule: other }, absent]
}

/** A band for each value, one for all others, and one for who has none. */
export function valueBands(field: Field, values: readonly Value[]): Band[] {
  const known = values.map(
    (value): Band => ({ kind: 'value', value, rule: clause(field, 'is', value) }),
  )
  const none: Rule[] =
    values.length === 0
      ? []
      : [{ type: 'not', rule: { type: 'field', field, op: 'oneOf', value: [...values] } }]
  return [
    ...known,
    { kind: 'other', rule: together([clause(field, 'exists', true), ...none]) },
    { kind: 'absent', rule: clause(field, 'exists', false) },
  ]
}

/** Bands by rules, each without the customers of those before it. */
export function ruleBands({ bands }: RuleAxis): Band[] {
  const named = bands.map(
    ({ name, rule }, i): Band => ({
      kind: 'rule',
      name,
      rule: together([rule, ...without(bands.slice(0, i).map((band) => band.rule))]),
    }),
  )
  return [...named, { kind: 'other', rule: together(without(bands.map((band) => band.rule))) }]
}

/** Rules that hold at once, as one; groups of the same kind are opened. */
export function together(rules: readonly Rule[]): Rule {
  const flat = rules.flatMap((rule) => {
    if (rule.type === 'everyone') return []
    return rule.type === 'all' ? rule.rules : [rule]
  })
  const [only] = flat
  if (only === undefined) return { type: 'everyone' }
  return flat.length === 1 ? only : { type: 'all', rules: flat }
}

function without(rules: readonly Rule[]): Rule[] {
  if (rules.length === 0) return []
  return [{ type: 'not', rule: { type: 'any', rules: [...rules] } }]
}

function clause(field: Field, op: FieldRule['op'], value: Value): FieldRule {
  return { type: 'field', field, op, value }
}
