import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { RfmSettings } from '../../schemas/score.ts'
import type { Db, Tx } from '../schema.ts'
import { loadRuleContext, metricsAsOf } from '../segments/rule-sql.ts'
import { inTransaction } from '../transaction.ts'
import { clearScores, saveModel } from './models.ts'

const name = 'RFM'
const keys = ['recencyMark', 'frequencyMark', 'valueMark'] as const

/** Where marks begin, ascending. More is better everywhere: recency counts as minus the days. */
export interface RfmCuts {
  readonly recency: readonly number[]
  readonly frequency: readonly number[]
  readonly value: readonly number[]
}

/**
 * Gives every buyer marks from 1 to `classes` for recency, frequency and value as of an instant: by the cuts given, or
 * by groups of equal size. Equal values always get equal marks: mark k begins at the smallest value that at least
 * (k − 1) ÷ classes of all buyers lie below, so where many are alike marks above them may stay empty. Hughes,
 * “Strategic Database Marketing” (1994).
 */
export async function makeRfmScores(
  db: Db,
  { asOf, settings, by }: { asOf: InstantMs; settings: RfmSettings; by: string },
): Promise<{ name: string; version: number; customers: number; cuts: RfmCuts }> {
  checkCuts(settings)
  return inTransaction(db, async (tx) => {
    await stageMetrics(tx, asOf)
    const { classes, cuts: given } = settings
    const cuts: RfmCuts = {
      recency: given.recencyDays
        ? given.recencyDays.map((days) => -days).toReversed()
        : await quantileCuts(tx, 'recency', classes),
      frequency: given.purchaseCount ?? (await quantileCuts(tx, 'frequency', classes)),
      value: given.totalAmount ?? (await quantileCuts(tx, 'value', classes)),
    }
    const counts = await writeMarks(tx, cuts)
    const { version } = await saveModel(tx, {
      ...{ kind: 'rfm', name, settings, asOf, by, keys },
      parameters: cuts,
      quality: { cells: counts.cells },
      windowFrom: await oldestPurchase(tx),
      customers: counts.customers,
    })
    return { name, version, customers: counts.customers, cuts }
  })
}

function checkCuts({ classes, cuts }: RfmSettings): void {
  for (const [name, values] of Object.entries(cuts)) {
    if (values === undefined) continue
    if (values.length !== classes - 1) {
      throw new Failure(
        'INVALID',
        `${name} has ${values.length} thresholds; ${classes} marks need ${classes - 1}.`,
        {
          details: {
            reason: 'THRESHOLDS_COUNT',
            field: name,
            n: values.length,
            least: classes - 1,
          },
        },
      )
    }
    const wrong = values.find((value, i) => i > 0 && value < (values[i - 1] ?? value))
    if (wrong !== undefined) {
      throw new Failure('INVALID', `${name} must ascend: ${wrong} stands after a larger value.`, {
        details: { reason: 'THRESHOLDS_ORDER', field: name },
      })
    }
  }
}

async function stageMetrics(tx: Tx, asOf: InstantMs): Promise<void> {
  const context = await loadRuleContext(tx, asOf)
  await sql`
    create temp table rfm on commit drop as
    select m.customer, m.first_purchase_at,
      -greatest(0, (${new Date(asOf)}::timestamptz at time zone ${context.zone})::date
        - (m.last_purchase_at at time zone ${context.zone})::date) as recency,
      m.purchase_count as frequency, m.total_amount::float8 as value
    from ${metricsAsOf(context)} m join customer c on c.id = m.customer and c.erased_at is null`.execute(
    tx,
  )
}

/** Of those who got marks. */
async function oldestPurchase(tx: Tx): Promise<InstantMs | null> {
  const { rows } = await sql<{ at: InstantMs | null }>`
    select min(first_purchase_at) as at from rfm`.execute(tx)
  return rows[0]?.at ?? null
}

async function quantileCuts(
  tx: Tx,
  column: 'recency' | 'frequency' | 'value',
  classes: number,
): Promise<number[]> {
  const { rows } = await sql<{ cut: number }>`
    with counted as (
      select ${sql.ref(column)}::float8 as x, count(*) as n from rfm group by 1),
    ranked as (
      select x, sum(n) over (order by x) - n as below, sum(n) over () as total from counted)
    select min(x) as cut from generate_series(1, ${classes - 1}::int) k
    join ranked on below * ${classes}::int >= k * total
    group by k order by k`.execute(tx)
  return rows.map((row) => row.cut)
}

async function writeMarks(
  tx: Tx,
  cuts: RfmCuts,
): Promise<{ customers: number; cells: Record<string, number> }> {
  const mark = (column: string, of: readonly number[]) =>
    of.length === 0
      ? sql`1`
      : sql`width_bucket(${sql.ref(column)}::float8, ${[...of]}::float8[]) + 1`
  await sql`
    create temp table marked on commit drop as
    select customer, ${mark('recency', cuts.recency)} as r, ${mark('frequency', cuts.frequency)} as f,
      ${mark('value', cuts.value)} as v
    from rfm`.execute(tx)
  await clearScores(tx, keys)
  await sql`
    insert into customer_score as s (customer, scores)
    select customer, jsonb_build_object('recencyMark', r, 'frequencyMark', f, 'valueMark', v)
    from marked order by customer
    on conflict (customer) do update set scores = s.scores || excluded.scores`.execute(tx)
  const { rows } = await sql<{ cell: string; n: number }>`
    select concat_ws('-', r, f, v) as cell, count(*)::int as n from marked group by 1 order by 1`.execute(
    tx,
  )
  return {
    customers: rows.reduce((sum, row) => sum + row.n, 0),
    cells: Object.fromEntries(rows.map((row) => [row.cell, row.n])),
  }
}
