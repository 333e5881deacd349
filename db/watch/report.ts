import { sql } from 'kysely'
import { thanksNodes } from '../../engine/thanks.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { type Brief, briefSchema } from '../../schemas/brief.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { loadRunPlans, withEarlierSteps } from '../runs/run-plans.ts'
import type { LoadedPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'
import { type ContactReport, loadContactReports } from './report-contacts.ts'
import { type Arm, type Band, loadArms, loadBands } from './report-people.ts'

/** What a run brought: the textbook funnel, its costs and sales, tests, and the plan beside it. It adds up. */
export interface Report {
  readonly at: InstantMs
  readonly enrolled: number
  /** Still on their way. */
  readonly active: number
  /** Left out of the audience, by reason; refused contacts are in `contacts`. */
  readonly excluded: Readonly<Record<string, number>>
  readonly funnel: FunnelStep[]
  /** Amount = average basket × visits × buyers. */
  readonly sales: {
    readonly amount: number
    readonly purchases: number
    readonly buyers: number
    readonly averageBasket: number | null
    readonly visitsPerBuyer: number | null
  }
  readonly costs: {
    readonly contacts: number
    readonly thanks: number
    readonly rewards: number
    readonly total: number
    /** Per customer contacted. */
    readonly perHead: number | null
  }
  readonly returnOnInvestment: number | null
  readonly rewards: Rewards
  readonly contacts: ContactReport[]
  readonly arms: Arm[]
  readonly bands: Band[]
  /** How enrolments ended: success, completed, LEFT:<reason>. */
  readonly ends: Readonly<Record<string, number>>
  readonly planned: PlannedLine[]
}

export interface FunnelStep {
  readonly step: 'contacted' | 'wokeUp' | 'thanked' | 'wonBack'
  readonly customers: number
  readonly cost: number | null
  readonly unitCost: number | null
  readonly ofContacted: number | null
  /** Thanked and won back: of those who woke up. */
  readonly ofPrevious: number | null
}

interface Rewards {
  readonly issued: number
  readonly redeemed: number
  /** What those issued cost us. */
  readonly cost: number
  readonly redeemedCost: number
  /** Face value issued, not redeemed, not expired. */
  readonly owed: number
}

/** A figure of the campaign’s brief beside what this run brought; rates in percent of those contacted. */
export interface PlannedLine {
  readonly figure: 'customers' | 'cost' | 'responseRate' | 'wonBackRate' | 'sales'
  readonly planned: number | null
  readonly actual: number | null
}

/** The report of a run as it stands now. Fails with NOT_FOUND. */
export async function loadReport(db: DbOrTx, run: number): Promise<Report> {
  const head = await loadHead(db, run)
  const plans = await loadRunPlans(db, run)
  const plan = withEarlierSteps(plans)
  const thanks = thanksOf(plans)
  const bands = await loadBands(db, { run, asOf: head.asOf, thanks })
  const contacts = await loadContactReports(db, { run, plan })
  const rewards = await loadRewards(db, { run, now: head.now })
  const ends = await loadEnds(db, run)
  const people = totalsOf(bands)
  const costs = costsOf({ contacts, thanks, rewards, contacted: people.contacted })
  const { amount, purchases, wokeUp: buyers } = people
  return {
    at: head.at,
    enrolled: people.enrolled,
    active: people.enrolled - Object.values(ends).reduce((sum, n) => sum + n, 0),
    excluded: head.excluded,
    funnel: funnelOf(people, costs),
    sales: {
      amount,
      purchases,
      buyers,
      averageBasket: ratio(amount, purchases),
      visitsPerBuyer: ratio(purchases, buyers),
    },
    costs,
    returnOnInvestment: ratio(amount - costs.total, costs.total),
    rewards,
    contacts,
    arms: await loadArms(db, { run, plan }),
    bands,
    ends,
    planned: plannedLines(head.brief, { people, cost: costs.total }),
  }
}

/** What was sent at one step and what came back; null: nothing was ordered there. Fails with NOT_FOUND. */
export async function loadStepContacts(
  db: DbOrTx,
  { run, node }: { run: number; node: NodeNo },
): Promise<ContactReport | null> {
  await loadHead(db, run)
  const plan = withEarlierSteps(await loadRunPlans(db, run))
  const [report] = await loadContactReports(db, { run, plan, node })
  return report ?? null
}

/** Contacts that thank, by the newest of the run’s plans that has them. */
function thanksOf(plans: readonly LoadedPlan[]): NodeNo[] {
  return plans.flatMap(({ plan }, i) =>
    thanksNodes(plan).filter((no) => plans.slice(0, i).every(({ byNo }) => !byNo.has(no))),
  )
}

async function loadHead(db: DbOrTx, run: number) {
  const { rows } = await sql<{
    at: InstantMs
    now: InstantMs
    asOf: InstantMs
    excluded: Record<string, number>
    brief: unknown
  }>`
    select clock_timestamp() as at, run_now(r) as now, r.as_of as "asOf", r.excluded, c.brief
    from run r join plan p on p.id = r.plan join scenario s on s.id = p.scenario
    join campaign c on c.id = s.campaign where r.id = ${run}`.execute(db)
  const [row] = rows
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${run}.`)
  return { ...row, brief: briefSchema.parse(row.brief) }
}

async function loadRewards(
  db: DbOrTx,
  { run, now }: { run: number; now: InstantMs },
): Promise<Rewards> {
  const { rows } = await sql<Rewards>`
    select count(*) as issued, count(redeemed_at) as redeemed, coalesce(sum(cost), 0) as cost,
      coalesce(sum(cost) filter (where redeemed_at is not null), 0) as "redeemedCost",
      coalesce(sum(face_value) filter (
        where redeemed_at is null and expires_at > ${new Date(now)}), 0) as owed
    from reward_issue where run = ${run}`.execute(db)
  return rows[0] ?? { issued: 0, redeemed: 0, cost: 0, redeemedCost: 0, owed: 0 }
}

async function loadEnds(db: DbOrTx, run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ reason: string; n: number }>`
    select coalesce(reason, 'completed') as reason, count(*) as n from enrolment
    where run = ${run} and state = 3 group by 1 order by 1`.execute(db)
  return Object.fromEntries(rows.map(({ reason, n }) => [reason, n]))
}

type People = Omit<Band, 'dormancy' | 'pointsThird'>

function totalsOf(bands: readonly Band[]): People {
  const sum = (of: (band: Band) => number) => bands.reduce((total, band) => total + of(band), 0)
  return {
    enrolled: sum((band) => band.enrolled),
    contacted: sum((band) => band.contacted),
    wokeUp: sum((band) => band.wokeUp),
    thanked: sum((band) => band.thanked),
    wonBack: sum((band) => band.wonBack),
    purchases: sum((band) => band.purchases),
    amount: sumMoney(bands.map((band) => band.amount)),
  }
}

function costsOf(spent: {
  contacts: readonly ContactReport[]
  thanks: readonly number[]
  rewards: Rewards
  contacted: number
}): Report['costs'] {
  const isThanks = ({ node }: ContactReport) => spent.thanks.includes(node)
  const costOf = (reports: readonly ContactReport[]) => sumMoney(reports.map(({ cost }) => cost))
  const contacts = costOf(spent.contacts.filter((report) => !isThanks(report)))
  const thanks = costOf(spent.contacts.filter(isThanks))
  const rewards = spent.rewards.cost
  const total = sumMoney([contacts, thanks, rewards])
  return { contacts, thanks, rewards, total, perHead: ratio(total, spent.contacted) }
}

function funnelOf(people: People, costs: Report['costs']): FunnelStep[] {
  const { contacted, wokeUp, thanked, wonBack } = people
  const step = (
    name: FunnelStep['step'],
    customers: number,
    { cost, previous }: { cost: number | null; previous: number | null },
  ): FunnelStep => ({
    step: name,
    customers,
    cost,
    unitCost: cost === null ? null : ratio(cost, customers),
    ofContacted: ratio(customers, contacted),
    ofPrevious: previous === null ? null : ratio(customers, previous),
  })
  return [
    step('contacted', contacted, { cost: costs.contacts, previous: null }),
    step('wokeUp', wokeUp, { cost: null, previous: contacted }),
    step('thanked', thanked, { cost: costs.thanks, previous: wokeUp }),
    step('wonBack', wonBack, { cost: null, previous: wokeUp }),
  ]
}

function plannedLines(
  brief: Brief,
  { people, cost }: { people: People; cost: number },
): PlannedLine[] {
  const percent = (n: number) => (people.contacted === 0 ? null : (100 * n) / people.contacted)
  return [
    { figure: 'customers', planned: brief.targetSize, actual: people.contacted },
    { figure: 'cost', planned: brief.budget, actual: cost },
    { figure: 'responseRate', planned: brief.goals.responseRate, actual: percent(people.wokeUp) },
    { figure: 'wonBackRate', planned: brief.goals.wonBackRate, actual: percent(people.wonBack) },
    { figure: 'sales', planned: brief.goals.sales, actual: people.amount },
  ]
}

/** In hundredths, so that sums are exact. */
function sumMoney(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0) / 100
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
