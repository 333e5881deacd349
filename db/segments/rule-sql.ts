import { type RawBuilder, sql } from 'kysely'
import { isHabitField, isMetricField } from '../../engine/customer-fields.ts'
import { expandSegments, type SegmentRules } from '../../engine/rules/expand-segments.ts'
import { scoreKey } from '../../engine/rules/field-types.ts'
import { clausesOf } from '../../engine/rules/matches.ts'
import { ruleProblems } from '../../engine/rules/rule-problems.ts'
import { purchaseWindow } from '../../engine/rules/windows.ts'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { Failure, unreachable } from '../../schemas/failure.ts'
import type { PurchaseRule, ResponsesRule, Rule } from '../../schemas/rule.ts'
import { addressBits } from '../contacts/address-bits.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import { habitsOf } from '../customers/habits.ts'
import type { DbOrTx } from '../schema.ts'
import { fieldSql } from './field-sql.ts'

/** As of when, and by whose calendar, a rule is evaluated. */
export interface RuleContext {
  readonly asOf: InstantMs
  /** Zone of the installation. */
  readonly zone: string
  /** No purchase is later than `asOf`, so that customer_metric is right for everybody. */
  readonly metricsCurrent: boolean
  /** Saved segments that rules may name. */
  readonly segments: SegmentRules
  /** Only customers on this share of the table’s pages, 0–1, the same ones each time; all, where it is left out. */
  readonly share?: number
}

/** What SQL needs to know of the installation to evaluate rules as of an instant. */
export async function loadRuleContext(db: DbOrTx, asOf: InstantMs): Promise<RuleContext> {
  const { rows } = await sql<{ zone: string; latest: InstantMs | null; segments: SegmentRules }>`
    select zone, (select max(last_purchase_at) from customer_metric) as latest,
      (select coalesce(jsonb_object_agg(id, jsonb_build_object('rule', rule)), '{}') from segment) as segments
    from installation`.execute(db)
  const row = rows[0]
  if (!row)
    throw new Failure('NOT_READY', 'The installation has no row of its own; migrate it.', {
      details: { reason: 'SETUP' },
    })
  const metricsCurrent = (row.latest ?? asOf) <= asOf
  return { asOf, zone: row.zone, metricsCurrent, segments: row.segments }
}

/**
 * The customers `c` who belong to a segment, as the text from FROM to the end of WHERE; erased customers never do. Means
 * what engine/rules/matches.ts means, where null semantics are written down. Values are always bound.
 *
 * A window of purchases is looked up customer by customer, after all cheaper clauses, where there are any; a rule of
 * purchases alone aggregates each window once and joins it: PostgreSQL turns the outer join into an inner one where only
 * buyers can belong. Either is up to twice as quick as the other in its case. Fails with INVALID, naming all problems, for a rule that cannot
 * be used.
 */
export function fromWhere(given: Rule, context: RuleContext): RawBuilder<unknown> {
  const { from, conditions } = conditionsOf([given], context)
  return sql`${from} where c.erased_at is null and ${sql.join(conditions)}`
}

/**
 * Several rules over one FROM: whether each holds for customer `c`, in their order; unknown counts as not. What joins are
 * needed is judged by the first, which should be the narrowest. With `metrics`, `m` is joined whoever asks for it.
 */
export function conditionsOf(
  given: readonly Rule[],
  { metrics = false, ...context }: RuleContext & { readonly metrics?: boolean },
): { from: RawBuilder<unknown>; conditions: RawBuilder<unknown>[] } {
  for (const rule of given) checkRule(rule, context.segments)
  const rules = given.map((rule) => expandSegments(rule, context.segments))
  const joins: Joins = new Map()
  const sampled =
    context.share === undefined
      ? sql``
      : sql`tablesample system (${context.share * 100}) repeatable (1)`
  const fewLeft = rules
    .slice(0, 1)
    .some((rule) => clausesOf(rule).some(({ type }) => perCustomerClauses.has(type)))
  const perCustomer = fewLeft || context.share !== undefined
  const scope: Scope = { ...context, joins, perCustomer, negated: false }
  if (metrics) joinMetrics(scope)
  const conditions = rules.map((rule) => ruleSql(rule, scope))
  return {
    from: sql`from customer c ${sampled} ${sql.join([...joins.values()], sql` `)}`,
    conditions,
  }
}

