import { sql } from 'kysely'
import { shareOf } from '../../engine/shares.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Db } from '../schema.ts'
import { loadRuleContext } from '../segments/rule-sql.ts'
import {
  countCustomers,
  countSegment,
  countShare,
  readWithRoom,
  type SampledCustomer,
  sampleSegment,
} from '../segments/segments.ts'

/** Up to so many customers everybody is looked at; of more, about `lookedAt` of them. */
const exactUpTo = 100_000
const lookedAt = 25_000

export interface SegmentCount {
  readonly count: number
  readonly of: number
  /** Null: exact; else where the true count lies with a confidence of 95 %. */
  readonly between: { readonly low: number; readonly high: number } | null
  readonly sample: readonly SampledCustomer[]
}

/** How many belong, of all, with some of them; exact. */
export async function countWithSample(
  db: Db,
  { rule, asOf, sample }: { rule: Rule; asOf: InstantMs; sample: number },
): Promise<SegmentCount> {
  const [count, of, members] = await Promise.all([
    countSegment(db, rule, asOf),
    countCustomers(db),
    sampleSegment(db, rule, asOf, sample),
  ])
  return { count, of, between: null, sample: members }
}

/**
 * The same at once: where there are many customers, those on some pages of the table stand for all of them, always the
 * same while nothing changes. The interval takes customers to be independent;
 * it says nothing of who was stored together. Where there are few the count is exact.
 */
export async function estimateSegment(
  db: Db,
  wanted: { rule: Rule; asOf: InstantMs; sample: number },
): Promise<SegmentCount> {
  const { rows } = await sql<{ rows: number }>`
    select reltuples::float8 as rows from pg_class where oid = 'customer'::regclass`.execute(db)
  const stored = rows[0]?.rows ?? 0
  if (stored <= exactUpTo) return countWithSample(db, wanted)
  const { rule, asOf, sample } = wanted
  const share = lookedAt / stored
  return readWithRoom(db, async (tx) => {
    const context = { ...(await loadRuleContext(tx, asOf)), share }
    const { rows: seen } = await sql<{ living: number; all: number }>`
      select count(*) filter (where c.erased_at is null)::int as living, count(*)::int as all
      from customer c tablesample system (${share * 100}) repeatable (1)`.execute(tx)
    const { living, all } = seen[0] ?? { living: 0, all: 0 }
    const of = Math.round(stored * (all === 0 ? 1 : living / all))
    const found = await countShare(tx, { rule, context, n: Math.max(1, sample) })
    const shown = found.sample.slice(0, sample)
    if (rule.type === 'everyone') return { count: of, of, between: null, sample: shown }
    const { value, low, high } = shareOf(found.count, living) ?? { value: 0, low: 0, high: 1 }
    const between = { low: Math.floor(low * of), high: Math.ceil(high * of) }
    return { count: Math.round(value * of), of, between, sample: shown }
  })
}
