import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { RunKind } from '../../schemas/run.ts'
import type { DbOrTx } from '../schema.ts'
import { callableNow, waitsForAgent } from './calls.ts'

export type CallPurpose = 'thanks' | 'sales' | 'survey'

/** One call as the agents' queue shows it; instants by the run’s clock. */
export interface DeskRow {
  readonly id: string
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly run: { readonly id: string; readonly name: string }
  readonly runKind: RunKind
  readonly campaign: { readonly id: string; readonly name: string }
  readonly purpose: CallPurpose
  /** Which attempt comes next, from 1. */
  readonly attempt: number
  readonly maxAttempts: number
  readonly nextAt: InstantMs
  /** May be called now, by this agent. */
  readonly due: boolean
  readonly expiresAt: InstantMs
  readonly lastPurchase: { readonly at: InstantMs; readonly amount: number } | null
  readonly takenBy: string | null
  readonly state: 'open' | 'done' | 'expired' | 'cancelled'
  readonly outcome: string | null
}

/**
 * Calls of the desk. `open`: waiting for somebody, those that may be called now first, the most urgent before others;
 * `mine`: taken by this agent; `done`: reported by this agent, the latest first. `after`: `next` of the page before.
 */
export async function listTasks(
  db: DbOrTx,
  wanted: {
    readonly agent: string
    readonly show: 'open' | 'mine' | 'done'
    readonly purpose?: string | undefined
    readonly run?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<{ items: DeskRow[]; next: string | null }> {
  const { agent, show, limit } = wanted
  const skipped = Number.parseInt(wanted.after ?? '0', 10) || 0
  const which = {
    open: sql`${waitsForAgent} and t.expires_at > run_now(r)`,
    mine: sql`${waitsForAgent} and t.agent = ${agent} and t.taken_until >= now()`,
    done: sql`t.state = 'done' and t.agent = ${agent}`,
  }[show]
  const order =
    show === 'done'
      ? sql`(select max(l.id) from call_log l where l.outward = t.outward) desc nulls last`
      : sql`t.next_at > run_now(r),
          case when t.next_at > run_now(r) then t.next_at else t.expires_at end - run_now(r)`
  const rows = await selectTasks(db, {
    agent,
    where: sql`${which}
      and (${wanted.purpose ?? null}::text is null or t.purpose = ${wanted.purpose ?? null})
      and (${wanted.run ?? null}::uuid is null or r.uuid = ${wanted.run ?? null}::uuid)`,
    tail: sql`order by ${order}, t.outward limit ${limit + 1} offset ${skipped}`,
  })
  const next = rows.length > limit ? String(skipped + limit) : null
  return { items: rows.slice(0, limit).map(({ row }) => row), next }
}

/** How much there is to do, and what this agent has done since midnight in the zone of the installation. */
export async function countTasks(
  db: DbOrTx,
  agent: string,
): Promise<{ due: number; later: number; mine: number; doneToday: number }> {
  const { rows } = await sql<{ due: number; later: number; mine: number; doneToday: number }>`
    select count(*) filter (where ${callableNow}) as due,
      count(*) filter (where t.next_at > run_now(r)) as later,
      count(*) filter (where t.agent = ${agent} and t.taken_until >= now()) as mine,
      (select count(distinct l.outward) from call_log l, installation i
        where l.agent = ${agent} and l.undone_at is null
          and l.made_at >= date_trunc('day', now() at time zone i.zone) at time zone i.zone
      ) as "doneToday"
    from call_task t join run r on r.id = t.run
    where ${waitsForAgent} and t.expires_at > run_now(r)`.execute(db)
  return rows[0] ?? { due: 0, later: 0, mine: 0, doneToday: 0 }
}

interface Selected {
  readonly row: DeskRow
  readonly runNow: InstantMs
}

/** Tasks `t` of runs `r` with what every view of them shows. */
export async function selectTasks(
  db: DbOrTx,
  {
    agent,
    where,
    tail,
  }: { agent: string; where: ReturnType<typeof sql>; tail: ReturnType<typeof sql> },
): Promise<Selected[]> {
  const { rows } = await sql<
    Omit<DeskRow, 'customer' | 'run' | 'campaign' | 'lastPurchase'> & {
      readonly customerId: string
      readonly externalId: string
      readonly customerName: string | null
      readonly runId: string
      readonly runName: string
      readonly campaignId: string
      readonly campaignName: string
      readonly boughtAt: InstantMs | null
      readonly boughtAmount: number | null
      readonly runNow: InstantMs
    }
  >`
    select t.outward as id, c.uuid as "customerId", c.external_id as "externalId", c.name as "customerName",
      r.uuid as "runId", coalesce(nullif(r.settings ->> 'name', ''), s.name) as "runName",
      r.kind as "runKind", g.uuid as "campaignId", g.name as "campaignName", t.purpose,
      t.attempts + 1 as attempt, t.max_attempts as "maxAttempts", t.next_at as "nextAt",
      coalesce(${callableNow} or (${waitsForAgent} and t.agent = ${agent} and t.taken_until >= now()), false) as due,
      t.expires_at as "expiresAt", b.at as "boughtAt", b.amount as "boughtAmount",
      case when t.state <> 'open' or t.taken_until >= now() then t.agent end as "takenBy", t.state, t.outcome,
      run_now(r) as "runNow"
    from call_task t
    join run r on r.id = t.run
    join plan p on p.id = r.plan
    join scenario s on s.id = p.scenario
    join campaign g on g.id = s.campaign
    join customer c on c.id = t.customer
    left join lateral (
      select * from (
        (select x.at, x.amount from run_purchase x
          where x.run = t.run and x.cohort = t.cohort and x.enrolment = t.enrolment
          order by x.at desc limit 1)
        union all
        (select x.at, x.amount from purchase x where x.customer = t.customer and x.at <= run_now(r)
          order by x.at desc limit 1)
      ) bought order by at desc limit 1
    ) b on true
    where ${where} ${tail}`.execute(db)
  return rows.map(
    ({
      customerId,
      externalId,
      customerName,
      runId,
      runName,
      campaignId,
      campaignName,
      boughtAt,
      boughtAmount,
      runNow,
      ...rest
    }) => ({
      runNow,
      row: {
        ...rest,
        customer: { id: customerId, externalId, name: customerName },
        run: { id: runId, name: runName },
        campaign: { id: campaignId, name: campaignName },
        lastPurchase:
          boughtAt === null || boughtAmount === null
            ? null
            : { at: boughtAt, amount: boughtAmount },
      },
    }),
  )
}
