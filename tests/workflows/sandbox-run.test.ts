import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { testEngine } from '../support/engine.ts'
import { launch, makeAudience, untilEnded } from '../support/launch.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const engine = await testEngine(db)
const running = await engine.start()
afterAll(() => running.stop())

test('a sandbox run takes everybody through the win-back and writes nothing outside itself', {
  timeout: 300_000,
}, async () => {
  await makeAudience(db, 500)
  const before = await realWorld()
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    secondsPerDay: 0.2,
    cohortSize: 100,
  })
  await engine.workflows.startRun(run)
  await untilEnded(db, run)

  expect(await brokenPromises(db, run)).toEqual([])
  expect(await unfinished(db, run)).toBe(0)
  expect(await realWorld()).toEqual(before)
  const { rows } = await sql<{ woke: number; calls: number; mails: number }>`
    select (select count(*)::int from journal where run = ${run} and port = 'purchased' and node = 4) as woke,
      (select count(*)::int from call_task where run = ${run}) as calls,
      (select count(*)::int from sandbox_message where run = ${run} and channel = 'email') as mails`.execute(
    db,
  )
  expect(rows[0]?.mails).toBe(500)
  expect(rows[0]?.calls).toBeGreaterThan(80)
})

async function realWorld(): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*)::int from purchase) as purchases, (select count(*)::int from consent_event) as consents,
      (select count(*)::int from suppression) as suppressed,
      (select md5(string_agg(c::text, ',' order by id)) from customer c) as customers,
      (select md5(string_agg(s::text, ',' order by customer)) from contact_state s where scope = 0) as willing`.execute(
    db,
  )
  return rows[0]
}
