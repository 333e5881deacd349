import { type RawBuilder, sql } from 'kysely'
import { dormancyMonths } from '../../engine/metrics.ts'
import { lastInstantWhere } from '../../engine/rules/windows.ts'
import { differenceOf, type Share, shareOf } from '../../engine/shares.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo, Plan } from '../../schemas/plan.ts'
import { numberArray } from '../arrays.ts'
import type { DbOrTx } from '../schema.ts'
import { loadRuleContext, metricsAsOf } from '../segments/rule-sql.ts'

/** Dormant for so many whole months when the run began; `never` bought before it. */
export type Dormancy = '0' | '1-2' | '3-5' | '6+' | 'never'

export interface Band {
  readonly dormancy: Dormancy
  /** Third of the run’s customers by points: 1 has the fewest. */
  readonly pointsThird: 1 | 2 | 3
  readonly enrolled: number
  readonly contacted: number
  readonly wokeUp: number
  readonly thanked: number
  readonly wonBack: number
  readonly purchases: number
  readonly amount: number
}

/**
 * What became of the run’s enrolments, by dormancy and points; the sums over all bands are the run’s totals. Contacted:
 * a contact other than thanks was accepted. Woke up: bought since the first of them; won back: bought twice since.
 * Thanked: a thanks contact ordered after the first purchase was accepted; a call counts only if somebody answered it.
 */
export async function loadBands(
  db: DbOrTx,
  { run, asOf, thanks }: { run: number; asOf: InstantMs; thanks: readonly NodeNo[] },
): Promise<Band[]> {
  const context = await loadRuleContext(db, asOf)
  const isThanks = sql`i.node = any(${numberArray(thanks)}::smallint[])`
  const { rows } = await sql<Band>`
    with first as materialized (
      select i.cohort, i.enrolment, min(i.settled_at) as at from intent i
      where i.run = ${run} and i.status = 3 and not ${isThanks} group by i.cohort, i.enrolment
    ),
    bought as materialized (
      select f.cohort, f.enrolment, count(*) as n, sum(p.amount) as amount, min(p.at) as at
      from first f
      join run_purchase p
        on p.run = ${run} and p.cohort = f.cohort and p.enrolment = f.enrolment and p.at >= f.at
      group by f.cohort, f.enrolment
    ),
    thanked as (
      select distinct b.cohort, b.enrolment from bought b
      join intent i on i.run = ${run} and i.cohort = b.cohort and i.enrolment = b.enrolment
        and ${isThanks} and i.status = 3 and i.ordered_at >= b.at
      where i.channel <> 'call' or exists (
        select 1 from response r
        where r.run = i.run and r.cohort = i.cohort and r.node = i.node and r.enrolment = i.enrolment
          and r.visit = i.visit and r.occurrence = i.occurrence and r.kind in ('answered', 'complaint'))
    ),
    person as (
      select ${dormancySql(context)} as dormancy, ntile(3) over (order by c.points, e.no) as third,
        f.at as contacted, b.n, b.amount, t.enrolment as thanked
      from enrolment e
      join customer c on c.id = e.customer
      left join ${metricsAsOf(context)} m on m.customer = e.customer
      left join first f on f.cohort = e.cohort and f.enrolment = e.no
      left join bought b on b.cohort = e.cohort and b.enrolment = e.no
      left join thanked t on t.cohort = e.cohort and t.enrolment = e.no
      where e.run = ${run}
    )
    select dormancy, third as "pointsThird", count(*) as enrolled, count(contacted) as contacted,
      count(n) as "wokeUp", count(thanked) as thanked,
      count(*) filter (where n >= 2) as "wonBack",
      coalesce(sum(n), 0)::bigint as purchases, coalesce(sum(amount), 0) as amount
    from person group by dormancy, third order by dormancy, third`.execute(db)
  return rows
}

