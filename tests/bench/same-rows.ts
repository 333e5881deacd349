import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'

/** What a pass wrote, table by table: how many rows, of which kinds, which columns are filled, how many bytes. */
export interface Written {
  readonly rows: number
  /** Number of rows by the values that tell their kind. */
  readonly kinds: Readonly<Record<string, number>>
  /** Number of rows in which each column has a value. */
  readonly filled: Readonly<Record<string, number>>
  readonly bytes: number
}

/** Columns whose values must agree, not only their presence. */
const kindColumns: Readonly<Record<string, readonly string[]>> = {
  run_audience: [],
  cohort: ['next_seq', 'done'],
  enrolment: ['cohort', 'node', 'visit', 'seq', 'state', 'active', 'woken', 'reason'],
  journal: ['seq', 'node', 'visit', 'port', 'code', 'why'],
  intent: ['node', 'visit', 'occurrence', 'channel', 'status', 'attempt', 'cost', 'reason'],
  attempt: ['node', 'visit', 'occurrence', 'attempt', 'result'],
  counter: ['node', 'what', 'slot', 'n'],
  counter_change: ['node', 'what', 'slot', 'n'],
  budget: ['total', 'spent'],
}

/** What stands in the tables of a run. */
export async function writtenBy(db: Db, run: number): Promise<Record<string, Written>> {
  const found: Record<string, Written> = {}
  for (const [table, kinds] of Object.entries(kindColumns)) {
    found[table] = await writtenIn(db, table, { kinds, of: sql`t.run = ${run}` })
  }
  found['contact_state'] = await writtenIn(db, 'contact_state', {
    kinds: ['consent'],
    of: sql`t.customer in (select customer from enrolment where run = ${run})`,
  })
  return found
}

async function writtenIn(
  db: Db,
  table: string,
  { kinds, of }: { kinds: readonly string[]; of: ReturnType<typeof sql> },
): Promise<Written> {
  const { rows: columns } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'public' and table_name = ${table} order by ordinal_position`.execute(db)
  const from = sql`from ${sql.table(table)} t where ${of}`
  const filled = columns.map(
    ({ name }) => sql`count(${sql.ref(`t.${name}`)})::int as ${sql.id(name)}`,
  )
  const { rows } = await sql<Record<string, number>>`
    select count(*)::int as "#rows", coalesce(sum(pg_column_size(t.*)), 0)::int as "#bytes", ${sql.join(filled)} ${from}`.execute(
    db,
  )
  const { '#rows': count = 0, '#bytes': bytes = 0, ...present } = rows[0] ?? {}
  const key = sql`concat_ws(' ', ${sql.join([sql`'='`, ...kinds.map((k) => sql`coalesce(${sql.ref(`t.${k}`)}::text, '-')`)])})`
  const { rows: groups } = await sql<{
    kind: string
    n: number
  }>`select ${key} as kind, count(*)::int as n ${from} group by 1 order by 1`.execute(db)
  return {
    rows: count,
    kinds: Object.fromEntries(groups.map(({ kind, n }) => [kind, n])),
    filled: present,
    bytes,
  }
}
