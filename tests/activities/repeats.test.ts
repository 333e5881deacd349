import { sql } from 'kysely'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import type { ChannelAdapter, Outgoing, SendResult } from '../../activities/channels/channel.ts'
import { suppress } from '../../db/customers/consents.ts'
import { acceptEvents } from '../../db/inbox/inbox.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const noon = '2026-03-03T03:00:00Z'
const night = '2026-03-03T15:00:00Z'
const people = 5
const hourMs = 3_600_000

beforeAll(() => makeAudience(db, people))
beforeEach(async () => {
  await sql`update contact_state set consent = 15, suppressed = 0, recent = '{}'`.execute(db)
})

interface Provider extends ChannelAdapter {
  readonly seen: Outgoing[]
}

/** A provider that honours keys, answers as told and remembers what it was given. */
function provider(
  answer: (batch: readonly Outgoing[]) => Promise<readonly SendResult[]>,
): Provider {
  const seen: Outgoing[] = []
  return {
    seen,
    keyed: true,
    chunkSize: people,
    async send(batch) {
      seen.push(...batch)
      return answer(batch)
    },
  }
}

const all = (batch: readonly Outgoing[], result: object) =>
  batch.map(({ outward }) => ({ outward, ...result }) as SendResult)
const accepting = () =>
  provider(async (batch) => all(batch, { result: 'accepted', providerRef: null }))
const dying = () => provider(() => Promise.reject(new Error('killed')))

/** A run whose first delivery was killed after the attempts had been written, long ago. */
async function killed(settings: Record<string, unknown> = {}) {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: noon,
    cohortSize: people,
    ...settings,
  })
  await expect(drive(db, run, { adapterFor: dying }).admitAll()).rejects.toThrow('killed')
  await forgetLeases(run)
  return run
}

async function forgetLeases(run: number): Promise<void> {
  await sql`update intent set lease_until = clock_timestamp() - interval '1 s', retry_at = null where run = ${run} and status < 3`.execute(
    db,
  )
}

async function statuses(run: number): Promise<Record<string, number>> {
  const { rows } = await sql<{ status: string; n: number }>`
    select status || coalesce(' ' || reason, '') as status, count(*)::int as n from intent where run = ${run} group by 1`.execute(
    db,
  )
  return Object.fromEntries(rows.map((r) => [r.status, r.n]))
}

async function books(run: number) {
  const { rows } = await sql<{ spent: number; cost: number; counted: number }>`
    select (select spent from budget where run = ${run}) as spent,
      (select coalesce(sum(cost), 0) from intent where run = ${run}) as cost,
      (select coalesce(sum(cardinality(recent)), 0)::int from contact_state where scope = ${run}) as counted`.execute(
    db,
  )
  return rows[0]
}

test('who refused since is not contacted again by a repetition; whether the first reached them stays unknown', async () => {
  const run = await killed()
  await inTransaction(db, (tx) =>
    suppress(tx, [{ scope: run, customer: 3, channel: 'email', reason: 'unsubscribed' }]),
  )
  const again = accepting()
  await drive(db, run, { adapterFor: () => again }).settle()
  expect(again.seen.map((s) => s.customer).sort()).toEqual([1, 2, 4, 5])
  expect(await statuses(run)).toEqual({ '3': people - 1, '7 SUPPRESSED': 1 })
  expect(await books(run)).toEqual({ spent: 30 * people, cost: 30 * people, counted: people })
})

test('a refusal that was answered counts, though no router has seen it', async () => {
  const run = await killed()
  const { rows } = await sql<{ outward: string }>`
    select outward from intent where run = ${run} and customer = 2`.execute(db)
  const event = {
    type: 'response',
    contact: rows[0]?.outward ?? '',
    response: 'unsubscribed',
    at: noon,
  } as const
  await acceptEvents(db, { source: 'test', events: [{ eventId: `no-${run}`, event }] })
  const again = accepting()
  await drive(db, run, { adapterFor: () => again }).settle()
  expect(again.seen.map((s) => s.customer)).not.toContain(2)
})

