import { type RawBuilder, sql } from 'kysely'
import { dayMs } from '../../engine/durations.ts'
import { booleanArray, numberArray, textArray } from '../arrays.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Tx } from '../schema.ts'

/**
 * Counts purchases for the real runs their customers take or took part in, by the rules of each entry's plan: once per
 * run, for the newest entry before it. Of a purchase that consists of several, those lines count that the rules mean.
 * Purchases counted already are left alone.
 */
export async function attributePurchases(
  tx: Tx,
  keys: readonly { readonly source: string; readonly sourceRef: string }[],
): Promise<void> {
  if (keys.length === 0) return
  // Statements of their own, which also see what somebody else stored at the same time.
  const purchases = sql`(
    select p.* from (
      select distinct * from unnest(${textArray(keys.map((key) => key.source))}::text[],
        ${textArray(keys.map((key) => key.sourceRef))}::text[]) u (source, ref)) u
    join purchase p on p.source = u.source and p.source_ref = u.ref) p`
  const { rows: plans } = await sql<{ plan: number }>`
    select distinct e.plan from ${purchases}
    join enrolment e on e.customer = p.customer
    join run r on r.id = e.run and r.kind <> 'sandbox'
    where p.at + r.clock_offset >= e.entered_at`.execute(tx)
  if (plans.length === 0) return
  const rule = await rulesOf(
    tx,
    plans.map((row) => row.plan),
  )
  await sql`
    insert into run_purchase (run, cohort, enrolment, ref, purchase, at, amount)
    select distinct on (e.run, p.id) e.run, e.cohort, e.no, 'purchase/' || p.id, p.id, b.at,
      case when a.every or d.id is not null then p.amount else lined.amount end
    from ${purchases}
    left join product d on d.id = p.product
    join enrolment e on e.customer = p.customer
    join run r on r.id = e.run and r.kind <> 'sandbox'
    join ${rule} on a.plan = e.plan
    cross join lateral (select date_trunc('milliseconds', p.at + r.clock_offset) as at) b
    left join lateral (
      select sum(l.amount) as amount from purchase_line l join product d on d.id = l.product
      where l.purchase = p.id and p.product is null and not a.every and ${isMeant}
    ) lined on true
    where b.at >= e.entered_at and ${isInWindow}
      and (a.every or ${isMeant} or lined.amount is not null)
    order by e.run, p.id, e.entered_at desc, e.no desc
    on conflict do nothing`.execute(tx)
}

export interface ContactPurchase {
  readonly run: number
  readonly cohort: number
  readonly enrolment: number
  /** Of the event that reported it. */
  readonly ref: string
  /** By the run's clock. */
  readonly at: number
  readonly amount: number
}

/**
 * Counts purchases that named their contact for that contact's run, once each, if they lie in its window; whatever the
 * product. Answers which of them, in their order, are outside.
 */
export async function attributeContactPurchases(
  tx: Tx,
  rows: readonly ContactPurchase[],
): Promise<boolean[]> {
  if (rows.length === 0) return []
  const given = sql`unnest(
      ${numberArray(rows.map((r) => r.run))}::int[], ${numberArray(rows.map((r) => r.cohort))}::int[],
      ${numberArray(rows.map((r) => r.enrolment))}::int[], ${textArray(rows.map((r) => r.ref))}::text[],
      ${numberArray(rows.map((r) => r.at))}::float8[], ${numberArray(rows.map((r) => r.amount))}::numeric[]
    ) with ordinality v(run, cohort, no, ref, ms, amount, place)
    join enrolment e on e.run = v.run and e.cohort = v.cohort and e.no = v.no`
  const { rows: plans } = await sql<{ plan: number }>`select distinct e.plan from ${given}`.execute(
    tx,
  )
  const rule = await rulesOf(
    tx,
    plans.map((row) => row.plan),
  )
  const { rows: inside } = await sql<{ place: number }>`
    with inside as (
      select v.*, b.at from ${given}
      join ${rule} on a.plan = e.plan
      cross join lateral (select to_timestamp(v.ms / 1000) as at) b
      where ${isInWindow}
    ), counted as (
      insert into run_purchase (run, cohort, enrolment, ref, at, amount)
      select run, cohort, no, ref, at, amount from inside on conflict do nothing
    )
    select place::int from inside`.execute(tx)
  const places = new Set(inside.map((row) => row.place))
  return rows.map((_, i) => !places.has(i + 1))
}

/** Whether `b.at` lies in the window of rule `a` for enrolment `e`; the contact of an unknown outcome may have been one. */
const isInWindow = sql`case when a.since_contact
    then exists (
      select from intent i
      where i.customer = e.customer and i.run = e.run and i.cohort = e.cohort and i.enrolment = e.no
        and i.status in (3, 7) and i.settled_at <= b.at and i.settled_at > b.at - a.ms * interval '1 ms')
    else b.at < e.entered_at + a.ms * interval '1 ms' end`

/** Stands in no code or category: they come from files and forms, where it is no character. */
const parting = '\u001f'

/** Whether rule `a` names product `d` or its category. */
const isMeant = sql`(d.code = any(string_to_array(a.products, ${parting}))
  or d.category = any(string_to_array(a.categories, ${parting})))`

/** The rules of these plans as a table `a`. */
async function rulesOf(tx: Tx, plans: readonly number[]): Promise<RawBuilder<unknown>> {
  const rules = []
  for (const plan of plans) rules.push({ ...(await loadPlan(tx, plan)).plan.attribution, plan })
  return sql`unnest(
      ${numberArray(plans)}::int[], ${numberArray(rules.map((r) => r.days * dayMs))}::float8[],
      ${booleanArray(rules.map((r) => r.since === 'contact'))}::boolean[],
      ${booleanArray(rules.map((r) => r.products.length + r.categories.length === 0))}::boolean[],
      ${textArray(rules.map((r) => r.products.join(parting)))}::text[],
      ${textArray(rules.map((r) => r.categories.join(parting)))}::text[]
    ) a(plan, ms, since_contact, every, products, categories)`
}
