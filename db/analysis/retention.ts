import { sql } from 'kysely'
import { dayIn } from '../../engine/metrics.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Db } from '../schema.ts'
import { fromWhere, loadRuleContext } from '../segments/rule-sql.ts'
import { readWithRoom } from '../segments/segments.ts'

/** Everybody who first bought in one month, and who of them bought in it and in each later month. */
export interface BuyingCohort {
  /** YYYY-MM, in the zone of the installation. */
  readonly month: string
  readonly customers: number
  /** Of these customers, who bought so many months later; the first is the month itself. */
  readonly active: readonly number[]
  readonly amount: readonly number[]
}

/** The cohorts of the last `months` months up to an instant, the oldest first; months without new buyers are left out. */
export async function countRetention(
  db: Db,
  { rule, months, asOf }: { rule: Rule; months: number; asOf: InstantMs },
): Promise<BuyingCohort[]> {
  return readWithRoom(db, async (tx) => {
    const context = await loadRuleContext(tx, asOf)
    const at = sql`${new Date(asOf)}::timestamptz`
    const { rows } = await sql<{ month: string; later: number; customers: number; amount: number }>`
      with newcomer as (
        select m.customer, date_trunc('month', m.first_purchase_at at time zone ${context.zone}) as month
        from customer_metric m
        where m.first_purchase_at <= ${at}
          and m.first_purchase_at >= (date_trunc('month', ${at} at time zone ${context.zone})
            - ${months - 1}::int * interval '1 month') at time zone ${context.zone}
          and m.customer in (select c.id ${fromWhere(rule, context)})),
      bought as (
        select n.month, n.customer, date_trunc('month', p.at at time zone ${context.zone}) as bought,
          sum(p.amount) as amount
        from newcomer n join purchase p on p.customer = n.customer and p.at <= ${at}
        group by 1, 2, 3)
      select to_char(month, 'YYYY-MM') as month,
        (extract(year from age(bought, month)) * 12 + extract(month from age(bought, month)))::int as later,
        count(*)::int as customers, sum(amount) as amount
      from bought group by 1, 2 order by 1, 2`.execute(tx)
    const names = [...new Set(rows.map(({ month }) => month))]
    const end = monthNo(dayIn(context.zone, asOf))
    return names.map((month) =>
      cohortOf(
        month,
        rows.filter((row) => row.month === month),
        end,
      ),
    )
  })
}

function cohortOf(
  month: string,
  rows: readonly { later: number; customers: number; amount: number }[],
  end: number,
): BuyingCohort {
  const length = end - monthNo(month) + 1
  const series = (of: (row: (typeof rows)[number]) => number) =>
    Array.from({ length }, (_, later) => {
      const row = rows.find((one) => one.later === later)
      return row ? of(row) : 0
    })
  const active = series((row) => row.customers)
  return { month, customers: active[0] ?? 0, active, amount: series((row) => row.amount) }
}

/** Months since the year 0 of a text that begins with YYYY-MM. */
function monthNo(month: string): number {
  const [year = 0, no = 1] = month.split('-').map(Number)
  return year * 12 + no - 1
}
