import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChannelAdapter, SendResult } from '../../activities/channels/channel.ts'
import { createDeliveryActivities } from '../../activities/deliver.ts'
import { suppress } from '../../db/customers/consents.ts'
import { admit } from '../../db/runs/admission.ts'
import { takeAudience } from '../../db/runs/audience.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { silent } from '../support/engine.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const noon = '2026-03-03T03:00:00Z'
const night = '2026-03-03T15:00:00Z'
const people = 10
const dayMs = 86_400_000

beforeAll(() => makeAudience(db, people))
beforeEach(async () => {
  await sql`update contact_state set consent = 15, suppressed = 0, recent = '{}'`.execute(db)
})

type Answer = (outward: string, i: number) => SendResult
const yes: Answer = (outward) => ({ outward, result: 'accepted', providerRef: null })

/** A provider that answers as told and remembers every key it was given. */
function provider(answer: Answer, { keyed = true } = {}): ChannelAdapter & { seen: string[] } {
  const seen: string[] = []
  return {
    seen,
    keyed,
    chunkSize: 4,
    async send(batch) {
      return batch.map(({ outward }) => {
        seen.push(outward)
        return answer(outward, seen.length)
      })
    },
  }
}

async function deliverWith(adapter: ChannelAdapter, settings: Record<string, unknown> = {}) {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: people,
    ...settings,
  })
  const driver = drive(db, run, { adapterFor: () => adapter })
  await driver.admitAll()
  return { run, driver }
}

async function statuses(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ status: string; n: number }>`
    select status || coalesce(' ' || reason, '') as status, count(*)::int as n from intent where run = ${run} group by 1`.execute(
    db,
  )
  return Object.fromEntries(rows.map((r) => [r.status, r.n]))
}

/** As if the process had been killed and its lease had run out. */
async function forgetLeases(run: number): Promise<void> {
  await sql`update intent set lease_until = clock_timestamp() - interval '1 s', retry_at = null where run = ${run} and status < 3`.execute(
    db,
  )
}

async function broken(run: number): Promise<string[]> {
  const promises = await brokenPromises(db, run)
  return promises.filter((p) => !p.startsWith('the sandbox took'))
}

test('every contact is sent once and accepted', async () => {
  const adapter = provider(yes)
  const { run } = await deliverWith(adapter)
  expect(new Set(adapter.seen).size).toBe(people)
  expect(adapter.seen).toHaveLength(people)
  expect(await statuses(run)).toEqual({ '3': people })
  expect(await broken(run)).toEqual([])
})

test('one poisoned recipient blocks nobody else', async () => {
  const adapter = provider((outward, i) =>
    i === 2 ? { outward, result: 'failed', code: 'SMTP_550' } : yes(outward, i),
  )
  const { run } = await deliverWith(adapter)
  expect(await statuses(run)).toEqual({ '3': people - 1, '5 SMTP_550': 1 })
  expect(await broken(run)).toEqual([])
})

test('a killed delivery repeats with the same key where the provider knows keys', async () => {
  const adapter = provider(() => {
    throw new Error('killed')
  })
  const { run } = await launch(db, winback, { kind: 'sandbox', asOf: noon, cohortSize: people })
  await expect(drive(db, run, { adapterFor: () => adapter }).admitAll()).rejects.toThrow('killed')
  await forgetLeases(run)
  const again = provider(yes)
  await drive(db, run, { adapterFor: () => again }).settle()

  expect(again.seen.slice(0, 1)).toEqual(adapter.seen.slice(0, 1))
  expect(await statuses(run)).toEqual({ '3': people })
  expect(await broken(run)).toEqual([])
})

