import { sql } from 'kysely'
import type { Channel, InstantMs } from '../../../schemas/basics.ts'
import { loadPlan } from '../../scenarios/plan-cache.ts'
import type { Db, DbOrTx } from '../../schema.ts'
import type { Finding } from './finding.ts'

/** Work that nobody has taken up for so long stands still; seconds of real time. */
const overdueS = 60
/** A provider that has taken nothing for so long, and was asked lately, is down. */
const downForS = 60
const askedWithinS = 3600
/** Bounces are told of from this share of what was sent, and from this many. */
const bouncedShare = 0.05
const bouncedMin = 20

/** What concerns the whole installation. */
export async function houseAlerts(db: Db): Promise<Finding[]> {
  const gate = await gateClosed(db)
  // While the gate is closed nobody works by order.
  const idle = gate.length > 0 ? [] : await nobodyWorks(db)
  return [
    ...gate,
    ...idle,
    ...(await routerStale(db)),
    ...(await providersDown(db)),
    ...(await bounces(db)),
  ]
}

async function gateClosed(db: DbOrTx): Promise<Finding[]> {
  const { rows } = await sql<{ since: InstantMs | null; reason: string | null }>`
    select a.at as since, a.detail ->> 'reason' as reason from installation i
    left join lateral (
      select at, detail from audit where action = 'gate.close' and subject = 'installation' order by id desc limit 1
    ) a on true
    where not i.gate_open`.execute(db)
  return rows.map(({ since, reason }) => ({
    code: 'GATE_CLOSED',
    run: null,
    since,
    values: { reason: reason ?? '' },
  }))
}

async function nobodyWorks(db: Db): Promise<Finding[]> {
  const { rows } = await sql<{ cohorts: number; runs: number; since: InstantMs | null }>`
    with late as (
      select case when c.dirty <> c.seen then least(c.dirty_at, c.look_at) else c.look_at end as since
      from cohort c join run r on r.id = c.run
      where not c.done and r.state in ('running', 'cancelled')
        and ((c.dirty <> c.seen and c.dirty_at < now() - ${overdueS} * interval '1 s')
          or c.look_at < now() - ${overdueS} * interval '1 s')),
    begun as (
      select started_at as since from run
      where state = 'starting' and started_at < now() - ${overdueS} * interval '1 s')
    select (select count(*) from late) as cohorts, (select count(*) from begun) as runs,
      (select min(since) from (select since from late union all select since from begun) x) as since`.execute(
    db,
  )
  const [row] = rows
  if (!row || row.cohorts + row.runs === 0) return []
  const { cohorts, runs, since } = row
  const idle: Finding = { code: 'NOBODY_WORKS', run: null, since, values: { cohorts, runs } }
  return (await isFull(db)) ? [{ code: 'DISK_FULL', run: null, since, values: {} }, idle] : [idle]
}

/** Asks only when nobody works: a row that needs room of its own is written and thrown away. */
async function isFull(db: Db): Promise<boolean> {
  try {
    await db
      .transaction()
      .execute((tx) =>
        sql`create temporary table room on commit drop as select repeat('x', 100) as x from generate_series(1, 1000)`.execute(
          tx,
        ),
      )
    return false
  } catch (error) {
    if ((error as { code?: unknown }).code === '53100') return true
    throw error
  }
}

async function routerStale(db: DbOrTx): Promise<Finding[]> {
  const { rows } = await sql<{ events: number; since: InstantMs | null }>`
    select count(*) as events, min(received_at) as since from inbox
    where state < 2 and received_at < now() - ${overdueS} * interval '1 s'`.execute(db)
  return rows.flatMap(({ events, since }) =>
    events > 0 ? [{ code: 'ROUTER_STALE' as const, run: null, since, values: { events } }] : [],
  )
}

async function providersDown(db: DbOrTx): Promise<Finding[]> {
  const rows = await db
    .selectFrom('channel_trouble')
    .select(['channel', 'since', 'code', 'attempts'])
    .where(sql<boolean>`since < now() - ${downForS} * interval '1 s'`)
    .where(sql<boolean>`last_at > now() - ${askedWithinS} * interval '1 s'`)
    .orderBy('channel')
    .execute()
  return rows.map(({ channel, since, code, attempts }) => ({
    code: 'PROVIDER_DOWN',
    run: null,
    since,
    values: { channel, code, attempts },
  }))
}

/** By channel: addresses that were refused for good in the last 24 hours, beside what was sent. */
async function bounces(db: DbOrTx): Promise<Finding[]> {
  const { rows } = await sql<{ channel: Channel; bounced: number; since: InstantMs }>`
    select channel, count(*) as bounced, min(at) as since from suppression
    where reason = 'bounced' and at > now() - interval '24 hours' group by channel
    having count(*) >= ${bouncedMin} order by channel`.execute(db)
  if (rows.length === 0) return []
  const sent = await sentByChannel(db)
  return rows.flatMap(({ channel, bounced, since }) => {
    const contacts = sent.get(channel) ?? 0
    if (bounced < contacts * bouncedShare) return []
    const values = { channel, bounced, sent: contacts }
    return [{ code: 'BOUNCES_RISE' as const, run: null, since, values }]
  })
}

async function sentByChannel(db: DbOrTx): Promise<Map<Channel, number>> {
  const { rows } = await sql<{ plan: number; node: number; n: number }>`
    select r.plan, c.node, sum(c.n)::bigint as n from run r
    join counter_change c on c.run = r.id and c.minute > now() - interval '24 hours' and c.what = 'sent'
    where r.kind <> 'sandbox' and (r.ended_at is null or r.ended_at > now() - interval '24 hours')
    group by r.plan, c.node`.execute(db)
  const sent = new Map<Channel, number>()
  for (const { plan, node, n } of rows) {
    const step = (await loadPlan(db, plan)).byNo.get(node)?.node
    const channel = step?.kind === 'channel' ? step.channel : null
    if (channel) sent.set(channel, n + (sent.get(channel) ?? 0))
  }
  return sent
}