function dormancySql({ asOf, zone }: { asOf: InstantMs; zone: string }): RawBuilder<unknown> {
  const isAtLeast = (months: number) => {
    const since = (at: InstantMs) => dormancyMonths({ since: at, at: asOf, zone }) >= months
    // No month is so long that this would never hold.
    const last = lastInstantWhere(since, asOf) ?? asOf
    return sql`m.last_purchase_at < ${new Date(last + 1)}::timestamptz`
  }
  return sql`case when m.customer is null then 'never' when ${isAtLeast(6)} then '6+'
    when ${isAtLeast(3)} then '3-5' when ${isAtLeast(1)} then '1-2' else '0' end`
}

export interface Arm {
  readonly node: NodeNo
  readonly port: string
  readonly label: string
  /** The control group: observed, not contacted. */
  readonly holdOut: boolean
  readonly people: number
  readonly contacted: number
  /** Who bought since coming to the experiment, contacted or not. */
  readonly buyers: number
  readonly rate: Share | null
  /** By how much the rate exceeds that of the hold-out; null for the hold-out itself and without one. */
  readonly aboveHoldOut: Share | null
  readonly purchases: number
  readonly amount: number
  /** Of contacts and rewards. */
  readonly cost: number
}

/** What became of those who came to each experiment of the plan, by arm; also of arms that nobody took. */
export async function loadArms(
  db: DbOrTx,
  { run, plan }: { run: number; plan: Plan },
): Promise<Arm[]> {
  const experiments = plan.nodes.flatMap(({ no, node }) =>
    node.kind === 'experiment' ? [{ no, arms: node.arms }] : [],
  )
  if (experiments.length === 0) return []
  const rows = await readArms(
    db,
    run,
    experiments.map(({ no }) => no),
  )
  return experiments.flatMap(({ no, arms }) => {
    const measured = arms.map(({ port, label, holdOut }) => {
      const row = rows.find((one) => one.node === no && one.port === port)
      const counts = row ?? { people: 0, contacted: 0, buyers: 0, purchases: 0, amount: 0, cost: 0 }
      const rate = shareOf(counts.buyers, counts.people)
      return { ...counts, node: no, port, label, holdOut, rate }
    })
    const control = measured.find(({ holdOut }) => holdOut)?.rate ?? null
    return measured.map((arm) => ({
      ...arm,
      aboveHoldOut: arm.holdOut || !arm.rate || !control ? null : differenceOf(arm.rate, control),
    }))
  })
}

type ArmRow = Omit<Arm, 'label' | 'holdOut' | 'rate' | 'aboveHoldOut'>

async function readArms(
  db: DbOrTx,
  run: number,
  nodes: readonly NodeNo[],
): Promise<readonly ArmRow[]> {
  const { rows } = await sql<ArmRow>`
    with arm as materialized (
      select distinct on (node, enrolment) node, enrolment, port, at from journal
      where run = ${run} and node = any(${numberArray(nodes)}::smallint[]) and port is not null
      order by node, enrolment, seq
    ),
    bought as (
      select a.node, a.enrolment, count(*) as n, sum(p.amount) as amount from arm a
      join run_purchase p on p.run = ${run} and p.enrolment = a.enrolment and p.at >= a.at
      group by a.node, a.enrolment
    ),
    reached as (
      select enrolment, count(*) filter (where status = 3) as accepted, sum(cost) as cost
      from intent where run = ${run} group by enrolment
    ),
    rewarded as (
      select enrolment, sum(cost) as cost from reward_issue where run = ${run} group by enrolment
    )
    select a.node, a.port, count(*) as people,
      count(*) filter (where r.accepted > 0) as contacted, count(b.n) as buyers,
      coalesce(sum(b.n), 0)::bigint as purchases, coalesce(sum(b.amount), 0) as amount,
      coalesce(sum(r.cost), 0) + coalesce(sum(w.cost), 0) as cost
    from arm a
    left join bought b on b.node = a.node and b.enrolment = a.enrolment
    left join reached r on r.enrolment = a.enrolment
    left join rewarded w on w.enrolment = a.enrolment
    group by a.node, a.port`.execute(db)
  return rows
}
