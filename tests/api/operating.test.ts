import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { closeGate } from '../../db/installation.ts'
import { saveCounts } from '../../db/runs/counters.ts'
import { inTransaction } from '../../db/transaction.ts'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { db, ask } = api
const as = 'marketer' as const

/** Somebody who stands at the first contact, counted as the engine counts. */
async function standing(settings: object = {}) {
  const launched = await launchWinback(api, settings)
  const put = await putContact(db, launched.run.id)
  await inTransaction(db, (tx) =>
    saveCounts(tx, put.run, [{ node: put.node, what: 'entered', slot: 0, n: 1 }]),
  )
  await db
    .insertInto('cohort')
    .values({ run: put.run, no: 0 })
    .onConflict((oc) => oc.doNothing())
    .execute()
  await db.updateTable('run').set({ state: 'running' }).where('id', '=', put.run).execute()
  return { ...launched, ...put, path: `/api/v1/runs/${launched.run.id}` }
}

test('an act is checked, done for exactly those, and recorded once with who and how many', async () => {
  const { path, node, run } = await standing()
  const wanted = { action: 'withdraw', selection: { node } }
  const checked = await json<{ count: number; selection: object }>(
    await ask(`POST ${path}/operations/check`, { as, body: wanted }),
  )
  expect(checked).toMatchObject({ count: 1, refused: {}, warning: null })
  const done = await ask(`POST ${path}/operations`, {
    as,
    body: { ...wanted, selection: checked.selection, count: checked.count },
  })
  expect(done.status).toBe(200)
  const operation = await json<{ id: number }>(done)
  expect(operation).toMatchObject({ action: 'withdraw', state: 'done', selected: 1, applied: 1 })
  expect(await json(await ask(`GET ${path}/operations`, { as }))).toMatchObject({
    items: [{ id: operation.id }],
  })
  expect(await json(await ask(`GET ${path}/operations/${operation.id}`, { as }))).toMatchObject({
    cohorts: { done: 1, total: 1 },
  })
  const audit = await json<{ items: { action: string; detail: object }[] }>(
    await ask(`GET ${path}/audit`, { as }),
  )
  expect(audit.items.map(({ action }) => action)).toEqual(['run.withdraw', 'run.launch'])
  expect(audit.items[0]?.detail).toMatchObject({ operation: operation.id, count: 1 })
  const again = await ask(`POST ${path}/operations`, { as, body: wanted })
  expect(again.status).toBe(409)
  expect(await json(again)).toMatchObject({ code: 'CONFLICT' })
  expect(run).toBeGreaterThan(0)
})

test('an act under a search is for those it finds alone, and what was looked for is not kept', async () => {
  const { path, node, run } = await standing()
  const [person] = await db
    .selectFrom('enrolment as e')
    .innerJoin('customer as c', 'c.id', 'e.customer')
    .select('c.external_id as id')
    .where('e.run', '=', run)
    .execute()
  const found = (search: string) =>
    ask(`GET ${path}/nodes/${node}/customers?search=${encodeURIComponent(search)}`, { as })
  const id = person?.id ?? ''
  expect(await json(await found(id))).toMatchObject({ items: [{}], found: 1 })
  expect(await json(await found('nobody'))).toMatchObject({ items: [], found: 0 })

  const wanted = (search: string) => ({ action: 'withdraw', selection: { node, search } })
  const nobody = await ask(`POST ${path}/operations/check`, { as, body: wanted('nobody') })
  expect(await json(nobody)).toMatchObject({ count: 0 })
  expect((await ask(`POST ${path}/operations`, { as, body: wanted('nobody') })).status).toBe(409)
  const done = await ask(`POST ${path}/operations`, { as, body: wanted(id) })
  expect(await json(done)).toMatchObject({
    state: 'done',
    applied: 1,
    selection: { node, search: '…' },
  })
  const audit = await json<{ items: { detail: object }[] }>(await ask(`GET ${path}/audit`, { as }))
  expect(audit.items[0]?.detail).toMatchObject({ selection: { search: '…' } })
})

