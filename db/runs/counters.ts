import { sql } from 'kysely'
import type { NotMade } from '../../engine/kinds/contact.ts'
import { numberArray, textArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'

/** A change of one count: arrivals, moves by port, ends, holds, contacts made and not made. */
export interface Count {
  readonly node: number
  readonly what: CountOf
  /** 0–31; spreads cohorts over rows so that they do not wait for each other. */
  readonly slot: number
  readonly n: number
}

/**
 * `port:<name>` counts only moves that lead on by that port, `moved` those that an operator or a migration led on; who
 * leaves the scenario at the node counts as `ended`, and as `won` besides if that is a success. So those who stand at a
 * node now are `entered` less all ports less `moved` less `ended`. `held:<REASON>` are parts of `held`,
 * `unsent:<status>` parts of `unsent`.
 */
export type CountOf =
  | 'entered'
  | 'moved'
  | 'ended'
  | 'won'
  | 'held'
  | `held:${string}`
  | 'sent'
  | 'unsent'
  | `unsent:${NotMade}`
  | 'unknown'
  | `port:${string}`

/** People who are held from now on, or with a negative `n` no longer; also by their reason. */
export function heldCounts({
  reason,
  ...count
}: Omit<Count, 'what'> & { readonly reason: string }): Count[] {
  return [
    { ...count, what: 'held' },
    { ...count, what: `held:${reason}` },
  ]
}

/** Contacts that were taken back before they were made. */
export function cancelledCounts(
  cancelled: readonly { readonly node: number; readonly n: number }[],
  slot: number,
): Count[] {
  return cancelled.flatMap(({ node, n }) => [
    { node, what: 'unsent', slot, n },
    { node, what: 'unsent:cancelled', slot, n },
  ])
}

/**
 * Adds to the run's counters and to their changes of this minute: by the clock of a sandbox, else the real one. Call it
 * late in a transaction: rows are shared.
 */
export async function saveCounts(tx: Tx, run: number, counts: readonly Count[]): Promise<void> {
  const merged = mergeCounts(counts)
  if (merged.length === 0) return
  const columns = [
    merged.map((c) => c.node),
    merged.map((c) => c.what),
    merged.map((c) => c.slot),
    merged.map((c) => c.n),
  ] as const
  const values = sql`unnest(${numberArray(columns[0])}::smallint[], ${textArray(columns[1])}::text[], ${numberArray(columns[2])}::smallint[], ${numberArray(columns[3])}::bigint[])`
  await sql`
    with v as (select * from ${values} v(node, what, slot, n)),
    now as (
      insert into counter as c (run, node, what, slot, n)
      select ${run}::int, node, what, slot, n from v
      on conflict (run, node, what, slot) do update set n = c.n + excluded.n)
    insert into counter_change as c (run, minute, node, what, slot, n)
    select ${run}::int, date_trunc('minute', coalesce((select clock_at from run where id = ${run}), clock_timestamp())),
      node, what, slot, n from v
    on conflict (run, minute, node, what, slot) do update set n = c.n + excluded.n`.execute(tx)
}

/** One row per counter, in an order that all transactions share, so that they cannot block each other in a circle. */
function mergeCounts(counts: readonly Count[]): Count[] {
  const merged = new Map<string, Count>()
  for (const count of counts) {
    const key = `${count.node} ${count.what} ${count.slot}`
    merged.set(key, { ...count, n: count.n + (merged.get(key)?.n ?? 0) })
  }
  return [...merged.entries()]
    .filter(([, c]) => c.n !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, c]) => c)
}
