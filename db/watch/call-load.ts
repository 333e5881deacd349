import { sql } from 'kysely'
import { waitsForAgent } from '../desk/calls.ts'
import type { DbOrTx } from '../schema.ts'

/** What the desk has before it, day by day, and what it can do in a day. */
export interface CallLoad {
  /** Calls of the run that wait for somebody within the days below. */
  readonly open: number
  /** Of them, those whose time has come. */
  readonly due: number
  /** Of them, those that run out before the day is over. */
  readonly lastDay: number
  /** People who work at the desk. */
  readonly agents: number
  /** Calls that one of them ends in a day of work; null: nobody has ended one in the last 14 days. */
  readonly perAgentDay: number | null
  /** From today on, by the run’s clock, as long as a call of the run waits for its day; 14 days at most. */
  readonly days: readonly {
    /** YYYY-MM-DD in the zone of the installation. */
    readonly day: string
    /** Calls of the run to be made on that day; those of today include what is overdue. */
    readonly calls: number
    /** Calls of other runs that ask for the same agents. */
    readonly others: number
  }[]
}

const daysMax = 14
/** The pace of agents is read from so many days of real time. */
const paceDays = 14

/** The call load of a run. Days are those of the run’s clock; other runs’ calls are counted by theirs. */
export async function loadCallLoad(db: DbOrTx, run: number): Promise<CallLoad> {
  const { rows } = await sql<Day>`
    with house as (select zone from installation),
    open as (
      select t.run = ${run} as own, t.next_at <= run_now(r) as due,
        (greatest(t.next_at, run_now(r)) at time zone h.zone)::date - (run_now(r) at time zone h.zone)::date as ahead,
        (t.expires_at at time zone h.zone)::date <= (run_now(r) at time zone h.zone)::date as ending
      from call_task t join run r on r.id = t.run, house h
      where ${waitsForAgent} and t.expires_at > run_now(r) and (t.run = ${run} or r.kind <> 'sandbox'))
    select to_char((run_now(o) at time zone h.zone)::date + d.ahead, 'YYYY-MM-DD') as day,
      count(*) filter (where own) as calls, count(*) filter (where not own) as others,
      count(*) filter (where own and due) as due, count(*) filter (where own and ending) as ending
    from run o, house h,
      generate_series(0, least(${daysMax} - 1, (select coalesce(max(ahead), -1) from open where own))) as d(ahead)
      left join open on open.ahead = d.ahead
    where o.id = ${run}
    group by d.ahead, o.*, h.zone order by d.ahead`.execute(db)
  return {
    open: sum(rows.map(({ calls }) => calls)),
    due: sum(rows.map(({ due }) => due)),
    lastDay: sum(rows.map(({ ending }) => ending)),
    days: rows.map(({ day, calls, others }) => ({ day, calls, others })),
    ...(await loadPace(db)),
  }
}

interface Day {
  readonly day: string
  readonly calls: number
  readonly others: number
  readonly due: number
  readonly ending: number
}

/** Agents are those of the role, and whoever else has reported a call lately. */
async function loadPace(db: DbOrTx): Promise<Pick<CallLoad, 'agents' | 'perAgentDay'>> {
  const { rows } = await sql<{ agents: number; perAgentDay: number | null }>`
    with said as (
      select l.agent, (l.made_at at time zone i.zone)::date as day, count(distinct l.outward) as calls
      from call_log l, installation i
      where l.undone_at is null and l.made_at > now() - ${paceDays} * interval '1 day' group by 1, 2),
    people as (
      select "email" as agent from auth."user" where "role" = 'agent' and "disabledAt" is null
      union select agent from said)
    select (select count(*) from people) as agents,
      (select round(avg(calls), 1)::float8 from said) as "perAgentDay"`.execute(db)
  return rows[0] ?? { agents: 0, perAgentDay: null }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
