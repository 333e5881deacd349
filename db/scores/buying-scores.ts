import { sql } from 'kysely'
import type { BgNbdFit } from '../../engine/scores/bg-nbd.ts'
import type { GammaGamma, GammaGammaFit, Spending } from '../../engine/scores/gamma-gamma.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { BuyingSettings } from '../../schemas/score.ts'
import { numberArray } from '../arrays.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { type BuyingOutput, buyersMin, type DayHistory, fitBuying } from './buying-fit.ts'
import { clearScores, saveModel } from './models.ts'

const name = 'BG/NBD + Gamma-Gamma'
const keys = ['alive', 'churnRisk', 'expectedPurchases', 'expectedAmount', 'expectedValue'] as const
/** A fit looks at no more customers than this, drawn evenly; its errors are then already below a percent or two. */
const fittedMax = 200_000

export interface BuyingModel {
  readonly buying: BgNbdFit
  /** Null: too few bought twice, or the model does not fit amounts (q ≤ 1); then no amounts are foretold. */
  readonly spending: GammaGammaFit | null
}

/**
 * Foretells for every buyer, as of an instant, whether they still buy, how often they will in the days to come, and
 * for how much: BG/NBD and Gamma-Gamma, fitted to the purchases of this installation. Days with a purchase count, in
 * the installation’s zone; weeks are the unit of time. Fails with NOT_READY when there is too little to learn from.
 */
export async function makeBuyingScores(
  db: Db,
  { asOf, settings, by }: { asOf: InstantMs; settings: BuyingSettings; by: string },
): Promise<BuyingModel & { name: string; version: number; customers: number }> {
  return inTransaction(db, async (tx) => {
    const { customers, from, correlation } = await stageHistories(tx, asOf)
    if (customers < buyersMin) {
      throw new Failure(
        'NOT_READY',
        `Only ${customers} customers have bought by then; this needs at least ${buyersMin}. Import purchases first.`,
        { details: { reason: 'TOO_FEW_BUYERS', n: customers, least: buyersMin } },
      )
    }
    const histories = await loadHistories(tx)
    const found = await fitBuying({
      fitOn: await loadFitted(tx, customers),
      spending: await loadSpending(tx, customers),
      histories,
      aheadDays: settings.aheadDays,
    })
    const { buying, spending } = found
    await stageForetold(tx, histories, found)
    await writeScores(tx, spending?.model ?? null)
    const { version } = await saveModel(tx, {
      ...{ kind: 'buying', name, settings, asOf, by, customers },
      parameters: { buying: buying.estimates, spending: spending?.estimates ?? null },
      quality: {
        fittedOn: buying.customers,
        converged: buying.converged && (spending?.converged ?? true),
        logLikelihood: buying.logLikelihood,
        // The second model takes amount and frequency to be independent; far from 0 that does not hold.
        frequencyAmountCorrelation: correlation,
      },
      windowFrom: from,
      keys: spending ? keys : keys.slice(0, 3),
    })
    return { name, buying, spending, version, customers }
  })
}

async function stageHistories(
  tx: Tx,
  asOf: InstantMs,
): Promise<{ customers: number; from: InstantMs | null; correlation: number | null }> {
  await sql`select set_config('work_mem', '256MB', true), set_config('jit', 'off', true)`.execute(
    tx,
  )
  await sql`
    create temp table buying_history on commit drop as
    with house as (select zone from installation),
    days as (
      select p.customer, (p.at at time zone zone)::date as day, sum(p.amount)::float8 as amount
      from purchase p, house where p.at <= ${new Date(asOf)} group by 1, 2),
    firsts as (select *, min(day) over (partition by customer) as first from days)
    select d.customer, (count(*) - 1)::int as repeats, max(day) - first as last,
      (${new Date(asOf)}::timestamptz at time zone (select zone from house))::date - first as age,
      coalesce(avg(amount) filter (where day > first), 0) as mean
    from firsts d join customer c on c.id = d.customer and c.erased_at is null
    group by d.customer, first`.execute(tx)
  await sql`analyze buying_history`.execute(tx)
  const { rows } = await sql<{
    customers: number
    from: InstantMs | null
    correlation: number | null
  }>`
    select count(*)::int as customers, (select min(first_purchase_at) from customer_metric) as "from",
      corr(repeats, mean) filter (where repeats > 0) as correlation
    from buying_history`.execute(tx)
  return rows[0] ?? { customers: 0, from: null, correlation: null }
}

/** The same customers each time: every n-th by number. */
function everyNth(customers: number): number {
  return Math.max(1, Math.ceil(customers / fittedMax))
}

async function loadHistories(tx: Tx): Promise<DayHistory[]> {
  const { rows } = await sql<DayHistory>`
    select distinct repeats, last, age from buying_history`.execute(tx)
  return rows
}

async function loadFitted(tx: Tx, customers: number): Promise<(DayHistory & { n: number })[]> {
  const { rows } = await sql<DayHistory & { n: number }>`
    select repeats, last, age, count(*)::int as n from buying_history
    where customer % ${everyNth(customers)}::int = 0 group by 1, 2, 3`.execute(tx)
  return rows
}

async function loadSpending(tx: Tx, customers: number): Promise<Spending[]> {
  const { rows } = await sql<{ repeats: number; mean: number }>`
    select repeats, mean from buying_history
    where repeats > 0 and mean > 0 and customer % ${everyNth(customers)}::int = 0`.execute(tx)
  return rows.map(({ repeats, mean }) => ({ purchases: repeats, meanAmount: mean }))
}

async function writeScores(tx: Tx, spending: GammaGamma | null): Promise<void> {
  await clearScores(tx, keys)
  const amount = spending
    ? sql`(${spending.p}::float8 * (${spending.gamma}::float8 + h.repeats * h.mean)
        / (${spending.p}::float8 * h.repeats + ${spending.q}::float8 - 1))`
    : sql`null::float8`
  // Rounded: more digits than the errors allow would only fill the disk.
  await sql`
    insert into customer_score as s (customer, scores)
    select h.customer, jsonb_strip_nulls(jsonb_build_object(
      'alive', round(f.alive::numeric, 4), 'churnRisk', round((1 - f.alive)::numeric, 4),
      'expectedPurchases', round(f.expected::numeric, 4), 'expectedAmount', round(${amount}::numeric, 2),
      'expectedValue', round((f.expected * ${amount})::numeric, 2)))
    from buying_history h join foretold f using (repeats, last, age) order by h.customer
    on conflict (customer) do update set scores = s.scores || excluded.scores`.execute(tx)
}

const chunkSize = 20_000

/** What the model says of every history that occurs. */
async function stageForetold(
  tx: Tx,
  histories: readonly DayHistory[],
  { alive, expected }: BuyingOutput,
): Promise<void> {
  await sql`create temp table foretold (
    repeats int, last int, age int, alive float8, expected float8) on commit drop`.execute(tx)
  for (let i = 0; i < histories.length; i += chunkSize) {
    const chunk = histories.slice(i, i + chunkSize)
    await sql`
      insert into foretold
      select * from unnest(
        ${numberArray(chunk.map((h) => h.repeats))}::int[], ${numberArray(chunk.map((h) => h.last))}::int[],
        ${numberArray(chunk.map((h) => h.age))}::int[], ${numberArray(alive.slice(i, i + chunkSize))}::float8[],
        ${numberArray(expected.slice(i, i + chunkSize))}::float8[])`.execute(tx)
  }
  await sql`analyze foretold`.execute(tx)
}
