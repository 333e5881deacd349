import { sql } from 'kysely'
import { createDeliveryActivities } from '../../activities/deliver.ts'
import { createTurnActivities } from '../../activities/take-turns.ts'
import { hasOpenEvents } from '../../db/inbox/inbox.ts'
import { admit } from '../../db/runs/admission.ts'
import { takeAudience } from '../../db/runs/audience.ts'
import { setClock } from '../../db/runs/clock.ts'
import { nextAnswerAt, takeDueAnswers } from '../../db/runs/sandbox.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Reach } from '../../engine/points.ts'
import { routeOnce } from '../../intake/router.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { sandboxAdapters, silent } from '../support/engine.ts'

/** What may go wrong on the way; the run must come out the same. */
export interface Trouble {
  /** Called at every place where a crash matters; what it throws ends the activity there. */
  readonly reach: Reach
  /** Whether to do the next thing twice, at the same time. */
  readonly isDoubled: () => boolean
}

const noTrouble: Trouble = { reach: () => undefined, isDoubled: () => false }

/** Thrown by a test at a point: the process is gone, and with it whatever was not committed. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/**
 * Drives a sandbox run's rows to `until` through its own activities and router, its clock moved from one event to the
 * next, as cohorts' workflows and the router do; without Temporal.
 */
export async function driveExactly(
  db: Db,
  run: number,
  { until, trouble = noTrouble }: { until: InstantMs; trouble?: Trouble },
): Promise<void> {
  const { reach } = trouble
  const turns = createTurnActivities({ db, log: silent, reach })
  const deliveries = createDeliveryActivities({
    db,
    log: silent,
    adapterFor: sandboxAdapters(db),
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 2000,
    heartbeat: () => undefined,
    reach,
  })
  const nothing = async () => undefined
  const workflows = { wake: nothing, revive: nothing, enter: nothing }
  const seqs = new Map<number, number>()

  /** As Temporal does: again until it answers, and now and then once too often. */
  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        if (!trouble.isDoubled()) return await work()
        const [one, other] = await Promise.allSettled([work(), work()])
        if (one.status === 'fulfilled') return one.value
        if (other.status === 'fulfilled') return other.value
        throw one.reason
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        await forgetLeases(db, run)
      }
    }
  }

  /** What a cohort's workflow does until it would sleep. */
  async function settle(cohort: number): Promise<void> {
    for (;;) {
      const seq = seqs.get(cohort) ?? 0
      const turn = await insist(() => turns.takeTurns({ run, cohort, seq }))
      seqs.set(cohort, turn.seq)
      if (turn.remaining === 0 || (!turn.ready && turn.deliver.length === 0)) return
      for (const { node } of turn.deliver) {
        await insist(() => deliveries.deliver({ run, cohort, node }))
      }
    }
  }

  async function settleAll(): Promise<void> {
    for (;;) {
      while (await hasOpenEvents(db)) await insist(() => routeOnce({ db, waker: workflows, reach }))
      const cohorts = await cohortsWithWork(db, run)
      if (cohorts.length === 0) return
      for (const cohort of cohorts) await settle(cohort)
    }
  }

  await insist(() => takeAudience(db, run))
  for (let left = 1; left > 0; ) {
    left = (await insist(() => admit(db, run, reach))).left
    await settleAll()
  }
  for (;;) {
    const to = await nextEventAt(db, run)
    if (to === null || to > until) return
    await inTransaction(db, async (tx) => {
      await takeDueAnswers(tx, run, to)
      await setClock(tx, run, to)
    })
    await settleAll()
  }
}

/** As if the time had passed after which a started attempt without an answer counts as abandoned. */
async function forgetLeases(db: Db, run: number): Promise<void> {
  await db
    .updateTable('intent')
    .set({ lease_until: null, retry_at: null })
    .where('run', '=', run)
    .where('status', '<', 3)
    .execute()
  await db
    .updateTable('cohort')
    .set((eb) => ({ dirty: eb('dirty', '+', 1) }))
    .where('run', '=', run)
    .where('done', '=', false)
    .execute()
}

async function cohortsWithWork(db: Db, run: number): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`
    select c.no from cohort c join run r on r.id = c.run
    where c.run = ${run} and not c.done
      and (c.dirty <> c.seen or c.ready or c.sending or c.next_seq = 0 or c.next_due <= r.clock_at)
    order by c.no`.execute(db)
  return rows.map((row) => row.no)
}

async function nextEventAt(db: Db, run: number): Promise<InstantMs | null> {
  const due = await db
    .selectFrom('cohort')
    .select((eb) => eb.fn.min('next_due').as('at'))
    .where('run', '=', run)
    .where('done', '=', false)
    .executeTakeFirst()
  const instants = [due?.at ?? null, await nextAnswerAt(db, run)].filter((at) => at !== null)
  return instants.length === 0 ? null : Math.min(...instants)
}
