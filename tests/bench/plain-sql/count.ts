import { sql } from 'kysely'
import type { Tx } from '../../../db/schema.ts'
import type { Hop, Place } from './move.ts'

interface Counted {
  readonly node: number
  readonly what: string
}

/** What everybody's moves change in the counters and in their changes of this minute. */
export async function countMoves(
  tx: Tx,
  place: Place,
  { cohort, hops }: { cohort: number; hops: readonly Hop[] },
): Promise<void> {
  const counted = hops.flatMap(({ from, port, to }): Counted[] =>
    to === null
      ? [{ node: from, what: 'ended' }]
      : [
          { node: from, what: `port:${port}` },
          { node: to, what: 'entered' },
        ],
  )
  await count(tx, place, { cohort, counted })
}

/** Adds everybody of the cohort to these counters. */
export async function count(
  tx: Tx,
  { run, cohortSize }: Place,
  { cohort, counted }: { cohort: number; counted: readonly Counted[] },
): Promise<void> {
  const rows = sql.join(counted.map(({ node, what }) => sql`(${node}::smallint, ${what}::text)`))
  await sql`
    with size as (select least(${cohortSize}::int, admitted - ${cohort * cohortSize}::int) as n from run where id = ${run}),
    v as (select c.node, c.what, size.n from (values ${rows}) c(node, what), size order by c.node, c.what),
    now as (
      insert into counter as c (run, node, what, slot, n)
      select ${run}::int, node, what, ${cohort % 32}::int, n from v
      on conflict (run, node, what, slot) do update set n = c.n + excluded.n)
    insert into counter_change as c (run, minute, node, what, slot, n)
    select ${run}::int, date_trunc('minute', clock_timestamp()), node, what, ${cohort % 32}::int, n from v
    on conflict (run, minute, node, what, slot) do update set n = c.n + excluded.n`.execute(tx)
}
