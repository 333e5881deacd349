import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { saveConsents } from '../../db/customers/consents.ts'
import { mergeCustomers } from '../../db/merging/merge.ts'
import { unmergeCustomers } from '../../db/merging/unmerge.ts'
import { setClock } from '../../db/runs/clock.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { inTransaction } from '../../db/transaction.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { withHangingGateway } from '../support/hanging-gateway.ts'
import { launch, makeAudience, untilEnded } from '../support/launch.ts'
import { noonZone } from '../support/noon-zone.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { until } from '../support/until.ts'

/** Whoever turns out to be one person while campaigns run: nobody is contacted twice, nobody is lost. */
const { db } = await testDatabase({ max: 8 })
const { engine, asked, answer } = await withHangingGateway(db, { patienceMs: 60_000 })
await makeAudience(db, 4, noonZone())
await inTransaction(db, (tx) =>
  saveConsents(
    tx,
    [1, 2, 3, 4].map((customer) => ({ customer, channel: 'sms', given: true, source: 'form' })),
  ),
)
await db
  .insertInto('policy')
  .values({
    created_by: 'test',
    policy: JSON.stringify({ quietChannels: [], contactLimit: { contacts: 100, days: 1 } }),
  })
  .execute()

const by = 'test'
const uuidOf = async (id: number) =>
  (await db.selectFrom('customer').select('uuid').where('id', '=', id).executeTakeFirstOrThrow())
    .uuid

const ids = (ids: readonly number[]) => ({
  type: 'any' as const,
  rules: ids.map((id) => ({ type: 'field', field: 'attributes.no', op: 'is', value: id })),
})
await sql`update customer set attributes = jsonb_build_object('no', id)`.execute(db)

const message = { body: 'Hello' }
const text = (id: string, next: string) => ({
  ...{ id, kind: 'channel', channel: 'sms', message, next: { next } },
})
const wait = {
  ...{ id: 'wait', kind: 'wait', next: { next: 'text' } },
  until: { mode: 'duration', duration: { amount: 1, unit: 'days' } },
}