test('a repetition that falls into the night waits for the morning, and is not counted twice', async () => {
  const run = await killed()
  const again = accepting()
  const driver = drive(db, run, { adapterFor: () => again })
  await driver.pass(10 * hourMs)
  await driver.settle()
  expect(again.seen).toEqual([])
  expect(await statuses(run)).toEqual({ '2 QUIET_HOURS': people })
  await driver.pass(12 * hourMs)
  await driver.settle()
  expect(again.seen).toHaveLength(people)
  expect(await statuses(run)).toEqual({ '3': people })
  expect(await books(run)).toEqual({ spent: 30 * people, cost: 30 * people, counted: people })
  expect(await broken(run)).toEqual([])
})

test('a contact does not use up its own limit: it may be repeated where one is allowed', async () => {
  await db
    .insertInto('policy')
    .values({
      created_by: 'test',
      policy: JSON.stringify({ contactLimit: { contacts: 1, days: 1 } }),
    })
    .execute()
  const run = await killed()
  const again = accepting()
  await drive(db, run, { adapterFor: () => again }).settle()
  expect(await statuses(run)).toEqual({ '3': people })
  await db.insertInto('policy').values({ created_by: 'test', policy: '{}' }).execute()
})

test('a repetition that fails for good gives back what the first attempt was charged and counted', async () => {
  const run = await killed()
  const again = provider(async (batch) => all(batch, { result: 'failed', code: 'SMTP_550' }))
  await drive(db, run, { adapterFor: () => again }).settle()
  expect(await statuses(run)).toEqual({ '5 SMTP_550': people })
  expect(await books(run)).toEqual({ spent: 0, cost: 0, counted: 0 })
})

test('a late answer speaks of its own attempt: it takes nothing from the one that followed', async () => {
  const { run } = await launch(db, winback, { kind: 'sandbox', asOf: noon, cohortSize: people })
  const second = accepting()
  const first = provider(async (batch) => {
    // Its lease runs out while it waits; another delivery makes the second attempt and dies before it is answered.
    await forgetLeases(run)
    const rival = drive(db, run, { adapterFor: dying })
    await expect(rival.deliver(0, batch[0]?.place.node ?? 0)).rejects.toThrow('killed')
    return all(batch, { result: 'retry', code: 'HTTP_503', afterMs: 0 })
  })
  const driver = drive(db, run, { adapterFor: () => (first.seen.length === 0 ? first : second) })
  await driver.admitAll()
  expect(await statuses(run)).toEqual({ '2': people })
  expect(await books(run)).toEqual({ spent: 30 * people, cost: 30 * people, counted: people })

  await forgetLeases(run)
  await driver.settle()
  expect(second.seen).toHaveLength(people)
  expect(await statuses(run)).toEqual({ '3': people })
  expect(await broken(run)).toEqual([])
})

test('customers of one cohort on different versions are each told what their own version says', async () => {
  const adapter = accepting()
  const { run } = await launch(db, winback, { kind: 'sandbox', asOf: night, cohortSize: people })
  const driver = drive(db, run, { adapterFor: () => adapter })
  await driver.admitAll()
  expect(await statuses(run)).toEqual({ '0 QUIET_HOURS': people })
  await sql`
    with newer as (
      insert into plan (scenario, version, hash, plan, source, published_by)
      select p.scenario, p.version + 1, p.hash || '+',
        replace(p.plan::text, 'We miss you', 'We still miss you')::jsonb, p.source, p.published_by
      from plan p join run r on r.plan = p.id where r.id = ${run} returning id),
    known as (insert into run_plan (run, plan) select ${run}, id from newer returning plan)
    update enrolment set plan = known.plan from known where run = ${run} and no % 2 = 1`.execute(db)
  await driver.pass(12 * hourMs)
  await driver.settle()
  const isTold = (said: string) =>
    adapter.seen
      .filter((s) => s.message.subject.endsWith(said))
      .map((s) => s.place.enrolment)
      .sort()
  expect(isTold('We miss you')).toEqual([0, 2, 4])
  expect(isTold('We still miss you')).toEqual([1, 3])
  expect(await statuses(run)).toEqual({ '3': people })
})

async function broken(run: number): Promise<string[]> {
  const promises = await brokenPromises(db, run)
  return promises.filter((p) => !p.startsWith('the sandbox took'))
}
