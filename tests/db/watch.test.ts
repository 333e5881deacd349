import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { createCallAdapter } from '../../activities/channels/call.ts'
import { createUser } from '../../db/accounts/users.ts'
import { act } from '../../db/operate/act.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { loadCallLoad } from '../../db/watch/call-load.ts'
import { listAtNode } from '../../db/watch/customers-at.ts'
import { type NodeOf, nodeSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { makeOutgoing } from '../support/make-outgoing.ts'
import { makeRun } from '../support/make-run.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase()
const dayMs = 86_400_000
const people = 7

beforeAll(() => makeAudience(db, people))

test('customers of a step: who is there, who went on by which way, and who left; page by page', async () => {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: '2026-03-03T03:00:00Z',
    cohortSize: 3,
    simulation: { responses: {}, purchaseAmount: 1 },
  })
  const driver = drive(db, run)
  await driver.admitAll()
  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const no = (id: string) => plan.nodes.find((node) => node.id === id)?.no ?? 0
  const listed = async (wanted: Partial<Parameters<typeof listAtNode>[1]>) => {
    const names: string[] = []
    let after: string | undefined
    do {
      const page = await listAtNode(db, {
        ...{ run, node: no('wait'), show: 'now' as const, limit: 2 },
        ...wanted,
        after,
      })
      names.push(...page.items.map(({ customer }) => customer.externalId))
      after = page.next ?? undefined
    } while (after !== undefined)
    return names
  }
  const everybody = Array.from({ length: people }, (_, i) => `C${i + 1}`)
  expect((await listed({})).sort()).toEqual(everybody)
  expect(await listed({ search: 'C3' })).toEqual(['C3'])
  expect(await listed({ search: '객5' }), 'a part of the name').toEqual(['C5'])
  expect(await listed({ search: '%' }), 'signs are taken as they are written').toEqual([])
  expect(await listed({ show: 'passed' })).toEqual([])
  expect((await listed({ node: no('mail'), show: 'passed' })).sort()).toEqual(everybody)

  const [first] = (await listAtNode(db, { run, node: no('wait'), show: 'now', limit: 1 })).items
  const gone = first?.customer ?? { id: '', externalId: '' }
  await act(db, { run, action: 'withdraw', selection: { customer: gone.id }, by: 'test' })
  await driver.pass(4 * dayMs)
  await driver.settle()
  expect(await listed({})).toEqual([])
  const others = everybody.filter((name) => name !== gone.externalId)
  expect((await listed({ show: 'passed' })).sort()).toEqual(others)
  const left = await listAtNode(db, { run, node: no('wait'), show: 'left', limit: 10 })
  expect(left).toMatchObject({
    items: [{ customer: gone, state: 'ended', reason: 'LEFT:WITHDRAWN', port: null }],
    next: null,
  })
  const [passed] = (await listAtNode(db, { run, node: no('wait'), show: 'passed', limit: 1 })).items
  expect(passed).toMatchObject({ port: 'next', due: null })
  expect((passed?.leftAt ?? 0) - (passed?.arrivedAt ?? 0)).toBeGreaterThanOrEqual(3 * dayMs)

  await driver.pass(11 * dayMs)
  await driver.settle()
  const back = { node: no('back'), show: 'passed' as const }
  expect((await listed({ ...back, port: 'none' })).sort()).toEqual(others)
  expect(await listed({ ...back, port: 'purchased' })).toEqual([])
  expect((await listed({ node: no('enough'), show: 'left' })).sort()).toEqual(others)
  await expect(
    listAtNode(db, { run, node: no('wait'), show: 'now', after: 'x', limit: 1 }),
  ).rejects.toMatchObject({ code: 'INVALID' })
})

test('call load: what waits for the desk day by day, beside who works there and how fast', async () => {
  const at = '2026-11-22T00:00:00Z'
  const settings = { kind: 'sandbox' as const, callsByPerson: true }
  const { run } = await makeRun(db, { settings, clockAt: at })
  expect(await loadCallLoad(db, run)).toMatchObject({ open: 0, days: [], perAgentDay: null })
  const node = nodeSchema.parse({ id: 'call', kind: 'call' }) as NodeOf<'call'>
  const customers = await db.selectFrom('customer').select('id').orderBy('id').execute()
  const calls = customers.map(({ id }, i) =>
    makeOutgoing(i, {
      ...{ run, customer: id, text: '감사합니다' },
      expiresAt: Date.parse('2026-12-20T00:00:00Z'),
    }),
  )
  const context = { signal: new AbortController().signal, timeoutMs: 20_000 }
  await createCallAdapter(db, { run, node }).send(calls, context)
  // Three wait for today, one of them to be made before it is over; two for the day after tomorrow; two for next month.
  const later = (outwards: readonly string[], when: string) =>
    sql`update call_task set next_at = ${new Date(when)} where outward = any(${outwards}::uuid[])`.execute(
      db,
    )
  const outwards = calls.map(({ outward }) => outward)
  await later(outwards.slice(3, 5), '2026-11-24T02:00:00Z')
  await later(outwards.slice(5), '2026-12-10T02:00:00Z')
  await sql`update call_task set expires_at = '2026-11-22T10:00:00Z' where outward = ${outwards[0]}`.execute(
    db,
  )
  const days = [
    { day: '2026-11-22', calls: 3, others: 0 },
    { day: '2026-11-23', calls: 0, others: 0 },
    { day: '2026-11-24', calls: 2, others: 0 },
  ]
  const load = await loadCallLoad(db, run)
  expect(load.days.slice(0, 3)).toEqual(days)
  expect(load.days, 'two weeks at most').toHaveLength(14)
  expect(load).toMatchObject({ open: 5, due: 3, lastDay: 1, agents: 0, perAgentDay: null })

  await createUser(db, { email: 'kim@example.com', name: 'Kim', role: 'agent', by: 'test' })
  await sql`insert into call_log (outward, at, agent, outcome, made_at)
    select gen_random_uuid(), now(), agent, 'answered', at from (values
      ('kim@example.com', now()), ('kim@example.com', now()), ('lee@example.com', now()),
      ('lee@example.com', now() - interval '20 days')) v(agent, at)`.execute(db)
  expect(await loadCallLoad(db, run)).toMatchObject({ agents: 2, perAgentDay: 1.5 })

  // Somebody has the line, and another run asks for the same people.
  const other = await makeRun(db, { settings: { kind: 'live' } })
  await sql`insert into call_task (outward, run, cohort, node, enrolment, visit, customer, purpose, script, max_attempts, retry_after_ms, next_at, expires_at)
    select gen_random_uuid(), ${other.run}::int, 1, 1, 1, 1, ${customers[0]?.id}::int, 'thanks', '', 1, 0, now(), now() + interval '2 days'`.execute(
    db,
  )
  expect((await loadCallLoad(db, run)).days[0]).toEqual({ ...days[0], others: 1 })
  expect(await loadCallLoad(db, other.run)).toMatchObject({ open: 1, due: 1 })
})