/** Clauses that leave few enough customers to look up their purchases one by one. */
const perCustomerClauses: ReadonlySet<Rule['type']> = new Set([
  'field',
  'consent',
  'reachable',
  'responses',
  'list',
])

/** Fails with INVALID, naming all problems, for a rule that cannot be used. */
export function checkRule(rule: Rule, segments: SegmentRules): void {
  const problems = ruleProblems(rule, segments)
  if (problems.length > 0) {
    throw new Failure(
      'INVALID',
      `The rule cannot be used: ${problems.map(({ message }) => message).join(' ')}`,
      { details: { reason: 'RULE_WRONG', n: problems.length, problems } },
    )
  }
}

/** Joins by alias or window: each only once. */
type Joins = Map<string, RawBuilder<unknown>>

interface Scope extends RuleContext {
  readonly joins: Joins
  /** Other clauses leave fewer customers whose purchases matter. */
  readonly perCustomer: boolean
  /** The opposite is wanted: `not` is pushed down to the clauses. */
  readonly negated: boolean
}

function ruleSql(rule: Rule, scope: Scope): RawBuilder<unknown> {
  switch (rule.type) {
    case 'everyone':
      return scope.negated ? sql`false` : sql`true`
    case 'all':
    case 'any': {
      const parts = rule.rules.map((part) => ruleSql(part, scope))
      const conjunction = (rule.type === 'all') !== scope.negated
      if (parts.length === 0) return conjunction ? sql`true` : sql`false`
      return sql`(${sql.join(parts, conjunction ? sql` and ` : sql` or `)})`
    }
    case 'not':
      return ruleSql(rule.rule, { ...scope, negated: !scope.negated })
    case 'field': {
      if (isHabitField(rule.field)) joinHabits(scope)
      else if (isMetricField(rule.field)) joinMetrics(scope)
      if (scoreKey(rule.field) !== null) {
        scope.joins.set('sc', sql`left join customer_score sc on sc.customer = c.id`)
      }
      const opposite = rule.op === 'isNot' || (rule.op === 'exists' && rule.value === false)
      return signed(fieldSql(rule, scope), scope.negated !== opposite)
    }
    case 'purchases':
      return signed(purchasesSql(rule, scope), scope.negated)
    case 'consent':
      return signed(usableSql(rule.channel, scope), rule.given === scope.negated)
    case 'reachable': {
      const usable = usableSql(rule.channel, scope)
      const bit = sql`${channelBits[rule.channel]}::int`
      const isReachable = sql`${usable} and (${addressBits} & ${bit}) = ${bit}`
      return signed(isReachable, rule.reachable === scope.negated)
    }
    case 'responses':
      return signed(responsesSql(rule, scope), scope.negated)
    case 'list': {
      const listed = sql`exists (
        select from customer_list_member l where l.list = ${rule.list} and l.customer = c.id)`
      return signed(listed, rule.member === scope.negated)
    }
    case 'segment':
      throw new Error(`Segment ${rule.segment} was not replaced by its rule`)
    default:
      return unreachable(rule)
  }
}

/** Consent to advertising on a channel, and not suppressed there. */
function usableSql(channel: Channel, { joins }: Scope): RawBuilder<unknown> {
  joins.set('s', sql`left join contact_state s on s.scope = 0 and s.customer = c.id`)
  const bit = sql`${channelBits[channel]}::int`
  return sql`(s.consent & ${bit}) = ${bit} and (s.suppressed & ${bit}) = 0`
}

