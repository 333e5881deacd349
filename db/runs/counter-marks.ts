import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray, textArray } from '../arrays.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** The sum of a counter over its slots. */
export interface CounterSum {
  readonly node: number
  readonly what: string
  readonly n: number
}

const hourMs = 3_600_000
const minuteMs = 60_000
/** A transaction that began in an hour may still be open so long after it. */
const settleMs = 10 * minuteMs
const insertMax = 20_000

/**
 * Writes the marks that are missing: for every run and every hour with changes that is over, all that had changed by its
 * end. Counted back from the counters themselves, so that a change which was committed late is in every later mark. A
 * sandbox keeps its changes by its own clock, which may stand: it is marked once, after its end. Answers how many hours
 * were marked.
 */
export async function markCounters(db: Db): Promise<number> {
  const { rows: runs } = await sql<{ run: number; whole: boolean; now: InstantMs }>`
    select r.id as run, r.kind = 'sandbox' as whole, clock_timestamp() as now
    from run r
    cross join lateral (select max(until) as until from counter_mark where run = r.id) m
    cross join lateral (
      select min(minute) as minute from counter_change
      where run = r.id and minute >= coalesce(m.until, '-infinity')) first
    where first.minute < case
      when r.kind <> 'sandbox' then date_trunc('hour', clock_timestamp() - ${settleMs} * interval '1 ms', 'UTC')
      when r.ended_at < clock_timestamp() - ${settleMs} * interval '1 ms' then 'infinity' end
    order by r.id`.execute(db)
  let marked = 0
  for (const { run, whole, now } of runs) {
    const closed = whole ? Number.POSITIVE_INFINITY : Math.floor((now - settleMs) / hourMs) * hourMs
    marked += await inTransaction(db, (tx) => markRun(tx, run, closed), {
      isolation: 'repeatable read',
    })
  }
  return marked
}

/** `closed`: only hours that end by then; infinite: all. */
async function markRun(tx: Tx, run: number, closed: InstantMs): Promise<number> {
  const { rows: changes } = await sql<CounterSum & { hour: InstantMs }>`
    select date_trunc('hour', minute, 'UTC') as hour, node, what, sum(n)::bigint as n
    from counter_change
    where run = ${run} and minute >= coalesce(
      (select max(until) from counter_mark where run = ${run}), '-infinity')
    group by 1, 2, 3 order by 1 desc`.execute(tx)
  const { rows: sums } = await sql<CounterSum>`
    select node, what, sum(n)::bigint as n from counter where run = ${run} group by node, what`.execute(
    tx,
  )
  const standing = new Map(sums.map((sum) => [`${sum.node} ${sum.what}`, { ...sum }]))
  const marks: (CounterSum & { until: InstantMs })[] = []
  let hours = 0
  let marking: InstantMs | null = null
  for (const { hour, node, what, n } of changes) {
    const until = hour + hourMs
    if (hour !== marking && until <= closed) {
      for (const sum of standing.values()) if (sum.n !== 0) marks.push({ ...sum, until })
      hours++
    }
    marking = hour
    const sum = standing.get(`${node} ${what}`)
    if (sum) sum.n -= n
  }
  for (let from = 0; from < marks.length; from += insertMax) {
    await saveMarks(tx, run, marks.slice(from, from + insertMax))
  }
  return hours
}

async function saveMarks(
  tx: Tx,
  run: number,
  marks: readonly (CounterSum & { until: InstantMs })[],
): Promise<void> {
  await sql`
    insert into counter_mark (run, until, node, what, n)
    select ${run}::int, to_timestamp(until / 1000), node, what, n
    from unnest(
      ${numberArray(marks.map((m) => m.until))}::float8[], ${numberArray(marks.map((m) => m.node))}::smallint[],
      ${textArray(marks.map((m) => m.what))}::text[], ${numberArray(marks.map((m) => m.n))}::bigint[]
    ) v(until, node, what, n)
    order by until, node, what
    on conflict do nothing`.execute(tx)
}

/** The counters of a run as they stood at the end of the minute of `at`, by the clock they are kept by. */
export async function sumsAt(
  db: DbOrTx,
  run: number,
  at: InstantMs,
): Promise<readonly CounterSum[]> {
  const end = new Date((Math.floor(at / minuteMs) + 1) * minuteMs)
  const { rows } = await sql<CounterSum>`
    with mark as (
      select max(until) as until from counter_mark where run = ${run} and until <= ${end}
    ), part as (
      select k.node, k.what, k.n from counter_mark k, mark m where k.run = ${run} and k.until = m.until
      union all
      select c.node, c.what, c.n from counter_change c
      where c.run = ${run} and c.minute < ${end}
        and c.minute >= coalesce((select until from mark), '-infinity')
    )
    select node, what, sum(n)::bigint as n from part group by node, what
    having sum(n) <> 0 order by node, what`.execute(db)
  return rows
}