/** Of these customers: a text, then whatever `nodes` are. */
function scenario(who: readonly number[], start: string, nodes: readonly object[]): Scenario {
  return scenarioSchema.parse({
    ...{ format: 1, name: `Merging ${start} ${who.join()}`, start: 'who' },
    nodes: [
      {
        ...{ id: 'who', kind: 'segment', audience: { from: 'rule', rule: ids(who) } },
        next: { next: start },
      },
      ...nodes,
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

async function begin(drawn: Scenario, settings: object = {}): Promise<number> {
  const { run } = await launch(db, drawn, { kind: 'test', cohortSize: 5, ...settings })
  await engine.workflows.startRun(run)
  return run
}

/** Whether so many wait, those left out who have left. */
async function areWaiting(run: number, n: number) {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from enrolment where run = ${run} and active and state = 1`.execute(
    db,
  )
  return rows[0]?.n === n
}

/** Who stands where, and why they left. */
async function people(run: number) {
  const { rows } = await sql<{ no: number; customer: number; active: boolean; why: unknown }>`
    select e.no, e.customer, e.active, (
      select j.why ->> 'reason' from journal j where j.run = e.run and j.enrolment = e.no order by seq desc limit 1) as why
    from enrolment e where e.run = ${run} order by e.no`.execute(db)
  return rows
}

const contacts = async (run: number) =>
  (
    await db
      .selectFrom('intent')
      .select('customer')
      .where('run', '=', run)
      .where('status', 'in', [3, 7])
      .execute()
  ).map(({ customer }) => customer)

/** A day and ten minutes later by the run’s clock: waits of a cohort end together, up to five minutes later. */
async function tomorrow(run: number) {
  const { now } = await loadRunContext(db, run)
  const wake = await inTransaction(db, (tx) => setClock(tx, run, now + 87_000_000))
  await engine.workflows.wake(wake)
}

async function merge(kept: number, gone: number) {
  const done = await mergeCustomers(db, { kept: await uuidOf(kept), gone: await uuidOf(gone), by })
  return () => unmergeCustomers(db, { merge: done.merge, by })
}

/** Texts go to the gateway, of which the sandbox knows nothing. */
const broken = async (run: number) =>
  (await brokenPromises(db, run)).filter((promise) => !promise.startsWith('the sandbox'))

const limits = { timeout: 120_000 }

test(
  'of two who wait the kept one goes on, and the other leaves with a reason',
  limits,
  async () => {
    const run = await begin(scenario([1, 2], 'wait', [wait, text('text', 'end')]))
    await until('both wait', () => areWaiting(run, 2))
    const part = await merge(1, 2)
    expect(await people(run)).toMatchObject([
      { customer: 1, active: true },
      { customer: 1, active: false, why: 'MERGED' },
    ])
    await tomorrow(run)
    await until('the text is sent', () => asked() === 1)
    expect(answer()).toEqual(['01000000001'])
    await untilEnded(db, run)
    expect(await contacts(run)).toEqual([1])
    expect(asked()).toBe(0)
    expect(await broken(run)).toEqual([])
    await part()
    expect((await people(run)).map(({ customer }) => customer)).toEqual([1, 2])
    expect(await broken(run)).toEqual([])
  },
)

test(
  'who has a contact under way goes on, and the other does not get it as well',
  limits,
  async () => {
    const first = {
      ...{ id: 'first', kind: 'condition', next: { waits: 'wait', else: 'text' } },
      branches: [
        { port: 'waits', rule: { type: 'field', field: 'attributes.no', op: 'is', value: 3 } },
      ],
    }
    const run = await begin(
      scenario([3, 4], 'first', [first, wait, text('text', 'again'), text('again', 'end')]),
    )
    await until('the text is on its way', () => asked() === 1)
    const part = await merge(3, 4)
    const [kept, gone] = (await people(run)).sort((a, b) => Number(a.active) - Number(b.active))
    expect([kept?.customer, gone?.customer, kept?.why]).toEqual([3, 3, 'MERGED'])
    expect(answer()).toEqual(['01000000004'])
    await until('the next text is sent', () => asked() === 1)
    // Now that they are one, what is kept of them counts.
    expect(answer()).toEqual(['01000000003'])
    await untilEnded(db, run)
    expect(await contacts(run)).toEqual([3, 3])
    expect(await broken(run)).toEqual([])
    await part()
    expect((await people(run)).map(({ customer }) => customer).sort()).toEqual([3, 4])
    expect(await contacts(run)).toEqual([4, 4])
  },
)

test('who alone takes part goes on as the kept one, and back when parted', limits, async () => {
  const run = await begin(scenario([2], 'wait', [wait, text('text', 'end')]))
  await until('one waits', () => areWaiting(run, 1))
  const part = await merge(1, 2)
  expect(await people(run)).toMatchObject([{ customer: 1, active: true }])
  await part()
  expect(await people(run)).toMatchObject([{ customer: 2, active: true }])
  await tomorrow(run)
  await until('the text is sent', () => asked() === 1)
  expect(answer()).toEqual(['01000000002'])
  await untilEnded(db, run)
  expect(await contacts(run)).toEqual([2])
  expect(await broken(run)).toEqual([])
})

test(
  'who is admitted later, being one person with somebody inside, leaves at once',
  limits,
  async () => {
    const run = await begin(scenario([1, 2, 3], 'wait', [wait, text('text', 'end')]), {
      admitPerMinute: 6,
    })
    await until('the first is inside', async () => (await people(run)).length === 1)
    const [first] = await people(run)
    const rest = [1, 2, 3].filter((id) => id !== first?.customer)
    const part = await merge(first?.customer ?? 0, rest[0] ?? 0)
    await until('all are admitted', async () => (await people(run)).length === 3, {
      limitMs: 60_000,
    })
    await until('those who are two people wait', () => areWaiting(run, 2))
    await tomorrow(run)
    const sent: string[] = []
    await until('two texts are sent', () => {
      sent.push(...answer())
      return sent.length === 2
    })
    await untilEnded(db, run)
    expect((await contacts(run)).sort()).toEqual([first?.customer, rest[1]].sort())
    expect((await people(run)).filter(({ why }) => why === 'MERGED')).toHaveLength(1)
    expect(await broken(run)).toEqual([])
    await part()
  },
)