test('what an act must say is asked for by name', async () => {
  const { path, customer } = await standing()
  const answer = async (body: object) => {
    const response = await ask(`POST ${path}/operations/check`, { as, body })
    return { status: response.status, ...(await json<{ message: string }>(response)) }
  }
  expect(await answer({ action: 'move', selection: { customer } })).toMatchObject({
    status: 400,
    message: 'to is missing; name the step to move to by its number.',
  })
  expect(await answer({ action: 'skip', selection: {} })).toMatchObject({ status: 400 })
  expect(await answer({ action: 'dance', selection: {} })).toMatchObject({ status: 400 })
  const stranger = `POST ${path}/customers/${crypto.randomUUID()}/retry`
  expect((await ask(stranger, { as })).status).toBe(404)
})

test('one customer is moved, and the timeline says by whose hand', async () => {
  const { path, customer, node } = await standing()
  const to = node + 1
  const moved = await ask(`POST ${path}/customers/${customer}/move`, { as, body: { to } })
  expect(moved.status).toBe(200)
  expect(await json(moved)).toMatchObject({
    now: { node: to },
    moves: [{ code: 'MOVED', node, why: { to } }],
    acts: [{ action: 'move', by: expect.stringMatching(/^key:/) }],
  })
  const skip = await ask(`POST ${path}/customers/${customer}/retry`, { as })
  expect(skip.status).toBe(409)
  expect(await json(skip)).toMatchObject({ message: expect.stringContaining('is not held') })
})

test('sending again must be confirmed, and tells why', async () => {
  const { path, run, outward, customer } = await standing()
  await sql`update intent set status = 7, reason = 'TIMED_OUT' where outward = ${outward}`.execute(
    db,
  )
  const problems = await json(await ask(`GET ${path}/problems`, { as }))
  expect(problems).toMatchObject({ items: [] })
  await inTransaction(db, (tx) =>
    saveCounts(tx, run, [{ node: 3, what: 'unknown', slot: 0, n: 1 }]),
  )
  const unknown = await json<{ items: object[]; next: null }>(
    await ask(`GET ${path}/unknown`, { as }),
  )
  expect(unknown).toMatchObject({
    items: [{ id: outward, reason: 'TIMED_OUT', sentAgain: false, customer: { id: customer } }],
    next: null,
  })
  const refused = await ask(`POST ${path}/operations`, {
    as,
    body: { action: 'resend', selection: {} },
  })
  expect(refused.status).toBe(400)
  expect(await json(refused)).toMatchObject({
    details: { field: 'confirm', warning: 'MAY_ARRIVE_TWICE', count: 1 },
  })
  const done = await ask(`POST ${path}/customers/${customer}/resend`, {
    as,
    body: { contact: outward, confirm: true },
  })
  expect(done.status).toBe(200)
  expect(await json(done)).toMatchObject({
    contacts: [{ status: 'unknown' }, { status: 'ordered' }],
  })
})

test('rate, budget and the end of admission are changed while a run goes on, each recorded', async () => {
  const { path } = await standing()
  const rate = await ask(`POST ${path}/rate`, { as, body: { admitPerMinute: 600 } })
  expect(await json(rate)).toMatchObject({ settings: { admitPerMinute: 600 } })
  const budget = await ask(`POST ${path}/budget`, { as, body: { total: 5000 } })
  expect(await json(budget)).toMatchObject({ budget: { total: 5000 } })
  expect((await ask(`POST ${path}/finish`, { as })).status).toBe(200)
  const audit = await json<{ items: { action: string; detail: object }[] }>(
    await ask(`GET ${path}/audit`, { as }),
  )
  expect(audit.items.slice(0, 3)).toMatchObject([
    { action: 'run.finish' },
    { action: 'run.budget', detail: { total: 5000 } },
    { action: 'run.rate', detail: { from: null, to: 600 } },
  ])
  await ask(`POST ${path}/cancel`, { as })
  expect((await ask(`POST ${path}/rate`, { as, body: { admitPerMinute: 1 } })).status).toBe(409)
})

