import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Db } from '../schema.ts'
import { conditionsOf, loadRuleContext } from '../segments/rule-sql.ts'
import { readWithRoom } from '../segments/segments.ts'

/** Customers who belong to exactly these segments of those asked for, and to no other of them. */
export interface Share {
  /** In the order asked for. */
  readonly segments: readonly string[]
  readonly customers: number
  readonly amount: number
}

/**
 * How up to ten saved segments overlap as of an instant: every combination that somebody belongs to, the largest first.
 * Together the combinations are the union. Fails with INVALID for a segment that does not exist.
 */
export async function countOverlap(
  db: Db,
  { segments, asOf }: { segments: readonly string[]; asOf: InstantMs },
): Promise<Share[]> {
  return readWithRoom(db, async (tx) => {
    const context = await loadRuleContext(tx, asOf)
    const rules = segments.map((segment): Rule => ({ type: 'segment', segment, member: true }))
    const { from, conditions } = conditionsOf(rules, { ...context, metrics: true })
    const bits = conditions.map(
      (holds, i) => sql`case when ${holds} then ${2 ** i}::int else 0 end`,
    )
    const { rows } = await sql<{ bits: number; customers: number; amount: number }>`
      select bits, count(*)::int as customers, coalesce(sum(total_amount), 0) as amount
      from (select ${sql.join(bits, sql` + `)} as bits, m.total_amount ${from} where c.erased_at is null) member
      where bits > 0 group by bits order by customers desc, bits`.execute(tx)
    return rows.map(({ bits: belongs, ...share }) => ({
      ...share,
      segments: segments.filter((_, i) => (belongs & (2 ** i)) !== 0),
    }))
  })
}
