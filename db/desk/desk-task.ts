import { sql } from 'kysely'
import { recencyDays } from '../../engine/metrics.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'
import { deskSource, undoMs } from './call-reports.ts'
import { type DeskRow, selectTasks } from './desk.ts'

/** One call with what the agent needs to know; instants by the run’s clock but for `takenUntil`, which is real. */
export interface DeskTask extends DeskRow {
  readonly phone: string | null
  readonly region: string | null
  readonly points: number
  readonly recencyDays: number | null
  readonly purchaseCount: number
  readonly totalAmount: number
  readonly script: string
  readonly takenUntil: InstantMs | null
  /** The last report is this agent’s, fresh, and has not taken effect. */
  readonly undoable: boolean
  /** Oldest first, without reports taken back. */
  readonly log: readonly { at: InstantMs; agent: string; outcome: string; memo: string }[]
}

/** Fails with NOT_FOUND. */
export async function loadTask(
  db: DbOrTx,
  { id, agent }: { id: string; agent: string },
): Promise<DeskTask> {
  const [found] = await selectTasks(db, { agent, where: sql`t.outward = ${id}::uuid`, tail: sql`` })
  if (!found) throw new Failure('NOT_FOUND', `There is no call task ${id}.`)
  const { lastAt, zone, ...facts } = await loadFacts(db, { id, agent })
  return {
    ...found.row,
    ...facts,
    recencyDays: lastAt === null ? null : recencyDays({ since: lastAt, at: found.runNow, zone }),
    log: await loadLog(db, id),
  }
}

type Facts = Pick<
  DeskTask,
  | 'phone'
  | 'region'
  | 'points'
  | 'purchaseCount'
  | 'totalAmount'
  | 'script'
  | 'takenUntil'
  | 'undoable'
> & { readonly lastAt: InstantMs | null; readonly zone: string }

async function loadFacts(db: DbOrTx, { id, agent }: { id: string; agent: string }): Promise<Facts> {
  const { rows } = await sql<Facts>`
    select c.phone, c.region, coalesce(o.points, c.points) as points,
      coalesce(m.purchase_count, 0) as "purchaseCount", coalesce(m.total_amount, 0) as "totalAmount",
      m.last_purchase_at as "lastAt", i.zone, t.script,
      case when t.taken_until >= now() then t.taken_until end as "takenUntil",
      coalesce(l.agent = ${agent} and l.made_at > now() - ${undoMs} * interval '1 millisecond'
        and case t.state
          when 'done' then exists (
            select from inbox b where b.source = ${deskSource} and b.event_id = l.event_id and b.state = 0)
          when 'open' then coalesce(t.taken_until < now(), true)
          else false end, false) as undoable
    from call_task t
    join run r on r.id = t.run
    join customer c on c.id = t.customer
    cross join installation i
    left join customer_metric m on m.customer = c.id
    left join sandbox_profile o on r.kind = 'sandbox' and o.run = r.id and o.customer = c.id
    left join lateral (
      select x.agent, x.made_at, x.event_id from call_log x
      where x.outward = t.outward and x.undone_at is null order by x.id desc limit 1
    ) l on true
    where t.outward = ${id}::uuid`.execute(db)
  const [facts] = rows
  if (!facts) throw new Failure('NOT_FOUND', `There is no call task ${id}.`)
  return facts
}

async function loadLog(db: DbOrTx, id: string): Promise<DeskTask['log']> {
  return db
    .selectFrom('call_log')
    .select(['at', 'agent', 'outcome', 'memo'])
    .where('outward', '=', id)
    .where('undone_at', 'is', null)
    .orderBy('id')
    .execute()
}
