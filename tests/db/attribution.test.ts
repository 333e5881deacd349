import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { saveProducts } from '../../db/imports/products.ts'
import { acceptEvents, mergeNewEvents } from '../../db/inbox/inbox.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Attribution, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase()
await makeAudience(db, 1)
await inTransaction(db, (tx) =>
  saveProducts(tx, [
    { code: 'P-1', name: 'Soap', category: 'bath' },
    { code: 'P-2', name: 'Rice', category: 'food' },
  ]),
)

const entered = Date.parse('2026-03-01T00:00:00Z')
const daysLater = (days: number) => new Date(entered + days * 86_400_000)

/** A live run in which the customer entered at the instant, and was contacted `contacted` days later. */
async function enter(attribution: Partial<Attribution>, { contacted = 1, entries = [0] } = {}) {
  const { run } = await launch(db, scenarioSchema.parse({ ...winback, attribution }), {
    kind: 'live',
  })
  const { plan } = await db
    .selectFrom('run')
    .select('plan')
    .where('id', '=', run)
    .executeTakeFirstOrThrow()
  const outward = randomUUID()
  for (const [no, days] of entries.entries()) {
    const at = daysLater(days)
    await db
      .insertInto('enrolment')
      .values({
        ...{ run, cohort: 0, no, customer: 1, plan, node: 4, entered_at: at, arrived_at: at },
        ...{ state: no === entries.length - 1 ? 1 : 3, active: no === entries.length - 1 },
      })
      .execute()
  }
  const at = daysLater(contacted)
  await db
    .insertInto('intent')
    .values({
      ...{ run, cohort: 0, node: 2, enrolment: 0, visit: 1, customer: 1, outward, status: 3 },
      ...{ channel: 'email' as const, ordered_at: at, settled_at: at, expires_at: at },
    })
    .execute()
  return { run, outward }
}

async function hear(event: object): Promise<string> {
  const eventId = randomUUID()
  await acceptEvents(db, { source: 'shop', events: [{ eventId, event: event as never }] })
  await mergeNewEvents(db, 100)
  return eventId
}
const buy = (days: number, more: object = {}) =>
  hear({
    ...{ type: 'purchase', customer: 'C1', quantity: 1, amount: 100 },
    ...{ at: daysLater(days).toISOString(), ...more },
  })
const counted = async (run: number) =>
  (
    await db
      .selectFrom('run_purchase')
      .select(['at', 'enrolment'])
      .where('run', '=', run)
      .orderBy('at')
      .execute()
  ).map(({ at, enrolment }) => [(at - entered) / 86_400_000, enrolment])

async function check(
  attribution: Partial<Attribution>,
  purchases: readonly (readonly [number, object?])[],
  expected: readonly number[],
) {
  const { run } = await enter(attribution)
  for (const [days, more] of purchases) await buy(days, more)
  expect(await counted(run)).toEqual(expected.map((days) => [days, 0]))
}

test('without rules, every purchase within 180 days of entering counts', async () => {
  await check({}, [[-1], [0], [179], [180]], [0, 179])
})

test('a scenario counts for as long as it says', async () => {
  await check({ days: 7 }, [[6], [7]], [6])
})

test('counted from the contact, what came before it or too long after it does not count', async () => {
  await check({ days: 7, since: 'contact' }, [[0.5], [1], [7], [8]], [1, 7])
})

test('only the products and categories that are named count', async () => {
  const bought = [[1, { product: 'P-1' }], [2, { product: 'P-2' }], [3]] as const
  await check({ products: ['P-2'] }, bought, [2])
  await check({ categories: ['bath'] }, bought, [1])
  await check({ products: ['P-2'], categories: ['bath'] }, bought, [1, 2])
})

test('of a purchase of several things those count that are named, with what they cost', async () => {
  const lines = [
    { product: 'P-1', quantity: 1, amount: 30 },
    { product: 'P-2', quantity: 1, amount: 25 },
  ]
  const { run } = await enter({ categories: ['food'] })
  await buy(1, { amount: 60, lines })
  await buy(2, { amount: 30, lines: lines.slice(0, 1) })
  const { run: any } = await enter({})
  await buy(3, { amount: 60, lines })
  const amounts = async (of: number) =>
    (
      await db
        .selectFrom('run_purchase')
        .select('amount')
        .where('run', '=', of)
        .orderBy('at')
        .execute()
    ).map(({ amount }) => amount)
  expect(await amounts(run)).toEqual([25, 25])
  expect(await amounts(any)).toEqual([60])
})

test('of several entries into one run the newest before the purchase gets it, once', async () => {
  const { run } = await enter({}, { entries: [0, 10] })
  await buy(5)
  await buy(11)
  expect(await counted(run)).toEqual([
    [5, 0],
    [11, 1],
  ])
})

test('a purchase that names its contact counts within the window, whatever the product', async () => {
  const { run, outward } = await enter({ days: 7, products: ['P-1'] })
  const named = (days: number) =>
    hear({
      ...{ type: 'response', contact: outward, response: 'purchased', amount: 5 },
      at: daysLater(days).toISOString(),
    })
  await named(6)
  const late = await named(8)
  expect(await counted(run)).toEqual([[6, 0]])
  const kept = await db
    .selectFrom('inbox')
    .select(['state', 'problem'])
    .where('event_id', '=', late)
    .executeTakeFirstOrThrow()
  expect(kept).toEqual({ state: 3, problem: 'OUTSIDE_WINDOW' })
  const heard = await db.selectFrom('response').selectAll().where('run', '=', run).execute()
  expect(heard).toMatchObject([{ kind: 'purchased', n: 1 }])
})
