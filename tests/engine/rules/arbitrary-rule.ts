import fc from 'fast-check'
import { channels } from '../../../schemas/basics.ts'
import { type Field, type Rule, ruleSchema } from '../../../schemas/rule.ts'

/** Campaigns, lists and segments that rules name; a test that stores rules must have made them. */
export const madeCampaigns = [uuid(1), uuid(2)] as const
export const madeLists = [uuid(11), uuid(12)] as const
export const madeSegments = [uuid(21), uuid(22)] as const

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
}

const day = fc
  .integer({ min: 0, max: 1200 })
  .map((n) => new Date(Date.UTC(2023, 0, 1) + n * 86_400_000).toISOString().slice(0, 10))
const region = fc.constantFrom('서울', '부산', 'Jeju', '')
const ordering = fc.constantFrom('atLeast', 'atMost', 'moreThan', 'lessThan')

function clause(
  field: fc.Arbitrary<string>,
  value: fc.Arbitrary<string | number | boolean>,
  { ordered, order }: { ordered?: fc.Arbitrary<string | number>; order: boolean },
): fc.Arbitrary<Rule> {
  const type = fc.constant('field' as const)
  const equal = fc.record({ type, field, op: fc.constantFrom('is', 'isNot'), value })
  const list = fc.array(value, { minLength: 1, maxLength: 3 })
  const oneOf = fc.record({ type, field, op: fc.constant('oneOf'), value: list })
  const exists = fc.record({ type, field, op: fc.constant('exists'), value: fc.boolean() })
  const compare = fc.record({ type, field, op: ordering, value: ordered ?? value })
  const all = order ? [equal, oneOf, exists, compare, compare] : [equal, oneOf, exists]
  return fc.oneof(...all).map((rule) => rule as Rule)
}

const fields = (...names: Field[]) => fc.constantFrom(...names)
const small = fc.oneof(fc.integer({ min: -1, max: 40 }), fc.constantFrom(1.5, 3.25, 10, 30, 366))
const money = fc.constantFrom(-1, 0, 0.3, 5, 10, 12.35, 33.33, 100, 250.5)

const leaf: fc.Arbitrary<Rule> = fc.oneof(
  fc.constant<Rule>({ type: 'everyone' }),
  clause(fields('gender'), fc.constantFrom('f', 'm'), { order: false }),
  clause(fields('region', 'language'), region, { order: false }),
  clause(fields('createdAt', 'firstPurchaseAt', 'lastPurchaseAt'), day, { order: true }),
  clause(fields('points', 'purchaseCount', 'dormancyMonths', 'ageYears'), small, { order: true }),
  clause(fields('productCount'), small, { order: true }),
  clause(fields('preferredChannel'), fc.constantFrom('shop', 'web'), { order: false }),
  clause(fields('preferredCategory'), fc.constantFrom('music', 'books'), { order: false }),
  clause(fields('tenureDays'), fc.oneof(small, fc.integer({ min: 0, max: 900 })), { order: true }),
  clause(fields('recencyDays'), fc.oneof(small, fc.integer({ min: 0, max: 900 })), { order: true }),
  clause(fields('totalAmount', 'averageBasket'), money, { order: true }),
  clause(
    fields('attributes.tier', 'attributes.visits', 'attributes.since', 'attributes.none'),
    fc.oneof(fc.constantFrom('gold', 'silver', '3'), small, fc.boolean(), day),
    { order: true, ordered: fc.oneof(small, day) },
  ),
  fc
    .record({
      type: fc.constant('purchases' as const),
      measure: fc.constantFrom('count' as const, 'sum' as const),
      op: fc.constantFrom('atLeast' as const, 'atMost' as const),
      value: fc.constantFrom(0, 0.3, 1, 2, 3, 12.35, 100),
      withinDays: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
      from: fc.option(day, { nil: undefined }),
      to: fc.option(day, { nil: undefined }),
      channel: fc.option(fc.constantFrom('shop', 'web'), { nil: undefined }),
      product: fc.option(fc.constantFrom('P1', 'P2', 'P9'), { nil: undefined }),
      category: fc.option(fc.constantFrom('music', 'books'), { nil: undefined }),
    })
    .filter(({ from, to }) => from === undefined || to === undefined || from <= to)
    .map((rule) => rule as Rule),
  clause(fields('scores.alive', 'scores.none'), fc.constantFrom(0, 0.25, 0.5, 1), { order: true }),
  fc
    .record({
      type: fc.constant('responses' as const),
      response: fc.constantFrom(
        'contacted' as const,
        'opened' as const,
        'clicked' as const,
        'purchased' as const,
      ),
      op: fc.constantFrom('atLeast' as const, 'atMost' as const),
      value: fc.integer({ min: 0, max: 3 }),
      withinDays: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
      channel: fc.option(fc.constantFrom('email' as const, 'sms' as const), { nil: undefined }),
      campaign: fc.option(fc.constantFrom(...madeCampaigns), { nil: undefined }),
    })
    .map((rule) => rule as Rule),
  fc.record({
    type: fc.constant('list' as const),
    list: fc.constantFrom(...madeLists),
    member: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('segment' as const),
    segment: fc.constantFrom(...madeSegments),
    member: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('consent' as const),
    channel: fc.constantFrom(...channels),
    given: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('reachable' as const),
    channel: fc.constantFrom(...channels),
    reachable: fc.boolean(),
  }),
)

const { tree } = fc.letrec<{ tree: Rule }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constantFrom('all' as const, 'any' as const),
      rules: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ type: fc.constant('not' as const), rule: tie('tree') }),
  ),
}))

/** Rules of every kind of clause, each one that can be used. */
export const arbitraryRule: fc.Arbitrary<Rule> = tree.map((rule) =>
  ruleSchema.parse(JSON.parse(JSON.stringify(rule))),
)
