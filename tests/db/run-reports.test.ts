import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAtNode } from '../../db/watch/customers-at.ts'
import { type Live, loadLive, loadLiveAt } from '../../db/watch/live.ts'
import { loadReport, type Report } from '../../db/watch/report.ts'
import { loadTimeline } from '../../db/watch/timeline.ts'
import { reportSchema } from '../../schemas/api/report.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { testEngine } from '../support/engine.ts'
import { launch, makeAudience, untilEnded } from '../support/launch.ts'
import { makeScenario } from './make-scenario.ts'

const people = 600
const dayMs = 86_400_000
const { db } = await testDatabase({ max: 8 })
const engine = await testEngine(db)
const running = await engine.start()
afterAll(() => running.stop())

/** The textbook case behind an experiment: one in four is only observed. */
function withHoldOut(): Scenario {
  const scenario = makeScenario()
  return scenarioSchema.parse({
    ...scenario,
    nodes: [
      ...scenario.nodes.map((node) =>
        node.id === 'who' ? { ...node, next: { next: 'split' } } : node,
      ),
      {
        kind: 'experiment',
        id: 'split',
        arms: [
          { port: 'written', share: 75 },
          { port: 'quiet', share: 25, holdOut: true },
        ],
        next: { written: 'offer', quiet: 'still' },
      },
      {
        kind: 'wait',
        id: 'still',
        until: { mode: 'duration', duration: { amount: 30, unit: 'days' } },
        next: { next: 'end' },
      },
    ],
  })
}

let run: number
let live: Live
let report: Report
beforeAll(async () => {
  await makeAudience(db, people)
  await sql`update customer set points = id`.execute(db)
  await sql`update contact_state set consent = 14 where customer % 10 = 0`.execute(db)
  const settings = { kind: 'sandbox', secondsPerDay: 0.1, cohortSize: 200 }
  ;({ run } = await launch(db, withHoldOut(), settings))
  await engine.workflows.startRun(run)
  await untilEnded(db, run)
  live = await loadLive(db, run)
  report = await loadReport(db, run)
})

const nodeNamed = (id: string) => {
  const node = live.nodes.find(({ nodeId }) => nodeId === id)
  if (!node) throw new Error(`no node ${id}`)
  return node
}
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
const count = async (query: string) => {
  const { rows } = await sql<{ n: number }>`${sql.raw(query)}`.execute(db)
  return rows[0]?.n
}

test('live counts are what the journal says, and everybody is somewhere', async () => {
  expect(live).toMatchObject({ state: 'ended', audienceSize: people, active: 0, ended: people })
  expect(nodeNamed('who')).toMatchObject({ entered: people, passed: people, now: 0 })
  for (const { node, nodeId, passed, left, ports, now } of live.nodes) {
    expect({ nodeId, now }).toEqual({ nodeId, now: 0 })
    expect(sum(Object.values(ports))).toBe(passed)
    const moves = `select count(*) as n from journal where run = ${run} and node = ${node}`
    expect({ nodeId, moves: await count(moves) }).toEqual({ nodeId, moves: passed + left })
  }
  const mail = nodeNamed('mail')
  expect(mail.sent + mail.unsent).toBe(mail.entered)
  expect(nodeNamed('split').ports).toEqual({
    quiet: nodeNamed('still').entered,
    written: nodeNamed('offer').entered,
  })
})

test('the slider goes over the run’s own clock, from its first minute to its end', async () => {
  const { from, endedAt, clockNow } = live
  expect(endedAt).toBe(clockNow)
  expect((await loadLiveAt(db, run, clockNow)).nodes).toEqual(live.nodes)
  const before = await loadLiveAt(db, run, (from ?? 0) - 60_000)
  expect(before).toMatchObject({ active: 0, ended: 0 })
  expect(sum(before.nodes.map(({ entered }) => entered))).toBe(0)
  const inTheFirstWait = await loadLiveAt(db, run, (from ?? 0) + dayMs)
  expect(inTheFirstWait).toMatchObject({ clockNow: (from ?? 0) + dayMs, active: people, ended: 0 })
  // The held-out quarter stands still for thirty days.
  expect(clockNow - (from ?? 0)).toBeGreaterThan(29 * dayMs)
})

