import { expect, test } from 'vitest'
import { clausesMax, depthMax, ruleProblems } from '../../../engine/rules/rule-problems.ts'
import type { Rule } from '../../../schemas/rule.ts'

const everyone: Rule = { type: 'everyone' }
const field = (field: string, op: string, value: unknown) =>
  ({ type: 'field', field, op, value }) as Rule
const purchases = (window: { from?: string; to?: string }): Rule => ({
  type: 'purchases',
  measure: 'count',
  op: 'atLeast',
  value: 1,
  ...window,
})

function nested(depth: number): Rule {
  return depth === 1 ? everyone : { type: 'not', rule: nested(depth - 1) }
}

test.each<[string, Rule]>([
  ['a rule of the greatest depth', nested(depthMax)],
  ['a date', field('lastPurchaseAt', 'atMost', '2024-02-29')],
  ['a list of texts', field('region', 'oneOf', ['서울', '부산'])],
  ['an attribute of any type', field('attributes.tier', 'is', true)],
  ['an attribute compared with a day', field('attributes.since', 'moreThan', '2025-01-01')],
  ['existence', field('gender', 'exists', false)],
  ['an empty conjunction', { type: 'all', rules: [] }],
  ['a window of one day', purchases({ from: '2025-01-01', to: '2025-01-01' })],
])('%s can be used', (_what, rule) => {
  expect(ruleProblems(rule)).toEqual([])
})

test.each<[string, Rule, string, readonly (string | number)[]]>([
  ['nested too deep', nested(depthMax + 1), 'RULE_DEEP', Array(depthMax).fill('rule')],
  ['a text with an order', field('gender', 'moreThan', 'f'), 'OPERATOR_UNFIT', ['op']],
  ['a number compared with text', field('points', 'is', '5'), 'VALUE_UNFIT', ['value']],
  ['a list where one value is wanted', field('points', 'is', [5]), 'VALUE_UNFIT', ['value']],
  ['one value where a list is wanted', field('points', 'oneOf', 5), 'VALUE_UNFIT', ['value']],
  ['an empty list', field('points', 'oneOf', []), 'VALUE_UNFIT', ['value']],
  ['an impossible day', field('createdAt', 'is', '2025-02-29'), 'DATE_IMPOSSIBLE', ['value']],
  ['a number for a day', field('createdAt', 'is', 5), 'VALUE_UNFIT', ['value']],
  ['existence that is no yes or no', field('points', 'exists', 1), 'VALUE_UNFIT', ['value']],
  ['an attribute without order', field('attributes.a', 'atLeast', true), 'VALUE_UNFIT', ['value']],
  ['no alternatives', { type: 'any', rules: [] }, 'GROUP_EMPTY', []],
  [
    'a window that ends before it begins',
    { type: 'all', rules: [everyone, purchases({ from: '2025-02-01', to: '2025-01-01' })] },
    'DATES_REVERSED',
    ['rules', 1, 'from'],
  ],
])('%s is refused where it stands', (_what, rule, code, path) => {
  expect(ruleProblems(rule)).toMatchObject([{ code, path }])
})

test('all problems are reported together, each in words with its value', () => {
  const rule: Rule = { type: 'any', rules: [field('points', 'is', 'x'), field('region', 'is', 3)] }
  expect(ruleProblems(rule).map(({ message }) => message)).toEqual([
    '"points" takes a number, not "x".',
    '"region" takes text, not "3".',
  ])
})

test(`more than ${clausesMax} conditions are too many`, () => {
  const group: Rule = { type: 'any', rules: Array<Rule>(50).fill(everyone) }
  const four: Rule[] = Array<Rule>(4).fill(group)
  expect(ruleProblems({ type: 'all', rules: four })).toEqual([])
  expect(ruleProblems({ type: 'all', rules: [...four, everyone] })).toMatchObject([
    { code: 'RULE_LONG', values: { n: 201 } },
  ])
})
