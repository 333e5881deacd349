import { sql } from 'kysely'
import type { TemporalPort } from '../../bin/workflow-port.ts'
import { acceptEvents } from '../../db/inbox/inbox.ts'
import { setClock } from '../../db/runs/clock.ts'
import { raiseDirty } from '../../db/runs/cohorts.ts'
import { cancelRun, loadRunContext, pauseRun, resumeRun } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { launch, untilEnded } from '../support/launch.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'

const dayMs = 86_400_000

/** Runs that leave every command of the interpreter in some history: see what replay.test.ts asks for. */
export async function playRuns(db: Db, workflows: TemporalPort): Promise<void> {
  await db
    .insertInto('policy')
    .values({
      created_by: 'test',
      // No hour of the day is part of a recording.
      policy: JSON.stringify({ quietChannels: [], contactLimit: { contacts: 100, days: 1 } }),
    })
    .execute()
  await playJourney(db, workflows)
  await playSandbox(db, workflows)
  await playSingles(db, workflows)
  await playCancelled(db, workflows)
}

/** Paced admission, deliveries, timers, wake-ups by purchases, a pause, and time that passes until everybody has left. */
async function playJourney(db: Db, workflows: TemporalPort): Promise<void> {
  const { run } = await launch(db, winback, { kind: 'test', cohortSize: 2, admitPerMinute: 240 })
  await workflows.startRun(run)
  await untilStanding(db, run, { node: 'wait', people: 12 })
  await pauseRun(db, run, 'test')
  await resumeRun(db, run, 'test')
  await pass(db, workflows, run, 4 * dayMs)
  await untilStanding(db, run, { node: 'back', people: 12 })
  for (let no = 1; no <= 8; no++) {
    await buy(db, no, `first-${no}`)
    await until('a purchase is processed', () => nothingOpen(db))
  }
  await untilStanding(db, run, { node: 'thanks', people: 8 })
  await until('the run has ended', async () => {
    await sql`update call_task set next_at = to_timestamp(0) where run = ${run}`.execute(db)
    await pass(db, workflows, run, 2 * dayMs)
    return (await loadRunContext(db, run)).state === 'ended'
  })
}

async function playSandbox(db: Db, workflows: TemporalPort): Promise<void> {
  const settings = { kind: 'sandbox', secondsPerDay: 0.1, cohortSize: 4, sampleSize: 4 }
  const { run } = await launch(db, winback, settings)
  await workflows.startRun(run)
  await untilEnded(db, run)
}

async function playSingles(db: Db, workflows: TemporalPort): Promise<void> {
  const { run } = await launch(db, winback, { kind: 'test', cohortSize: 1, sampleSize: 2 })
  await workflows.startRun(run)
  await untilStanding(db, run, { node: 'wait', people: 2 })
  await until('the run has ended', async () => {
    await pass(db, workflows, run, 5 * dayMs)
    return (await loadRunContext(db, run)).state === 'ended'
  })
}

async function playCancelled(db: Db, workflows: TemporalPort): Promise<void> {
  const { run } = await launch(db, winback, { kind: 'test', cohortSize: 3, sampleSize: 3 })
  await workflows.startRun(run)
  await untilStanding(db, run, { node: 'wait', people: 3 })
  await cancelRun(db, run, 'test')
  await untilEnded(db, run)
  await until('its workflow has ended', async () => {
    const cohorts = await db.selectFrom('cohort').select('done').where('run', '=', run).execute()
    return cohorts.every((c) => c.done)
  })
}

async function pass(db: Db, workflows: TemporalPort, run: number, ms: number): Promise<void> {
  const { now } = await loadRunContext(db, run)
  const due = await inTransaction(db, async (tx) => {
    await raiseDirty(tx, { run })
    return setClock(tx, run, now + ms)
  })
  await workflows.wake(due)
}

async function buy(db: Db, no: number, eventId: string): Promise<void> {
  const at = new Date().toISOString()
  const event = { type: 'purchase', customer: `C${no}`, at, amount: 10_000, quantity: 1 } as const
  await acceptEvents(db, { source: 'shop', events: [{ eventId, event }] })
}

async function nothingOpen(db: Db): Promise<boolean> {
  return !(await db.selectFrom('inbox').select('id').where('state', '<', 2).executeTakeFirst())
}

/** Waits until so many have come to a step. */
async function untilStanding(
  db: Db,
  run: number,
  { node, people }: { node: string; people: number },
): Promise<void> {
  await until(`${people} have come to ${node}`, async () => {
    const { rows } = await sql<{ n: number }>`
      select coalesce(sum(c.n), 0)::int as n from counter c join run r on r.id = c.run join plan p on p.id = r.plan,
        jsonb_array_elements(p.plan -> 'nodes') as step
      where c.run = ${run} and c.what = 'entered' and step ->> 'id' = ${node} and c.node = (step ->> 'no')::int`.execute(
      db,
    )
    return (rows[0]?.n ?? 0) >= people
  })
}
