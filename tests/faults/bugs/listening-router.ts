import { sql } from 'kysely'
import { mergeNewEvents } from '../../../db/inbox/inbox.ts'
import { setClock } from '../../../db/runs/clock.ts'
import { loadRunContext } from '../../../db/runs/runs.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { dayMs } from '../../../engine/durations.ts'
import type { RouterParts } from '../../../intake/router.ts'
import { until } from '../../support/until.ts'
import { intentsOf } from '../driver/intents.ts'
import type { Season } from '../driver/season.ts'
import type { Bug } from './bug.ts'

/** The router looks who is listening, and wakes those; whoever is about to listen is not heard by anybody. */
export const listeningRouter: Bug = {
  name: 'listening-router',
  breaks: { rule: 4, promise: 'an answer that ends a wait is not waited for any longer' },
  router: routeToListeners,
  async play(season) {
    const { world, shop, conductor } = season
    await season.launch({ customers: 20 })
    await conductor.calm()
    const sent = await intentsOf(world, { channel: 'email', status: 3 })
    const run = sent[0]?.run ?? 0
    // They come to the branch in a turn that has loaded its facts and is not committed yet.
    const [worker, other] = world.roles.worker
    for (const kept of world.roles.worker) kept.arm('turn.written', { act: 'stand' })
    const { now } = await loadRunContext(world.db, run)
    const wake = await inTransaction(world.db, (tx) => setClock(tx, run, now + 3 * dayMs))
    await world.workflows.wake(wake)
    await Promise.all([worker?.standing(), other?.standing()])
    const standing = await inTurns(season, run)
    const asked = sent.find(
      (one) => one.run === run && standing.has(`${one.cohort}/${one.enrolment}`),
    )
    if (!asked) throw new Error('Nobody in the turns that stand was sent an e-mail')
    const contact = asked.outward
    const at = new Date().toISOString()
    const event = { type: 'response', contact, response: 'purchased', amount: 10_000, at }
    await shop.tell({ eventId: 'bought', event })
    await heardOrBlocked(season)
    for (const kept of world.roles.worker) kept.go()
    await conductor.calm()
  },
}

/** Who stands in a turn that is written and not committed, as `cohort/enrolment`: their rows are locked. */
async function inTurns({ world: { db } }: Season, run: number): Promise<ReadonlySet<string>> {
  const { rows: all } = await sql<{ who: string }>`
    select cohort || '/' || no as who from enrolment where run = ${run} and active`.execute(db)
  const { rows: free } = await sql<{ who: string }>`
    select cohort || '/' || no as who from enrolment where run = ${run} and active
    for update skip locked`.execute(db)
  const others = new Set(free.map(({ who }) => who))
  return new Set(all.map(({ who }) => who).filter((who) => !others.has(who)))
}

/** The shipped router waits for the turn that stands; the broken one is done at once. */
async function heardOrBlocked({ world }: Season): Promise<void> {
  await until('a router has dealt with the event, or waits for the turn', async () => {
    const { rows } = await sql<{ yes: boolean }>`
      select not exists (select from inbox where state < 2)
        or exists (select from pg_stat_activity where application_name like 'router%' and wait_event_type = 'Lock') as yes`.execute(
      world.db,
    )
    return rows[0]?.yes
  })
}

async function routeToListeners({ db, workflows, signal }: RouterParts): Promise<void> {
  while (!signal.aborted) {
    await mergeNewEvents(db, 1000)
    const { rows } = await sql<{ run: number; cohort: number }>`
      with heard as (update inbox set state = 2, processed_at = now() where state = 1 returning customer),
      listening as (
        select e.run, e.cohort, e.no from heard h
        join enrolment e on e.customer = h.customer and e.active and e.state = 1
        join plan p on p.id = e.plan
        cross join lateral jsonb_array_elements(p.plan -> 'nodes') s(step)
        where (step ->> 'no')::int = e.node and step -> 'node' ->> 'kind' = 'response')
      update enrolment e set woken = true from listening l
      where e.run = l.run and e.cohort = l.cohort and e.no = l.no
      returning e.run, e.cohort`.execute(db)
    await workflows.wake(rows)
    await new Promise((done) => setTimeout(done, 50))
  }
}
