import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, expect, test } from 'vitest'
import { acceptEvents, mergeNewEvents, wakeMerged } from '../../db/inbox/inbox.ts'
import { openGate } from '../../db/installation.ts'
import { cloneTemplate, testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'

const { db, url } = await testDatabase({ max: 8 })
const dayMs = 86_400_000
/** Noon in Seoul: no contact waits for the night to end. */
const noon = '2026-03-03T03:00:00Z'

beforeAll(() => makeAudience(db, 20))

async function silentRun() {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: 20,
    simulation: { responses: {}, purchaseAmount: 1 },
  })
  return { run, driver: drive(db, run) }
}

async function standing(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ node: number; n: number }>`
    select node, count(*)::int as n from enrolment where run = ${run} and active group by node order by node`.execute(
    db,
  )
  return Object.fromEntries(rows.map((r) => [r.node, r.n]))
}

async function outwardOf(run: number, enrolment: number): Promise<string> {
  const row = await db
    .selectFrom('intent')
    .select('outward')
    .where('run', '=', run)
    .where('enrolment', '=', enrolment)
    .executeTakeFirstOrThrow()
  return row.outward
}

function bought(contact: string, at: number) {
  return {
    type: 'response',
    contact,
    response: 'purchased',
    at: new Date(at).toISOString(),
    amount: 10,
  } as const
}

test('a turn whose reply was lost is answered again and moves nobody', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  const before = await standing(run)
  const cohort = await db
    .selectFrom('cohort')
    .select('next_seq')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()

  const again = await driver.takeTurns(0, 0)

  expect(again.seq).toBe(cohort.next_seq)
  expect(again.remaining).toBe(20)
  expect(await standing(run)).toEqual(before)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('of two attempts at one turn only one moves anybody, however they overlap', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  await driver.pass(4 * dayMs)
  const { next_seq: seq } = await db
    .selectFrom('cohort')
    .select('next_seq')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()

  const replies = await Promise.all([1, 2, 3, 4].map(() => driver.takeTurns(0, seq)))

  expect(new Set(replies.map((r) => r.seq)).size).toBe(1)
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a response accepted before a window ends is not overlooked, though no router has seen it', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  await driver.pass(4 * dayMs)
  await driver.settle()
  const contact = await outwardOf(run, 7)
  await acceptEvents(db, {
    source: 'shop',
    events: [{ eventId: `late-${run}`, event: bought(contact, Date.parse(noon) + 5 * dayMs) }],
  })

  await driver.pass(20 * dayMs)
  await driver.settle()

  expect(await portTaken(run, 7)).toBe('purchased')
})

/** Where the enrolment went when it was asked whether the customer came back. */
async function portTaken(run: number, enrolment: number): Promise<string | null> {
  const { rows } = await sql<{ port: string }>`
    select j.port from journal j join run r on r.id = j.run join plan p on p.id = r.plan,
      jsonb_array_elements(p.plan -> 'nodes') n
    where j.run = ${run} and j.enrolment = ${enrolment} and n ->> 'id' = 'back' and (n ->> 'no')::int = j.node`.execute(
    db,
  )
  return rows[0]?.port ?? null
}

test('a response that comes between reading and parking wakes the one who parked', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  await driver.pass(4 * dayMs)
  const other = await cloneConnection()
  const contact = await outwardOf(run, 3)
  // The turn has read its facts when it comes to write its journal; there it is made to wait.
  await other.query('begin')
  await other.query('lock table journal in share mode')
  const turning = driver.settle()
  await until('the turn waits for the journal', async () => {
    const { rows } =
      await sql`select 1 from pg_locks where not granted and relation = 'journal'::regclass`.execute(
        db,
      )
    return rows.length > 0
  })
  await acceptEvents(db, {
    source: 'shop',
    events: [{ eventId: `between-${run}`, event: bought(contact, Date.parse(noon) + 2 * dayMs) }],
  })
  await mergeNewEvents(db, 100)
  const waking = wakeMerged(db, 100)
  await sleep(50)
  await other.query('commit')
  await turning
  expect(await waking).toContainEqual(expect.objectContaining({ run, cohort: 0 }))

  await driver.settle()

  expect(await portTaken(run, 3)).toBe('purchased')
  await other.end()
})

test('of many responses only the first since a turn needs telling', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  const contact = await outwardOf(run, 1)
  const told = async (eventId: string) => {
    const event = { type: 'response', contact, response: 'opened', at: noon } as const
    await acceptEvents(db, { source: `mail-${run}`, events: [{ eventId, event }] })
    await mergeNewEvents(db, 100)
    return (await wakeMerged(db, 100)).filter((woken) => woken.run === run).length
  }
  expect([await told('a'), await told('b'), await told('c')]).toEqual([1, 0, 0])
  await driver.settle()
  expect(await told('d')).toBe(1)
})

test('two routers take every event once', async () => {
  const { run, driver } = await silentRun()
  await driver.admitAll()
  const contact = await outwardOf(run, 1)
  const events = Array.from({ length: 200 }, (_, i) => ({
    eventId: `open-${run}-${i}`,
    event: { type: 'response', contact, response: 'opened', at: noon } as const,
  }))
  const first = await acceptEvents(db, { source: 'mail', events })
  const second = await acceptEvents(db, { source: 'mail', events })
  expect([first, second]).toEqual([
    { accepted: 200, repeated: 0 },
    { accepted: 0, repeated: 200 },
  ])

  await Promise.all([1, 2, 3].map(() => mergeNewEvents(db, 70)))
  while ((await mergeNewEvents(db, 70)) > 0);
  await Promise.all([wakeMerged(db, 500), wakeMerged(db, 500)])

  const merged = await db
    .selectFrom('response')
    .select(['n', 'kind'])
    .where('run', '=', run)
    .execute()
  expect(merged).toEqual([{ n: 200, kind: 'opened' }])
  expect(
    await db
      .selectFrom('inbox')
      .select('id')
      .where('state', '<>', 2)
      .where('source', '=', 'mail')
      .execute(),
  ).toEqual([])
})

test('rows that are older than the workflow close the gate until an operator opens it', async () => {
  const mine = await cloneTemplate()
  await makeAudience(mine.db, 3)
  const { run } = await launch(mine.db, winback, { kind: 'sandbox', asOf: noon, cohortSize: 10 })
  const driver = drive(mine.db, run)
  await driver.admitAll()

  await expect(driver.takeTurns(0, 99)).rejects.toThrow(/restored/)
  const { next_seq: seq } = await mine.db
    .selectFrom('cohort')
    .select('next_seq')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  await expect(driver.takeTurns(0, seq)).rejects.toThrow(/gate/)
  await openGate(mine.db, 'operator')
  const adopted = await driver.takeTurns(0, 99)

  expect(adopted.seq).toBeGreaterThan(99)
  await mine.drop()
})

async function cloneConnection() {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}
