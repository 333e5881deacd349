import { sql } from 'kysely'
import { type ActivityUse, costOf } from '../../engine/profit/activity-cost.ts'
import { type Slice, type WhaleCurve, whaleCurve } from '../../engine/profit/whale-curve.ts'
import { dayWindow } from '../../engine/rules/windows.ts'
import type { CostModel } from '../../schemas/cost-model.ts'
import { writeAudit } from '../accounts/audit.ts'
import { numberArray, textArray } from '../arrays.ts'
import { loadInstallation } from '../installation.ts'
import type { Db, Tx } from '../schema.ts'
import { clearScores, saveModel } from '../scores/models.ts'
import { inTransaction } from '../transaction.ts'

export interface ProfitTotals {
  readonly customers: number
  readonly revenue: number
  readonly margin: number
  /** Charged to customers. */
  readonly cost: number
  readonly profit: number
}

export interface ProfitResult {
  readonly totals: ProfitTotals
  readonly activities: readonly (ActivityUse & { readonly name: string })[]
  /** Spent for nobody: capacity that stood idle; not part of anybody’s profit. */
  readonly unassigned: number
  /** Tenths of the customers by profit, the most profitable first. */
  readonly deciles: readonly Slice[]
  /** In hundredths of the customers; null when all together earn nothing. */
  readonly curve: WhaleCurve | null
}

/**
 * Works out what every customer earned and cost in a period, and keeps it with the model it was made by. Customers who
 * neither bought nor used anything are left out.
 */
export async function makeProfit(
  db: Db,
  { model, by }: { model: CostModel; by: string },
): Promise<{ version: number; result: ProfitResult }> {
  return inTransaction(db, async (tx) => {
    await sql`select set_config('work_mem', '256MB', true), set_config('jit', 'off', true)`.execute(
      tx,
    )
    await stageUse(tx, model)
    const activities = await priceActivities(tx, model)
    await stageProfit(tx, activities)
    const result = await summarise(tx, activities)
    const { version } = await tx
      .insertInto('profit')
      .values({
        model: JSON.stringify(model),
        result: JSON.stringify(result),
        made_by: by,
      })
      .returning('version')
      .executeTakeFirstOrThrow()
    await writeScores(tx, { model, result, by })
    await writeAudit(tx, { actor: by, action: 'profit.make', subject: `profit:${version}` })
    return { version, result }
  })
}

/** Temporary table of the period’s purchases by customer, and of what customers used, by driver or activity. */
async function stageUse(tx: Tx, model: CostModel): Promise<void> {
  const { zone } = await loadInstallation(tx)
  const from = sql`${new Date(dayWindow(zone, model.from).from)}::timestamptz`
  const until = sql`${new Date(dayWindow(zone, model.to).until)}::timestamptz`
  const rates = JSON.stringify(model.categoryRates)
  const rate = sql`coalesce((${rates}::jsonb ->> d.category)::numeric, ${model.marginRate}::numeric)`
  // The rate of each line; what lines do not cover has the general one, as a purchase of nothing known has.
  await sql`
    create temp table bought on commit drop as
    select p.customer, count(*) as orders, sum(p.amount) as revenue,
      sum(p.amount * ${rate} + coalesce(lined.margin, 0)) as margin
    from purchase p left join product d on d.id = p.product
    left join (
      select l.purchase, sum(l.amount * (${rate} - ${model.marginRate}::numeric)) as margin
      from purchase_line l join product d on d.id = l.product group by 1
    ) lined on lined.purchase = p.id and p.product is null
    where p.at >= ${from} and p.at < ${until} group by 1`.execute(tx)
  await sql`
    create temp table used on commit drop as
    select i.customer, i.channel as driver, count(*)::numeric as units
    from intent i join run r on r.id = i.run and r.kind <> 'sandbox'
    where i.status = 3 and i.settled_at - r.clock_offset >= ${from} and i.settled_at - r.clock_offset < ${until}
    group by 1, 2
    union all select customer, 'order', orders from bought
    union all select customer, 'brought:' || activity, sum(units) from activity_use
    where at >= ${from} and at < ${until} group by 1, 2`.execute(tx)
}