test('the funnel adds up with contacts, purchases and costs', async () => {
  const [contacted, wokeUp, thanked, wonBack] = report.funnel.map(({ customers }) => customers)
  const [mail, call] = report.contacts
  expect(contacted).toBe(nodeNamed('mail').sent)
  expect(contacted).toBe(mail?.statuses['accepted'])
  expect(report.costs.contacts).toBe(3500 * (contacted ?? 0))
  expect(report.costs.thanks).toBe(500 * (call?.statuses['accepted'] ?? 0))
  expect(report.costs.rewards).toBe(1000 * nodeNamed('offer').entered)
  const { contacts, thanks, rewards, total, perHead } = report.costs
  expect(total).toBe(contacts + thanks + rewards)
  expect(perHead).toBe(total / (contacted ?? 1))
  // A task at the desk is no thanks yet: somebody must have answered.
  const { answered = 0, complaint = 0 } = call?.responses ?? {}
  expect(thanked).toBe(answered + complaint)
  expect(thanked).toBeLessThan(call?.accepted ?? 0)
  expect(wokeUp).toBe(mail?.responses['purchased'])
  expect(wokeUp).toBeGreaterThan(wonBack ?? 0)
  expect(wonBack).toBeGreaterThan(0)
  const { sales } = report
  const bought = `select sum(amount) as n from run_purchase where run = ${run}`
  expect(sales.amount).toBe(await count(bought))
  expect(sales.buyers).toBe(wokeUp)
  const { averageBasket, visitsPerBuyer, buyers } = sales
  expect((averageBasket ?? 0) * (visitsPerBuyer ?? 0) * buyers).toBeCloseTo(sales.amount, 4)
  expect(report.returnOnInvestment).toBeCloseTo((sales.amount - total) / total, 10)
})

test('who was refused is counted by reason, and rates lie in their intervals', () => {
  const [mail] = report.contacts
  expect(sum(Object.values(mail?.statuses ?? {}))).toBe(mail?.ordered)
  expect(sum(Object.values(mail?.reasons ?? {}))).toBe(
    (mail?.ordered ?? 0) - (mail?.statuses['accepted'] ?? 0),
  )
  expect(sum(Object.values(mail?.reasons ?? {}))).toBe(nodeNamed('mail').unsent)
  const rate = mail?.rates['purchased']
  expect(rate?.value).toBe((mail?.responses['purchased'] ?? 0) / (mail?.accepted ?? 1))
  expect(rate?.low).toBeLessThan(rate?.value ?? 0)
  expect(rate?.high).toBeGreaterThan(rate?.value ?? 1)
})

test('bands add up to the run, thirds of points are equal', () => {
  expect(report.bands.map(({ dormancy }) => dormancy)).toEqual(['6+', '6+', '6+'])
  expect(report.bands.map(({ pointsThird, enrolled }) => [pointsThird, enrolled])).toEqual([
    [1, 200],
    [2, 200],
    [3, 200],
  ])
  expect(sum(report.bands.map(({ wokeUp }) => wokeUp))).toBe(report.sales.buyers)
})

test('arms are compared with the hold-out', () => {
  const [written, quiet] = report.arms
  expect(written).toMatchObject({ port: 'written', holdOut: false })
  expect(quiet).toMatchObject({ port: 'quiet', contacted: 0, buyers: 0, aboveHoldOut: null })
  expect((written?.people ?? 0) + (quiet?.people ?? 0)).toBe(people)
  expect(written?.buyers).toBe(report.sales.buyers)
  expect(written?.aboveHoldOut?.value).toBe(written?.rate?.value)
  expect(written?.aboveHoldOut?.low).toBeGreaterThan(0)
  expect(written?.cost).toBe(report.costs.total)
})

