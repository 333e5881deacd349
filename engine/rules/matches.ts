import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { unreachable } from '../../schemas/failure.ts'
import type { Field, FieldRule, PurchaseRule, ResponsesRule, Rule } from '../../schemas/rule.ts'
import { isHabitField } from '../customer-fields.ts'
import type { CustomerFacts, Needs } from '../decision.ts'
import { partsOf } from '../habits.ts'
import { dayIn, recencyDays } from '../metrics.ts'
import { fieldType } from './field-types.ts'

/**
 * Whether a customer belongs, as of an instant; `facts` must hold what `factsNeeded` names. db/rule-sql.ts says the same
 * in SQL. Every clause is true or false, never unknown:
 * – a comparison with an absent value is false, and so is one with a value of another type;
 * – `isNot` is the exact opposite of `is`, hence true for an absent value; `not` is plain negation;
 * – dates compare as calendar days in the zone of the installation; purchases `withinDays` N are those of the last day
 *   and of the N days before it;
 * – no purchase, contact or response after `asOf` counts, and none at all count as zero;
 * – saved segments must have been replaced by their rules (`expandSegments`);
 * – an empty `all` holds for everyone, an empty `any` for nobody.
 */
export function matches(rule: Rule, facts: CustomerFacts, asOf: InstantMs): boolean {
  switch (rule.type) {
    case 'everyone':
      return true
    case 'all':
      return rule.rules.every((part) => matches(part, facts, asOf))
    case 'any':
      return rule.rules.some((part) => matches(part, facts, asOf))
    case 'not':
      return !matches(rule.rule, facts, asOf)
    case 'consent':
      return facts.consents.includes(rule.channel) === rule.given
    case 'reachable':
      return isReachable(rule.channel, facts) === rule.reachable
    case 'purchases':
      return purchasesMatch(rule, facts, asOf)
    case 'responses':
      return responsesMatch(rule, facts, asOf)
    case 'list':
      return (facts.lists ?? []).includes(rule.list) === rule.member
    case 'segment':
      throw new Error(`Segment ${rule.segment} was not replaced by its rule`)
    case 'field':
      return fieldMatches(rule, facts)
    default:
      return unreachable(rule)
  }
}

/** The facts a rule speaks of, each named once. */
export function factsNeeded(
  rule: Rule,
): Pick<Needs, 'fields' | 'history' | 'consents' | 'earlier' | 'lists'> {
  const clauses = clausesOf(rule)
  const speaksOf = (type: Clause['type']) => clauses.some((clause) => clause.type === type)
  const fields = clauses.flatMap((clause): Field[] =>
    clause.type === 'field' ? [clause.field] : [],
  )
  return {
    fields: [...new Set(fields)],
    history: speaksOf('purchases') || fields.some(isHabitField),
    consents: speaksOf('consent') || speaksOf('reachable'),
    earlier: speaksOf('responses'),
    lists: speaksOf('list'),
  }
}

type Clause = Exclude<Rule, { type: 'all' | 'any' | 'not' }>

/** The leaves of a rule’s tree, from left to right. */
export function clausesOf(rule: Rule): Clause[] {
  switch (rule.type) {
    case 'all':
    case 'any':
      return rule.rules.flatMap(clausesOf)
    case 'not':
      return clausesOf(rule.rule)
    case 'field':
    case 'purchases':
    case 'consent':
    case 'reachable':
    case 'responses':
    case 'list':
    case 'segment':
    case 'everyone':
      return [rule]
  }
}

/** Whose calendar counts. */
function houseZone(facts: CustomerFacts): string {
  return facts.houseZone ?? 'UTC'
}

function isReachable(channel: Channel, { consents, addresses = [] }: CustomerFacts): boolean {
  return consents.includes(channel) && addresses.includes(channel)
}

function purchasesMatch(rule: PurchaseRule, facts: CustomerFacts, asOf: InstantMs): boolean {
  const zone = houseZone(facts)
  const { product, category } = rule
  const inWindow = facts.history.filter(
    ({ at, channel }) =>
      at <= asOf &&
      (rule.withinDays === undefined ||
        recencyDays({ since: at, at: asOf, zone }) <= rule.withinDays) &&
      (rule.from === undefined || dayIn(zone, at) >= rule.from) &&
      (rule.to === undefined || dayIn(zone, at) <= rule.to) &&
      (rule.channel === undefined || channel === rule.channel),
  )
  const isAny = product === undefined && category === undefined
  // A purchase counts if one of its lines is meant, and with these lines alone.
  const counted = inWindow
    .map((purchase) =>
      (isAny ? [purchase] : partsOf(purchase)).filter(
        (part) =>
          isAny ||
          ((product === undefined || part.product === product) &&
            (category === undefined || (part.category ?? null) === category)),
      ),
    )
    .filter((parts) => parts.length > 0)
  const measured =
    rule.measure === 'count' ? counted.length : sumOf(counted.flat().map(({ amount }) => amount))
  return rule.op === 'atLeast' ? measured >= rule.value : measured <= rule.value
}

function responsesMatch(rule: ResponsesRule, facts: CustomerFacts, asOf: InstantMs): boolean {
  const zone = houseZone(facts)
  const { response, withinDays, channel, campaign } = rule
  const counted = (facts.earlier ?? []).filter(
    (contact) =>
      contact.at <= asOf &&
      (response === 'contacted' || contact.responses.includes(response)) &&
      (withinDays === undefined ||
        recencyDays({ since: contact.at, at: asOf, zone }) <= withinDays) &&
      (channel === undefined || contact.channel === channel) &&
      (campaign === undefined || contact.campaign === campaign),
  ).length
  return rule.op === 'atLeast' ? counted >= rule.value : counted <= rule.value
}

/** In hundredths, so that sums are as exact as PostgreSQL’s. */
function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0) / 100
}

type Value = string | number | boolean

function fieldMatches(rule: FieldRule, facts: CustomerFacts): boolean {
  const known = facts.fields[rule.field] ?? null
  if (rule.op === 'exists') return (known !== null) === rule.value
  if (rule.op === 'isNot') return known === null || !isIn(comparable(rule, known, facts), rule)
  if (known === null) return false
  const value = comparable(rule, known, facts)
  if (rule.op === 'is' || rule.op === 'oneOf') return isIn(value, rule)
  const limit = rule.value
  if (typeof limit !== typeof value || Array.isArray(limit)) return false
  switch (rule.op) {
    case 'atLeast':
      return value >= limit
    case 'atMost':
      return value <= limit
    case 'moreThan':
      return value > limit
    case 'lessThan':
      return value < limit
    default:
      return unreachable(rule.op)
  }
}

/** A date field’s instant as its calendar day; everything else as it is. */
function comparable(rule: FieldRule, known: Value, facts: CustomerFacts): Value {
  if (fieldType(rule.field) !== 'date' || typeof known !== 'number') return known
  return dayIn(houseZone(facts), known)
}

function isIn(value: Value, rule: FieldRule): boolean {
  return Array.isArray(rule.value) ? rule.value.includes(value) : rule.value === value
}
