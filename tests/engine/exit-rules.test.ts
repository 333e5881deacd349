import { expect, test } from 'vitest'
import type { Traveller } from '../../engine/decision.ts'
import { exitBy, needsOfExitRules } from '../../engine/exit-rules.ts'
import type { ExitRule } from '../../schemas/scenario.ts'
import { monday } from './catalogue.ts'
import { draw, planOf } from './draw.ts'
import { at, contact, day, traveller } from './traveller.ts'

const bought = (...days: number[]) => days.map((n) => ({ at: monday + n * day, amount: 100 }))
const twice: ExitRule = { response: 'purchased', atLeast: 2, result: 'success' }
const left: ExitRule = { response: 'unsubscribed', atLeast: 1, result: 'left' }

function check(
  rules: readonly ExitRule[],
  facts: Partial<Traveller>,
  expected: { result: string; day: number } | null,
  now = 30,
): void {
  const exit = exitBy(rules, traveller(facts), at(monday + now * day))
  expect(exit && { result: exit.result, day: (exit.at - monday) / day }).toEqual(expected)
}

test('nobody leaves before a rule is met', () => {
  check([twice, left], {}, null)
  check([twice], { purchases: bought(2) }, null)
})
test('the second purchase takes out, at its own instant', () =>
  check([twice], { purchases: bought(9, 2) }, { result: 'success', day: 9 }))
test('purchases before entering do not count', () =>
  check([twice], { purchases: bought(-1, 2) }, null))
test('a purchase that the run’s clock has not reached yet does not count', () =>
  check([twice], { purchases: bought(2, 9) }, null, 5))
test('nobody leaves before the instant of coming', () =>
  check(
    [twice],
    { purchases: bought(1, 2), arrivedAt: monday + 5 * day },
    { result: 'success', day: 5 },
  ))
test('an unsubscription of any contact takes out', () => {
  const contacts = [contact(2), contact(5, { unsubscribed: monday + 4 * day })]
  check([left], { contacts }, { result: 'left', day: 4 })
})
test('the rule that came true first wins, whatever its place', () => {
  const contacts = [contact(2, { unsubscribed: monday + 4 * day })]
  check([twice, left], { contacts, purchases: bought(1, 9) }, { result: 'left', day: 4 })
  check([left, twice], { contacts, purchases: bought(1, 3) }, { result: 'success', day: 3 })
})
test('of rules that came true in one instant the upper one wins', () => {
  const once: ExitRule = { response: 'purchased', atLeast: 1, result: 'success' }
  const contacts = [contact(2, { unsubscribed: monday + 3 * day })]
  check([left, once], { contacts, purchases: bought(3) }, { result: 'left', day: 3 })
})
test('responses of several contacts add up', () => {
  const clicked: ExitRule = { response: 'clicked', atLeast: 2, result: 'success' }
  const contacts = [
    contact(2, { clicked: monday + day }),
    contact(5, { clicked: monday + 6 * day }),
  ]
  check([clicked], { contacts }, { result: 'success', day: 6 })
})
test('only what the rules speak of is asked for', () => {
  const nodes = [
    { id: 'start', kind: 'segment', next: { next: 'mail' } },
    { id: 'mail', kind: 'channel', next: { next: 'end' } },
    { id: 'end', kind: 'exit' },
  ] as const
  expect(needsOfExitRules(planOf(draw(nodes)))).toEqual({})
  expect(needsOfExitRules(planOf(draw(nodes, { exitRules: [twice] })))).toEqual({ purchases: true })
  expect(needsOfExitRules(planOf(draw(nodes, { exitRules: [left] })))).toEqual({ contacts: [1] })
})