type Priced = ProfitResult['activities'][number] & { readonly driver: string }

async function priceActivities(tx: Tx, model: CostModel): Promise<Priced[]> {
  const { rows } = await sql<{ driver: string; units: number }>`
    select driver, sum(units) as units from used group by 1`.execute(tx)
  const used = new Map(rows.map(({ driver, units }) => [driver, units]))
  return model.activities.map(({ name, driver, ...activity }) => {
    const counted = driver === 'brought' ? `brought:${activity.key}` : driver
    return { ...costOf(activity, used.get(counted) ?? 0), name, driver: counted }
  })
}

async function stageProfit(tx: Tx, activities: readonly Priced[]): Promise<void> {
  await sql`truncate customer_profit`.execute(tx)
  await sql`
    with rate as (
      select driver, sum(rate) as rate from unnest(
        ${textArray(activities.map((a) => a.driver))}::text[], ${numberArray(activities.map((a) => a.rate))}::numeric[]
      ) v(driver, rate) group by 1),
    cost as (
      select u.customer, sum(u.units * coalesce(r.rate, 0)) as cost
      from used u left join rate r using (driver) group by 1)
    insert into customer_profit (customer, revenue, margin, cost, profit)
    select customer, coalesce(b.revenue, 0), coalesce(b.margin, 0), c.cost, coalesce(b.margin, 0) - c.cost
    from cost c left join bought b using (customer)
    join customer k on k.id = customer and k.erased_at is null
    order by customer`.execute(tx)
}

async function summarise(tx: Tx, activities: readonly Priced[]): Promise<ProfitResult> {
  const { rows: sums } = await sql<ProfitTotals>`
    select count(*)::int as customers, coalesce(sum(revenue), 0) as revenue, coalesce(sum(margin), 0) as margin,
      coalesce(sum(cost), 0) as cost, coalesce(sum(profit), 0) as profit from customer_profit`.execute(
    tx,
  )
  const hundredths = await slices(tx, 100)
  return {
    totals: sums[0] ?? { customers: 0, revenue: 0, margin: 0, cost: 0, profit: 0 },
    activities: activities.map(({ driver: _, ...activity }) => activity),
    unassigned: activities.reduce((sum, a) => sum + a.unassigned, 0),
    deciles: await slices(tx, 10),
    curve: whaleCurve(hundredths),
  }
}

/** Makes profit, and the tenth it puts a customer in (1: the most profitable), something rules can name. */
async function writeScores(
  tx: Tx,
  { model, result, by }: { model: CostModel; result: ProfitResult; by: string },
): Promise<void> {
  await clearScores(tx, profitKeys)
  await sql`
    insert into customer_score as s (customer, scores)
    select customer, jsonb_build_object('profit', profit,
      'profitTenth', ntile(10) over (order by profit desc, customer))
    from customer_profit order by customer
    on conflict (customer) do update set scores = s.scores || excluded.scores`.execute(tx)
  const { zone } = await loadInstallation(tx)
  await saveModel(tx, {
    ...{ kind: 'profit', name: 'Profit', settings: model, by, keys: profitKeys },
    parameters: { activities: result.activities },
    quality: { unassigned: result.unassigned },
    windowFrom: dayWindow(zone, model.from).from,
    asOf: dayWindow(zone, model.to).until - 1,
    customers: result.totals.customers,
  })
}

const profitKeys = ['profit', 'profitTenth'] as const

/** So many groups of customers by profit, the highest first; equal profits in the order of their numbers. */
async function slices(tx: Tx, groups: number): Promise<Slice[]> {
  const { rows } = await sql<Slice>`
    select count(*)::int as customers, sum(profit) as profit
    from (select profit, ntile(${groups}::int) over (order by profit desc, customer) as slice from customer_profit) s
    group by slice order by slice`.execute(tx)
  return rows
}
