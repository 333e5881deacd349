import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { listOperations, loadOperation, stopOperation } from '../../db/operate/list.ts'
import { startOperation } from '../../db/operate/start.ts'
import { goOnWith } from '../../db/operate/step.ts'
import { cancelRun, loadRunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import type { CohortRef } from '../../engine/ports.ts'
import { operateOnce } from '../../intake/operate.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase({ max: 8 })
const people = 12

beforeAll(() => makeAudience(db, people))

/** A run whose customers all wait, three to a cohort. */
async function waiting() {
  const { run } = await launch(db, winback, {
    kind: 'sandbox',
    asOf: '2026-03-03T03:00:00Z',
    cohortSize: 3,
    simulation: { responses: {}, purchaseAmount: 1 },
  })
  const driver = drive(db, run)
  await driver.admitAll()
  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const nodeNo = (id: string) => plan.nodes.find((node) => node.id === id)?.no ?? 0
  return { run, driver, nodeNo }
}

/** What a router does, without the router. */
function operator() {
  const woken: CohortRef[] = []
  const warnings: object[] = []
  const parts = {
    db,
    workflows: {
      revive: async (refs: readonly CohortRef[]) => {
        woken.push(...refs)
      },
      enter: async () => undefined,
      wake: async () => undefined,
      startRun: async () => undefined,
    },
    log: {
      warn(details: object) {
        warnings.push(details)
      },
      error() {},
      info() {},
    },
  }
  return { woken, warnings, look: () => operateOnce(parts) }
}

async function begin(run: number, node: number, action: 'skip' | 'withdraw' = 'withdraw') {
  return startOperation(db, { run, action, selection: { node }, by: 'test' })
}

test('what an operator began goes on after a crash where it stood, and wakes whom it moved', async () => {
  const { run, driver, nodeNo } = await waiting()
  const operation = await begin(run, nodeNo('wait'), 'skip')
  // The process that began it did one cohort and died.
  await goOnWith(db, operation, { forMs: 0, customers: 3 })
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'running',
    applied: 3,
    cohorts: { done: 1, total: 4 },
  })
  const { look, woken } = operator()
  expect(await look()).toBeLessThan(1000)
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'done',
    applied: people,
    cohorts: { done: 4, total: 4 },
  })
  expect(woken.map(({ cohort }) => cohort)).toEqual([1, 2, 3])
  await driver.settle()
  expect(await brokenPromises(db, run)).toEqual([])
  expect(await look(), 'nothing is left to do').toBe(1000)
})

test('one act that fails is told of and tried again; the others are done meanwhile', async () => {
  const [first, second] = [await waiting(), await waiting()]
  const failing = await begin(first.run, first.nodeNo('wait'))
  const going = await begin(second.run, second.nodeNo('wait'))
  await sql`create function stumble() returns trigger language plpgsql as $$ begin
    if new.run = ${sql.raw(String(first.run))} and new.enrolment = 4
    then raise exception 'stumbled' using errcode = '53100'; end if; return new; end $$`.execute(db)
  await sql`create trigger stumble before insert on journal for each row execute function stumble()`.execute(
    db,
  )
  const { look, warnings } = operator()
  await look()
  expect(warnings).toMatchObject([{ operation: failing }])
  expect(await loadOperation(db, { run: second.run, id: going })).toMatchObject({ state: 'done' })
  const stood = await loadOperation(db, { run: first.run, id: failing })
  expect(stood, 'what it did before counts, what failed left nothing').toMatchObject({
    state: 'running',
  })
  await sql`drop trigger stumble on journal`.execute(db)
  await look()
  expect(await loadOperation(db, { run: first.run, id: failing })).toMatchObject({
    state: 'done',
    applied: people,
  })
  for (const { run } of [first, second]) expect(await brokenPromises(db, run)).toEqual([])
})

test('two processes that find the same act open do everybody once', async () => {
  const { run, nodeNo } = await waiting()
  const operation = await begin(run, nodeNo('wait'))
  const [one, other] = [operator(), operator()]
  await Promise.all([one.look(), other.look()])
  expect(await loadOperation(db, { run, id: operation })).toMatchObject({
    state: 'done',
    applied: people,
  })
  expect([...one.woken, ...other.woken].map(({ cohort }) => cohort).sort()).toEqual([0, 1, 2, 3])
  expect(await brokenPromises(db, run)).toEqual([])
})

test('an act that was stopped, or whose run was cancelled, is left at what had been done', async () => {
  const { run, nodeNo } = await waiting()
  const stopped = await begin(run, nodeNo('wait'))
  await goOnWith(db, stopped, { forMs: 0, customers: 3 })
  await stopOperation(db, { run, id: stopped, by: 'test' })
  const { look } = operator()
  await look()
  expect(await loadOperation(db, { run, id: stopped })).toMatchObject({
    state: 'stopped',
    applied: 3,
  })
  const overtaken = await begin(run, nodeNo('wait'), 'skip')
  await cancelRun(db, run, 'test')
  await look()
  expect(await listOperations(db, { run })).toMatchObject([
    { id: overtaken, state: 'stopped', applied: 0 },
    { id: stopped },
  ])
})
