import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setClock } from '../../db/runs/clock.ts'
import { nextAnswerAt, takeDueAnswers } from '../../db/runs/sandbox.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { defaultSimulation } from '../../schemas/run.ts'
import { catalogueWith } from '../engine/catalogue.ts'
import { planOf } from '../engine/draw.ts'
import { testDatabase } from '../support/database.ts'
import { testEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'
import { journalOf, stage } from './run-both.ts'

const { db } = await testDatabase({ max: 10 })

const person = {
  zone: 'Asia/Seoul',
  consent: 15,
  nightConsent: 0,
  suppressed: 0,
  email: true,
  phone: true,
  address: true,
  points: 0,
  mark: null,
  boughtDaysAgo: [],
}

test('a run on Temporal takes everybody the steps of the rehearsal', {
  timeout: 240_000,
}, async () => {
  const staged = await stage(db, {
    sound: { scenario: winback, plan: planOf(winback, catalogueWith()) },
    people: Array.from({ length: 6 }, () => person),
    settings: { seed: 7, cohortSize: 3, budget: null, simulation: defaultSimulation },
    startHour: 2,
    // The run's own clock then hardly moves while the test moves it from event to event.
    secondsPerDay: 86_400,
  })
  const engine = await testEngine(db)
  const running = await engine.start()
  try {
    await engine.workflows.startRun(staged.run)
    for (;;) {
      await until('nothing can be done without time passing', () => isQuiet(db, staged.run), {
        limitMs: 60_000,
      })
      const to = await nextEventAt(db, staged.run)
      if (to === null || to > staged.until) break
      const due = await inTransaction(db, async (tx) => {
        await takeDueAnswers(tx, staged.run, to)
        return setClock(tx, staged.run, to)
      })
      await engine.workflows.wake(due)
    }
  } finally {
    await running.stop()
  }
  const steps = (lines: readonly string[]) => lines.map((line) => line.replace(/ at \S+$/, ''))
  expect(steps(await journalOf(db, staged))).toEqual(steps(staged.rehearsed))
})

async function isQuiet(db: Db, run: number): Promise<boolean> {
  const { rows } = await sql<{ quiet: boolean }>`
    select audience_size is not null and admitted >= audience_size
      and not exists (
        select from cohort c where c.run = r.id and not c.done
          and (c.next_seq = 0 or c.dirty <> c.seen or c.ready or c.sending or c.next_due <= r.clock_at))
      and not exists (select from inbox i where i.run = r.id and i.state < 2) as quiet
    from run r where r.id = ${run}`.execute(db)
  return rows[0]?.quiet ?? false
}

async function nextEventAt(db: Db, run: number): Promise<InstantMs | null> {
  const { rows } = await sql<{ at: InstantMs | null }>`
    select min(next_due) as at from cohort where run = ${run} and not done`.execute(db)
  const instants = [rows[0]?.at ?? null, await nextAnswerAt(db, run)].filter((at) => at !== null)
  return instants.length === 0 ? null : Math.min(...instants)
}