test('everybody has ended, by some result, and the answer fits its schema', () => {
  expect(report).toMatchObject({ enrolled: people, active: 0, excluded: {} })
  expect(sum(Object.values(report.ends))).toBe(people)
  const answer = { ...report, at: new Date(report.at).toISOString() }
  expect(reportSchema.parse(answer)).toEqual(answer)
})

test('a customer’s way is told in order: moves, contacts with attempts and answers, purchases', async () => {
  const { rows } = await sql<{ uuid: string }>`
    select c.uuid from enrolment e join customer c on c.id = e.customer
    where e.run = ${run} and (select count(*) from run_purchase p
      where p.run = e.run and p.enrolment = e.no) = 2 limit 1`.execute(db)
  const customer = rows[0]?.uuid ?? ''
  const way = await loadTimeline(db, { run, customer })
  expect(way).toMatchObject({ customer: { id: customer }, state: 'ended', now: { due: null } })
  expect(way.moves.map(({ seq }) => seq)).toEqual(way.moves.map((_, i) => i + 1))
  const ids = new Map(live.nodes.map(({ node, nodeId }) => [node, nodeId]))
  expect(way.moves.map(({ node, port }) => [ids.get(node), port])).toEqual([
    ['who', 'next'],
    ['split', 'written'],
    ['offer', expect.any(String)],
    ['mail', expect.any(String)],
    ['back', 'purchased'],
    ['thanks', 'next'],
    ['end', null],
  ])
  expect(way.contacts.map(({ node, status }) => [ids.get(node), status])).toEqual([
    ['mail', 'accepted'],
    ['thanks', 'accepted'],
  ])
  expect(way.contacts[0]?.responses.map(({ kind }) => kind)).toContain('purchased')
  expect(way.contacts[0]?.attempts).toMatchObject([{ attempt: 1 }])
  expect(way.purchases).toHaveLength(2)
  expect(way.rewards).toMatchObject([{ faceValue: 3000 }])
  const nobody = '00000000-0000-4000-8000-000000000000'
  await expect(loadTimeline(db, { run, customer: nobody })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('those who stand at a step are read page by page, each once', async () => {
  const settings = { kind: 'sandbox', secondsPerDay: 86_400, cohortSize: 40 }
  const { run: slow } = await launch(db, withHoldOut(), settings)
  await db
    .insertInto('enrolment')
    .values(
      Array.from({ length: 25 }, (_, no) => ({
        run: slow,
        cohort: Math.floor(no / 10),
        no,
        customer: no + 1,
        plan: 1,
        node: no < 23 ? 3 : 4,
        state: no === 7 ? 2 : 1,
        reason: no === 7 ? 'BUDGET' : null,
        entered_at: new Date('2026-01-01'),
        arrived_at: new Date('2026-01-02'),
        due: new Date('2026-01-05'),
      })),
    )
    .execute()
  const seen: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < 3; pages += 1) {
    const page = await listAtNode(db, { run: slow, node: 3, show: 'now', after, limit: 10 })
    seen.push(...page.items.map(({ customer }) => customer.externalId))
    after = page.next ?? undefined
  }
  expect(after).toBeUndefined()
  expect(new Set(seen).size).toBe(23)
  const held = await listAtNode(db, { run: slow, node: 3, show: 'held', limit: 10 })
  expect(held.items).toMatchObject([{ state: 'held', reason: 'BUDGET', visit: 1 }])
  await expect(
    listAtNode(db, { run: slow, node: 3, show: 'now', after: 'x', limit: 10 }),
  ).rejects.toMatchObject({ code: 'INVALID' })
})

test('a run that does not exist has no counts and no report', async () => {
  await expect(loadLive(db, 99_999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(loadReport(db, 99_999)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
