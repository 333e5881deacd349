import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clausesOf } from '../../../engine/rules/matches.ts'
import { profileFields, type Rule } from '../../../schemas/rule.ts'
import { arbitraryRule } from './arbitrary-rule.ts'

type Clause = ReturnType<typeof clausesOf>[number]
type KeysOf<Type extends Clause['type']> = keyof Extract<Clause, { type: Type }>

/** Everything a rule can say: a new kind of clause, or a new part of one, breaks the build until it is here. */
const sayable: { readonly [Type in Clause['type']]: Record<KeysOf<Type>, true> } = {
  everyone: { type: true },
  field: { type: true, field: true, op: true, value: true },
  purchases: {
    ...{ type: true, measure: true, op: true, value: true, withinDays: true },
    ...{ from: true, to: true, channel: true, product: true, category: true },
  },
  consent: { type: true, channel: true, given: true },
  reachable: { type: true, channel: true, reachable: true },
  responses: {
    ...{ type: true, response: true, op: true, value: true },
    ...{ withinDays: true, channel: true, campaign: true },
  },
  list: { type: true, list: true, member: true },
  segment: { type: true, segment: true, member: true },
}
const comparisons: Record<Extract<Clause, { type: 'field' }>['op'], true> = {
  ...{ is: true, isNot: true, oneOf: true, exists: true },
  ...{ atLeast: true, atMost: true, moreThan: true, lessThan: true },
}

test('the rules that SQL and predicate are held together with say everything a rule can say', () => {
  const rules = fc.sample(arbitraryRule, { numRuns: 4000, seed: 20260131 })
  const clauses = rules.flatMap((rule) => clausesOf(rule))
  const said = new Set(
    clauses.flatMap((one) => Object.keys(one).map((key) => `${one.type}.${key}`)),
  )
  const whole = Object.entries(sayable).flatMap(([type, keys]) =>
    Object.keys(keys).map((key) => `${type}.${key}`),
  )
  expect([...said].sort()).toEqual(whole.sort())
  const inFields = clauses.filter((one) => one.type === 'field')
  const fields = new Set<string>(inFields.map(({ field }) => field))
  expect(Object.keys(profileFields).filter((field) => !fields.has(field))).toEqual([])
  expect([...fields].some((field) => field.startsWith('attributes.'))).toBe(true)
  expect([...fields].some((field) => field.startsWith('scores.'))).toBe(true)
  expect([...new Set(inFields.map(({ op }) => op))].sort()).toEqual(Object.keys(comparisons).sort())
  const joins = new Set(rules.flatMap(joinsOf))
  expect([...joins].sort()).toEqual(['all', 'any', 'not'])
})

function joinsOf(rule: Rule): string[] {
  if (rule.type === 'not') return ['not', ...joinsOf(rule.rule)]
  if (rule.type === 'all' || rule.type === 'any') return [rule.type, ...rule.rules.flatMap(joinsOf)]
  return []
}