test('a killed delivery over SMTP stays unknown and is not sent again', async () => {
  const adapter = provider(
    () => {
      throw new Error('killed')
    },
    { keyed: false },
  )
  const { run } = await launch(db, winback, { kind: 'sandbox', asOf: noon, cohortSize: people })
  await expect(drive(db, run, { adapterFor: () => adapter }).admitAll()).rejects.toThrow('killed')
  await forgetLeases(run)
  const again = provider(yes, { keyed: false })
  await drive(db, run, { adapterFor: () => again }).settle()

  expect(again.seen).toHaveLength(people - 4)
  expect(await statuses(run)).toEqual({ '3': people - 4, '7 NO_ANSWER': 4 })
  expect(await broken(run)).toEqual([])
})

test('what a provider puts off is tried again and charged once', async () => {
  const adapter = provider((outward, i) =>
    i <= people ? { outward, result: 'retry', code: 'HTTP_429', afterMs: 60_000 } : yes(outward, i),
  )
  const { run, driver } = await deliverWith(adapter)
  expect(await statuses(run)).toEqual({ '0 HTTP_429': people })
  await forgetLeases(run)
  await driver.settle()

  expect(await statuses(run)).toEqual({ '3': people })
  const { rows } = await sql<{
    n: number
  }>`select max(cardinality(recent))::int as n from contact_state where scope = ${run}`.execute(db)
  expect(rows[0]?.n).toBe(1)
  expect(await broken(run)).toEqual([])
})

test('who refused before the gate is not contacted', async () => {
  await inTransaction(db, (tx) =>
    suppress(tx, [{ customer: 3, channel: 'email', reason: 'unsubscribed' }]),
  )
  const adapter = provider(yes)
  const { run } = await deliverWith(adapter)
  expect(await statuses(run)).toEqual({ '3': people - 1, '4 SUPPRESSED': 1 })
})

test('nobody is contacted at night; the contact waits for the morning', async () => {
  const adapter = provider(yes)
  const { run, driver } = await deliverWith(adapter, { asOf: night })
  expect(adapter.seen).toEqual([])
  expect(await statuses(run)).toEqual({ '0 QUIET_HOURS': people })
  await driver.pass(0.5 * dayMs)
  await driver.settle()
  expect(await statuses(run)).toEqual({ '3': people })
})

test('a contact that became stale during an outage expires instead of going out', async () => {
  const adapter = provider((outward) => ({
    outward,
    result: 'retry',
    code: 'REFUSED',
    afterMs: 3_600_000,
  }))
  const { run, driver } = await deliverWith(adapter)
  await driver.pass(5 * dayMs)
  await forgetLeases(run)
  const sent = adapter.seen.length
  await driver.settle()
  expect(adapter.seen).toHaveLength(sent)
  expect(await statuses(run)).toEqual({ '6 EXPIRED': people })
})

test('deliveries that spend the same budget side by side spend no more than there is', async () => {
  const { run } = await launch(db, winback, {
    ...{ kind: 'sandbox', asOf: noon, cohortSize: people / 2, budget: 30 * 7 },
  })
  await takeAudience(db, run)
  await admit(db, run)
  // Both chunks are judged before either is charged: the budget covers each, and not both.
  const waiting: (() => void)[] = []
  let chunks = 0
  const { deliver } = createDeliveryActivities({
    ...{ db, log: silent, heartbeat: () => undefined },
    adapterFor: () => provider(yes),
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 2000,
    async reach(point) {
      if (point !== 'delivery.judged') return
      chunks += 1
      if (chunks === 1) await new Promise<void>((go) => waiting.push(go))
      for (const go of waiting) go()
    },
  })
  const { takeTurns } = drive(db, run)
  const deliverOf = async (cohort: number) => {
    const turn = await takeTurns(cohort, 0)
    const [task] = turn.deliver
    while ((await deliver({ run, cohort, node: task?.node ?? 0 })).more);
  }
  await Promise.all([0, 1].map(deliverOf))

  expect(await statuses(run)).toEqual({ '3': 7, '0 BUDGET': people - 7 })
  const { spent } = await db
    .selectFrom('budget')
    .select('spent')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  expect(spent).toBe(30 * 7)
  expect(await broken(run)).toEqual([])
})
