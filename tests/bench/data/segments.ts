import { sql } from 'kysely'
import { countWithSample, estimateSegment } from '../../../db/analysis/estimate.ts'
import { loadCustomerPage } from '../../../db/customers/customer-page.ts'
import type { Db } from '../../../db/schema.ts'
import { makeBuyingScores } from '../../../db/scores/buying-scores.ts'
import { countSegment } from '../../../db/segments/segments.ts'
import { dayIn } from '../../../engine/metrics.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { buyingSettingsSchema } from '../../../schemas/score.ts'
import { percentile, summarise } from '../statistics.ts'
import type { DataPart } from './part.ts'

const rounds = 5
const pages = 300
const zone = 'Asia/Seoul'
const dayMs = 86_400_000

/** Five clauses, one of them a window of purchases. */
const clauses: readonly Rule[] = [
  { type: 'field', field: 'gender', op: 'is', value: 'f' },
  { type: 'field', field: 'region', op: 'oneOf', value: ['서울', '경기', '인천'] },
  { type: 'field', field: 'points', op: 'atLeast', value: 3000 },
  { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 5 },
  { type: 'purchases', measure: 'sum', op: 'atLeast', value: 100_000, withinDays: 180 },
]
const five: Rule = { type: 'all', rules: [...clauses] }

/** What an editor goes through while a segment takes shape: sentence by sentence, and its numbers again. */
const edited: readonly Rule[] = [
  { type: 'everyone' },
  ...clauses.map((_, i): Rule => ({ type: 'all', rules: clauses.slice(0, i + 1) })),
  { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 },
  { type: 'field', field: 'totalAmount', op: 'atLeast', value: 700_000 },
  { type: 'not', rule: five },
  { type: 'any', rules: clauses.slice(0, 3) },
]

/** Segments against SQL by hand, live counts, the page of one customer, and a fit of the buying model. */
export const segments: DataPart = async ({ db, now, print }) => {
  await sql`vacuum analyze`.execute(db)
  const ours: number[] = []
  const best: number[] = []
  for (let round = 0; round < rounds; round++) {
    const counted = await timed(() => countSegment(db, five, now))
    const byHand = await timed(() => countByHand(db, now))
    if (counted.result !== byHand.result) {
      throw new Error(`The segment has ${counted.result} customers, by hand ${byHand.result}.`)
    }
    ours.push(counted.ms)
    best.push(byHand.ms)
  }
  print('segment_over_best_sql', summarise(ours).value / summarise(best).value)
  const live: number[] = []
  const exact: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (const rule of edited) {
      const wanted = { rule, asOf: now, sample: 8 }
      live.push((await timed(() => estimateSegment(db, wanted))).ms)
      exact.push((await timed(() => countWithSample(db, wanted))).ms)
    }
  }
  // What is shown at once, and what takes its place when everybody has been counted.
  print('segment_live_count_ms_p95', percentile(live, 0.95))
  print('segment_exact_count_ms_p95', percentile(exact, 0.95))
  const { rows: people } = await sql<{ uuid: string }>`
    select uuid from customer order by md5(uuid::text) limit ${pages}`.execute(db)
  const page: number[] = []
  for (const { uuid } of people) page.push((await timed(() => loadCustomerPage(db, uuid))).ms)
  print('profile_page_ms_p95', percentile(page, 0.95))
  const settings = buyingSettingsSchema.parse({})
  const fit = await timed(() => makeBuyingScores(db, { asOf: now, by: 'bench', settings }))
  print('score_fit_s', fit.ms / 1000)
}

/** The same question as a person who knows the tables would write it: filters first, then the purchases of the few. */
async function countByHand(db: Db, now: number): Promise<number> {
  const from = new Date(Date.parse(`${dayIn(zone, now - 180 * dayMs)}T00:00:00+09:00`))
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from customer c join customer_metric m on m.customer = c.id
    where c.erased_at is null and c.gender = 'f' and c.region in ('서울', '경기', '인천') and c.points >= 3000
      and m.purchase_count >= 5 and (
        select sum(p.amount) from purchase p
        where p.customer = c.id and p.at >= ${from} and p.at <= ${new Date(now)}) >= 100000`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const began = performance.now()
  const result = await work()
  return { ms: performance.now() - began, result }
}
