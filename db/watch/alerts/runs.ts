import { sql } from 'kysely'
import type { InstantMs } from '../../../schemas/basics.ts'
import type { DbOrTx } from '../../schema.ts'
import type { Finding } from './finding.ts'

/** From this share on a budget is near its end. */
const nearEndShare = 0.9
const enterWithinS = 600

/** What concerns runs that have not ended: live and test ones, or the one that is named. */
export async function runAlerts(db: DbOrTx, run?: number): Promise<Finding[]> {
  const { rows } = await sql<Row>`
    select r.id as run, r.uuid as id, coalesce(nullif(r.settings ->> 'name', ''), s.name) as name,
      p.version, (select max(version) from plan n where n.scenario = p.scenario) as newest, b.total,
      coalesce(b.spent, 0) as spent, coalesce(r.audience_size - r.admitted, 0) as waiting,
      coalesce(r.chunk_at, r.started_at) as "enteredAt",
      coalesce(r.state = 'running' and r.closed_at is null and r.admitted < r.audience_size
        and coalesce(r.chunk_at, r.started_at) < now() - ${enterWithinS} * interval '1 s'
          - coalesce(r.chunk_size * 60.0 / (r.settings ->> 'admitPerMinute')::float8, 0) * interval '1 s', false) as "nobodyEnters",
      (select coalesce(sum(applied), 0) from operation o where o.run = r.id and o.action = 'resend') as resent
    from run r join plan p on p.id = r.plan join scenario s on s.id = p.scenario left join budget b on b.run = r.id
    where r.ended_at is null and (r.id = ${run ?? null} or (${run ?? null}::int is null and r.kind <> 'sandbox'))
    order by r.id desc`.execute(db)
  const counts = await countsOf(
    db,
    rows.map((row) => row.run),
  )
  return rows.flatMap((row) =>
    findingsOf(
      row,
      counts.filter((count) => count.run === row.run),
    ),
  )
}

interface Row {
  readonly run: number
  readonly id: string
  readonly name: string
  readonly version: number
  readonly newest: number
  readonly total: number | null
  readonly spent: number
  readonly waiting: number
  readonly enteredAt: InstantMs
  readonly nobodyEnters: boolean
  readonly resent: number
}

interface CountRow {
  readonly run: number
  /** held:<REASON>, unknown, or expired: those of the last 24 hours, in a sandbox by its clock. */
  readonly what: string
  readonly n: number
  readonly since: InstantMs | null
}

async function countsOf(db: DbOrTx, runs: readonly number[]): Promise<readonly CountRow[]> {
  if (runs.length === 0) return []
  const { rows } = await sql<CountRow>`
    select run, what, sum(n)::bigint as n, null::timestamptz as since from counter
    where run = any(${runs}::int[]) and (what like 'held:%' or what = 'unknown')
    group by run, what having sum(n) > 0
    union all
    select c.run, 'expired', sum(c.n)::bigint, min(c.minute) from counter_change c join run r on r.id = c.run
    where c.run = any(${runs}::int[]) and c.minute > coalesce(r.clock_at, now()) - interval '24 hours'
      and c.what = 'unsent:expired'
    group by c.run having sum(c.n) > 0`.execute(db)
  return rows
}

function findingsOf(row: Row, counts: readonly CountRow[]): Finding[] {
  const { id, name, version, newest, total, spent, waiting } = row
  const run = { id, name }
  const found = (
    code: Finding['code'],
    values: Finding['values'],
    since: InstantMs | null = null,
  ): Finding => ({ code, run, since, values })
  const held = counts.flatMap(({ what, n }) =>
    what.startsWith('held:') ? [{ reason: what.slice('held:'.length), n }] : [],
  )
  const wanting = held.find(({ reason }) => reason === 'BUDGET')?.n ?? 0
  const unknown = (counts.find(({ what }) => what === 'unknown')?.n ?? 0) - row.resent
  const expired = counts.find(({ what }) => what === 'expired')
  const isNearEnd = total !== null && wanting === 0 && total > 0 && spent >= total * nearEndShare
  return [
    ...held
      .filter(({ reason }) => reason !== 'BUDGET')
      .map(({ reason, n }) => found('HELD', { count: n, reason })),
    ...(wanting > 0
      ? [found('BUDGET_EXHAUSTED', { count: wanting, spent, ...(total !== null && { total }) })]
      : []),
    ...(row.nobodyEnters ? [found('NOBODY_ENTERS', { waiting }, row.enteredAt)] : []),
    ...(unknown > 0 ? [found('UNKNOWN_CONTACTS', { count: unknown })] : []),
    ...(expired ? [found('CONTACTS_EXPIRED', { count: expired.n }, expired.since)] : []),
    ...(isNearEnd ? [found('BUDGET_NEAR_END', { spent, total })] : []),
    ...(version < newest ? [found('OLDER_VERSION', { version, newest })] : []),
  ]
}
