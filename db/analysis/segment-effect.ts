import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Db } from '../schema.ts'
import { fromWhere, loadRuleContext } from '../segments/rule-sql.ts'
import { readWithRoom } from '../segments/segments.ts'

/** How many of a group of customers belonged to a segment before and after. */
export interface Movement {
  readonly customers: number
  readonly before: number
  readonly after: number
  readonly joined: number
  readonly left: number
}

export interface SegmentEffect {
  readonly before: InstantMs
  readonly after: InstantMs
  /** Whom the run took in. */
  readonly enrolled: Movement
  /** All other customers, to compare with. */
  readonly others: Movement
}

/**
 * Who belonged to a rule when a run began and when it ended (or now), among those it took in and among all others.
 * Purchases and responses are looked at as of both instants; a profile keeps no history, so conditions on it say what
 * they say now. Fails with NOT_FOUND, and with INVALID for a sandbox, which changes nothing.
 */
export async function segmentEffect(
  db: Db,
  { rule, run: uuid, now }: { rule: Rule; run: string; now: InstantMs },
): Promise<SegmentEffect> {
  return readWithRoom(db, async (tx) => {
    const run = await tx
      .selectFrom('run')
      .select(['id', 'kind', 'started_at', 'ended_at'])
      .where('uuid', '=', uuid)
      .executeTakeFirst()
    if (!run) throw new Failure('NOT_FOUND', `There is no run ${uuid}.`)
    if (run.kind === 'sandbox') {
      throw new Failure('INVALID', 'A sandbox run changes no real customer: choose another run.', {
        details: { reason: 'SANDBOX_HAS_NO_EFFECT' },
      })
    }
    const [before, after] = [run.started_at, run.ended_at ?? now]
    const members = async (at: InstantMs) =>
      sql`select c.id ${fromWhere(rule, await loadRuleContext(tx, at))}`
    const { rows } = await sql<Movement & { enrolled: boolean }>`
      with was as materialized (${await members(before)}), now_is as materialized (${await members(after)}),
      taken as (select distinct customer from enrolment where run = ${run.id})
      select t.customer is not null as enrolled, count(*)::int as customers, count(w.id)::int as before,
        count(n.id)::int as after, count(*) filter (where n.id is not null and w.id is null)::int as joined,
        count(*) filter (where w.id is not null and n.id is null)::int as "left"
      from customer c left join taken t on t.customer = c.id left join was w on w.id = c.id
      left join now_is n on n.id = c.id
      where c.erased_at is null group by 1`.execute(tx)
    const of = (enrolled: boolean): Movement => {
      const { enrolled: _, ...movement } = rows.find((row) => row.enrolled === enrolled) ?? {
        ...nobody,
        enrolled,
      }
      return movement
    }
    return { before, after, enrolled: of(true), others: of(false) }
  })
}

const nobody: Movement = { customers: 0, before: 0, after: 0, joined: 0, left: 0 }
