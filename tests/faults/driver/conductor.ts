import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { changeBudget } from '../../../db/operate/settings.ts'
import { setClock } from '../../../db/runs/clock.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { chanceFrom } from '../world/chance.ts'
import type { World } from '../world/world.ts'

/** How a run stands, as its rows say. */
export interface Standing {
  readonly run: number
  readonly uuid: string
  readonly ended: boolean
  /** Something can be done now, without the clock: admission, turns, deliveries, the inbox. */
  readonly busy: boolean
  /** Somebody waits for budget. */
  readonly broke: boolean
  readonly now: number
  /** The next instant of the run's clock at which something is due. */
  readonly nextDue: number | null
  /** Events that no router has dealt with. */
  readonly unheard: number
}

export async function standingsOf({ db }: World): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select r.id as run, r.uuid, r.ended_at is not null as ended, run_now(r) as now,
      (r.state = 'starting' or r.audience_size is null or r.admitted < r.audience_size
        or exists (select from enrolment e where e.run = r.id and e.active
          and (e.state = 0 or (e.state = 1 and e.due <= run_now(r)) or (e.state <> 2 and e.woken
            -- A late result wakes people in vain who have gone on to a wait: no news of their cohort tells of that.
            and (e.due is null or exists (select from cohort c where c.run = e.run and c.no = e.cohort
              and (c.dirty <> c.seen or c.ready or c.sending))))))
        or exists (select from intent i where i.run = r.id and i.status < 3 and i.reason is distinct from 'BUDGET'
          and coalesce(i.not_before <= run_now(r), true)
          and not coalesce(i.retry_at > clock_timestamp() + case i.status when 0 then interval '1 second' else interval '10 seconds' end, false))
        or exists (select from inbox b where b.state < 2)) as busy,
      (select count(*)::int from inbox b where b.state < 2) as unheard,
      exists (select from enrolment e where e.run = r.id and e.active and e.state = 2 and e.reason = 'BUDGET') as broke,
      least(
        (select min(e.due) from enrolment e where e.run = r.id and e.active and e.state = 1),
        (select min(i.not_before) from intent i where i.run = r.id and i.status = 0),
        (select min(i.expires_at) from intent i where i.run = r.id and i.status in (0, 2) and i.retry_at is not null),
        (select min(t.next_at) from call_task t where t.run = r.id and t.state = 'open' and t.next_at > run_now(r))
      ) as "nextDue"
    from run r order by r.id`.execute(db)
  return rows
}

export interface Conductor {
  /** Resolves when nothing can be done now in any run. */
  calm(): Promise<void>
  /** Resolves when all runs have ended and everything that customers said is taken in. */
  finish(limitMs: number): Promise<void>
  /** Leaves the clocks alone, or goes on. */
  hold(held: boolean): void
  stop(): Promise<void>
}

const calmMs = 400

/**
 * The operator who lets time pass: whenever a run has nothing to do, and its customers have said what they want to say,
 * its clock is set to the next instant at which something is due, by the one operation. Gives another budget to a run
 * whose budget is used up.
 */
export function startConductor(world: World, traffic: { readonly pending: number }): Conductor {
  const chance = chanceFrom(world.seed + 2)
  let held = false
  let stopped = false
  let latest: readonly Standing[] = []
  let calmSince = new Map<number, number>()

  async function look(): Promise<void> {
    latest = await standingsOf(world)
    const before = calmSince
    const now = performance.now()
    calmSince = new Map()
    for (const standing of latest) {
      if (standing.ended || standing.busy || traffic.pending > 0) continue
      const since = before.get(standing.run) ?? now
      calmSince.set(standing.run, since)
      if (held || now - since < calmMs) continue
      await letTimePass(world, chance, standing)
      calmSince.delete(standing.run)
    }
  }

  const running = (async () => {
    while (!stopped) {
      // The database may be gone for a while: then time passes later.
      await look().catch(() => undefined)
      await sleep(100)
    }
  })()
  const until = async (what: () => boolean, limitMs: number, name: string) => {
    const end = performance.now() + limitMs
    while (!what()) {
      if (performance.now() > end)
        throw new Error(`Waited ${limitMs} ms in vain until ${name}: ${JSON.stringify(latest)}`)
      await sleep(50)
    }
  }
  return {
    async calm() {
      latest = []
      await until(
        () => latest.length > 0 && latest.every((s) => s.ended || !s.busy),
        600_000,
        'all is calm',
      )
    },
    finish: (limitMs) =>
      until(
        () => latest.length > 0 && latest.every((s) => s.ended),
        limitMs,
        'all runs have ended',
      ),
    hold(now) {
      held = now
    },
    async stop() {
      stopped = true
      await running
    },
  }
}

/** The farthest a clock is set beyond what is due: whoever comes due on the way is late, and must take the same branch. */
const beyondMs = 8 * 3_600_000
/** Wake-ups that are lost on their way; the sweeper must make up for them. */
const lostShare = 0.1

async function letTimePass(
  { db, workflows }: World,
  chance: () => number,
  { run, now, nextDue, broke }: Standing,
): Promise<void> {
  if (broke) {
    const { wake } = await changeBudget(db, { run, total: null, by: 'faults' })
    await workflows.wake(wake)
  } else if (nextDue !== null) {
    const to = Math.max(now, nextDue) + 1000 + Math.floor(chance() * beyondMs)
    const wake = await inTransaction(db, (tx) => setClock(tx, run, to))
    if (chance() >= lostShare) await workflows.wake(wake)
  }
}
