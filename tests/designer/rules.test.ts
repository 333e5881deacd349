import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupOf, ruleOf } from '../../designer/rules/tree.ts'
import type { Rule } from '../../schemas/rule.ts'

const field: Rule = { type: 'field', field: 'points', op: 'atLeast', value: 5000 }
const consent: Rule = { type: 'consent', channel: 'sms', given: true }

const sentence = fc.constantFrom<Rule>(field, consent, {
  type: 'purchases',
  measure: 'count',
  op: 'atLeast',
  value: 2,
  withinDays: 90,
})
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    sentence,
    fc.record({
      type: fc.constantFrom('all' as const, 'any' as const),
      rules: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      type: fc.constant('not' as const),
      rule: fc.oneof(
        sentence,
        fc.record({
          type: fc.constant('any' as const),
          rules: fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
        }),
      ),
    }),
  ),
}))

test('opening a rule in the builder and saving it changes nothing', () => {
  fc.assert(
    fc.property(rule, (given) => {
      expect(ruleOf(groupOf(given))).toEqual(given)
    }),
  )
})

test('no sentence at all means everyone', () => {
  expect(ruleOf(groupOf(null))).toEqual({ type: 'everyone' })
  expect(ruleOf(groupOf({ type: 'all', rules: [] }))).toEqual({ type: 'everyone' })
})

test('an empty group inside says nothing', () => {
  expect(ruleOf(groupOf({ type: 'all', rules: [field, { type: 'any', rules: [] }] }))).toEqual(
    field,
  )
})