test('a newer version is compared, tried and applied', async () => {
  const { path, scenario, node } = await standing()
  const at = `/api/v1/scenarios/${scenario.id}`
  const { draft, revision } = await json<{
    draft: { nodes: { id: string; kind: string; title: string }[] }
    revision: number
  }>(await ask(`GET ${at}`, { as }))
  const title = 'Another name'
  const nodes = draft.nodes.map((n) => (n.kind === 'channel' ? { ...n, title, unitCost: 77 } : n))
  await ask(`PUT ${at}`, { as, body: { draft: { ...draft, nodes }, revision } })
  const published = await json<{ version: number }>(
    await ask(`POST ${at}/publish`, { as, body: { revision: revision + 1 } }),
  )
  expect(published.version).toBe(2)
  expect(await json(await ask(`GET ${path}/versions`, { as }))).toMatchObject({
    items: [
      { version: 2, current: false, inUse: false },
      { version: 1, current: true, inUse: true },
    ],
  })
  const difference = await json<{ changed: { node: number; standing: number }[] }>(
    await ask(`GET ${path}/versions/2/difference`, { as }),
  )
  expect(difference.changed.find((step) => step.node === node)).toMatchObject({
    standing: 1,
    fields: [
      { field: 'title', to: title },
      { field: 'unitCost', to: 77 },
    ],
  })
  const body = { version: 2 }
  expect(await json(await ask(`POST ${path}/migration/check`, { as, body }))).toMatchObject({
    count: 1,
    rows: [{ customers: 1, change: 'changed', from: { node, version: 1 }, to: { node } }],
    refused: {},
    unmapped: [],
  })
  const done = await ask(`POST ${path}/migration`, { as, body })
  expect(await json(done)).toMatchObject({
    action: 'migrate',
    version: 2,
    state: 'done',
    applied: 1,
  })
  expect(await json(await ask(`GET ${path}`, { as }))).toMatchObject({ version: 2 })
  expect((await ask(`POST ${path}/migration`, { as, body })).status).toBe(409)
  expect((await ask(`GET ${path}/versions/9/difference`, { as })).status).toBe(404)
})

test('what needs attention is told with its remedy, the gravest first', async () => {
  const { run, path, node } = await standing({ budget: 100 })
  const codes = async (query = '') => {
    const { items } = await json<{ items: { code: string; remedy: string; level: string }[] }>(
      await ask(`GET /api/v1/alerts${query}`, { as }),
    )
    for (const { remedy } of items) expect(remedy).not.toBe('')
    return items
  }
  const id = path.split('/').at(-1)
  await inTransaction(db, (tx) =>
    saveCounts(tx, run, [
      { node, what: 'held:BUDGET', slot: 0, n: 4 },
      { node, what: 'held:DECIDE_FAILED', slot: 0, n: 2 },
      { node, what: 'unknown', slot: 0, n: 3 },
      { node, what: 'unsent:expired', slot: 0, n: 5 },
    ]),
  )
  expect(await codes(`?run=${id}`)).toMatchObject([
    { code: 'HELD', level: 'error', values: { count: 2, reason: 'DECIDE_FAILED' }, run: { id } },
    { code: 'BUDGET_EXHAUSTED', values: { count: 4, total: 100 } },
    { code: 'UNKNOWN_CONTACTS', values: { count: 3 } },
    { code: 'CONTACTS_EXPIRED', values: { count: 5 } },
  ])
  expect(await codes(), 'a sandbox concerns only its own page').toEqual([])

  await sql`update cohort set dirty = seen + 1, dirty_at = now() - interval '10 minutes' where run = ${run}`.execute(
    db,
  )
  await sql`insert into inbox (source, event_id, event, received_at) values ('test', 'old', '{}', now() - interval '1 hour')`.execute(
    db,
  )
  await sql`insert into channel_trouble (channel, since, code, attempts) values ('sms', now() - interval '2 days', 'REFUSED', 40)`.execute(
    db,
  )
  expect(await codes()).toMatchObject([
    { code: 'NOBODY_WORKS', values: { cohorts: 1 } },
    { code: 'ROUTER_STALE', values: { events: 1 } },
    { code: 'PROVIDER_DOWN', values: { channel: 'sms', attempts: 40 } },
  ])
  await closeGate(db, 'The database is older than its workflows.')
  expect(await codes()).toMatchObject([
    { code: 'GATE_CLOSED', values: { reason: 'The database is older than its workflows.' } },
    { code: 'ROUTER_STALE' },
    { code: 'PROVIDER_DOWN' },
  ])
})