/** Contacts of real campaigns, counted customer by customer. */
function responsesSql(rule: ResponsesRule, scope: Scope): RawBuilder<unknown> {
  const { from } = purchaseWindow(rule, scope)
  const asOf = sql`${new Date(scope.asOf)}`
  const conditions = [
    sql`i.customer = c.id and i.status = 3 and i.settled_at <= ${asOf} and r.kind <> 'sandbox'`,
  ]
  if (from !== null) conditions.push(sql`i.settled_at >= ${new Date(from)}`)
  if (rule.channel !== undefined) conditions.push(sql`i.channel = ${rule.channel}`)
  if (rule.campaign !== undefined) {
    conditions.push(sql`exists (
      select from plan join scenario sn on sn.id = plan.scenario join campaign k on k.id = sn.campaign
      where plan.id = r.plan and k.uuid = ${rule.campaign})`)
  }
  if (rule.response !== 'contacted') {
    conditions.push(sql`exists (
      select from response a where a.run = i.run and a.cohort = i.cohort and a.node = i.node
        and a.enrolment = i.enrolment and a.visit = i.visit and a.occurrence = i.occurrence
        and a.kind = ${rule.response} and a.first_at <= ${asOf})`)
  }
  const counted = sql`(select count(*) from intent i join run r on r.id = i.run
    where ${sql.join(conditions, sql` and `)})`
  return sql`${counted} ${rule.op === 'atLeast' ? sql`>=` : sql`<=`} ${rule.value}::int`
}

/** A clause is true or not true, never unknown; the plain form, where unknown does no harm, can use an index. */
function signed(clause: RawBuilder<unknown>, negated: boolean): RawBuilder<unknown> {
  return negated ? sql`(${clause}) is not true` : sql`(${clause})`
}

function joinMetrics({ joins, ...context }: Scope): void {
  if (joins.has('m')) return
  joins.set('m', sql`left join ${metricsAsOf(context)} m on m.customer = c.id`)
}

/** What stands where customer_metric would, with the totals as they were at the instant; no row for who had not bought. */
export function metricsAsOf({
  asOf,
  metricsCurrent,
}: Pick<RuleContext, 'asOf' | 'metricsCurrent'>): RawBuilder<unknown> {
  if (metricsCurrent) return sql`customer_metric`
  // Only who bought later is counted again from the purchases; seldom many, for a run starts now.
  const until = sql`${new Date(asOf)}::timestamptz`
  return sql`(
      select * from customer_metric where last_purchase_at <= ${until}
      union all
      select p.customer, min(p.at), max(p.at), count(*)::int, sum(p.amount)
      from purchase p
      where p.at <= ${until}
        and p.customer in (select customer from customer_metric where last_purchase_at > ${until})
      group by p.customer
    )`
}

/**
 * What engine/habits.ts says of the purchases up to the instant; no row for who had not bought. What is kept counts where
 * it was made from as many purchases as there are, none later; for everybody else it is worked out now.
 */
function joinHabits({ joins, perCustomer, asOf, metricsCurrent }: Scope): void {
  if (joins.has('habit')) return
  const now = sql`${new Date(asOf)}`
  const until = sql`p.at <= ${now}`
  const isKept = sql`h.customer = k.customer and h.purchases = k.purchase_count and k.last_purchase_at <= ${now}`
  if (perCustomer) {
    const kept = sql`from customer_metric k join customer_habit h on ${isKept} where k.customer = c.id`
    joins.set(
      'habit',
      sql`left join lateral (
        select channel, category, products ${kept}
        union all
        select channel, category, products from (${habitsOf(sql`p.customer = c.id and ${until}`)}) worked_out
        where not exists (select ${kept})
      ) habit on true`,
    )
    return
  }
  // An array is looked up by the index: there are seldom many, and mostly none.
  const others = sql`p.customer = any(array(
    select k.customer from customer_metric k left join customer_habit h on ${isKept} where h.customer is null))`
  const habits = metricsCurrent
    ? sql`select h.customer, h.channel, h.category, h.products
        from customer_metric k join customer_habit h on ${isKept}
      union all
      select customer, channel, category, products from (${habitsOf(sql`${until} and ${others}`)}) worked_out`
    : habitsOf(until)
  joins.set('habit', sql`left join (${habits}) habit on habit.customer = c.id`)
}

function purchasesSql(rule: PurchaseRule, scope: Scope): RawBuilder<unknown> {
  const measured = joinMeasure(rule, scope)
  const value = sql`${rule.value}::float8`
  if (rule.op === 'atMost') return sql`coalesce(${measured}, 0) <= ${value}`
  return rule.value > 0 ? sql`${measured} >= ${value}` : sql`coalesce(${measured}, 0) >= ${value}`
}

/** The count or sum as a double, like the predicate’s; null where there is no purchase. */
function joinMeasure(rule: PurchaseRule, scope: Scope): RawBuilder<unknown> {
  const { withinDays, from, to, channel, product, category } = rule
  const window = [withinDays, from, to, channel, product, category].map((part) => part ?? null)
  if (window.every((part) => part === null)) {
    joinMetrics(scope)
    return rule.measure === 'count' ? sql`m.purchase_count` : sql`m.total_amount::float8`
  }
  const conditions = sql.join(windowSql(rule, scope), sql` and `)
  const amount = amountSql(rule)
  if (scope.perCustomer) {
    const measure = rule.measure === 'count' ? sql`count(*)` : sql`sum(${amount})::float8`
    return sql`(select ${measure} from purchase p where p.customer = c.id and ${conditions})`
  }
  const key = JSON.stringify(window)
  const known = scope.joins.get(key)
  const alias = sql.id(`w${known ? [...scope.joins.keys()].indexOf(key) : scope.joins.size}`)
  if (!known) {
    scope.joins.set(
      key,
      sql`left join (
        select p.customer, count(*) as n, sum(${amount}) as total
        from purchase p where ${conditions}
        group by p.customer
      ) ${alias} on ${alias}.customer = c.id`,
    )
  }
  return rule.measure === 'count' ? sql`${alias}.n` : sql`${alias}.total::float8`
}

function windowSql(rule: PurchaseRule, scope: Scope): RawBuilder<unknown>[] {
  const { from, until } = purchaseWindow(rule, scope)
  const conditions = [sql`p.at <= ${new Date(scope.asOf)}`]
  if (from !== null) conditions.push(sql`p.at >= ${new Date(from)}`)
  if (until !== null) conditions.push(sql`p.at < ${new Date(until)}`)
  if (rule.channel !== undefined) conditions.push(sql`p.channel = ${rule.channel}`)
  const meant = partSql(rule)
  if (meant) {
    const lined = sql`select from purchase_line l where l.purchase = p.id and ${meant(sql.ref('l.product'))}`
    conditions.push(
      sql`(${meant(sql.ref('p.product'))} or (p.product is null and exists (${lined})))`,
    )
  }
  return conditions
}

/** Whether a product is one that the rule means; undefined: it means all purchases. */
function partSql({
  product,
  category,
}: PurchaseRule): ((bought: RawBuilder<unknown>) => RawBuilder<unknown>) | undefined {
  if (product === undefined && category === undefined) return undefined
  return (bought) => {
    const conditions = []
    if (product !== undefined) {
      conditions.push(sql`${bought} = (select id from product where code = ${product})`)
    }
    if (category !== undefined) {
      conditions.push(sql`${bought} in (select id from product where category = ${category})`)
    }
    return sql.join(conditions, sql` and `)
  }
}

/** Of a purchase that consists of several, what is meant alone. */
function amountSql(rule: PurchaseRule): RawBuilder<unknown> {
  const meant = partSql(rule)
  if (!meant) return sql`p.amount`
  return sql`case when p.product is null then (
    select sum(l.amount) from purchase_line l where l.purchase = p.id and ${meant(sql.ref('l.product'))})
    else p.amount end`
}
