import { sql } from 'kysely'
import { createRun, loadRunContext } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import { compile } from '../../engine/compile.ts'
import { planHash } from '../../engine/plan-hash.ts'
import { policySchema } from '../../schemas/policy.ts'
import { runSettingsSchema } from '../../schemas/run.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { until } from './until.ts'

/** Publishes a scenario as its own campaign and launches it; the caller starts its workflow. */
export async function launch(
  db: Db,
  scenario: Scenario,
  settings: Record<string, unknown>,
): Promise<{ run: number; uuid: string }> {
  const { plan } = await publish(db, scenario)
  return createRun(db, { plan, settings: runSettingsSchema.parse(settings), by: 'test' })
}

/** Publishes a scenario as its own campaign; its uuid and the number of the plan. */
export async function publish(
  db: Db,
  scenario: Scenario,
): Promise<{ plan: number; scenario: string }> {
  const catalogue = {
    segments: {},
    offers: {},
    nodes: {},
    policy: policySchema.parse({}),
    budget: null,
    now: 0,
  }
  const { plan, diagnostics } = compile(scenario, catalogue)
  if (!plan)
    throw new Error(
      `The scenario does not compile: ${diagnostics.map((d) => d.message).join('; ')}`,
    )
  const campaign = await db
    .insertInto('campaign')
    .values({ name: scenario.name, created_by: 'test' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const draft = JSON.stringify(scenario)
  const { id, uuid } = await db
    .insertInto('scenario')
    .values({ campaign: campaign.id, name: scenario.name, draft, updated_by: 'test' })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
  const row = await db
    .insertInto('plan')
    .values({
      scenario: id,
      version: 1,
      hash: planHash(plan),
      plan: JSON.stringify(plan),
      source: draft,
      published_by: 'test',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { plan: row.id, scenario: uuid }
}

/** Waits until the run has ended or been cancelled. */
export async function untilEnded(db: Db, run: number): Promise<void> {
  await until(
    `run ${run} has ended`,
    async () => {
      const { state } = await loadRunContext(db, run)
      return state === 'ended' || state === 'cancelled'
    },
    { limitMs: 120_000, everyMs: 100 },
  )
}

/** `n` customers of the shop who may be contacted everywhere, with one old purchase each. */
export async function makeAudience(db: Db, n: number, zone = 'Asia/Seoul'): Promise<void> {
  await sql`
    with made as (
      insert into customer (external_id, name, email, phone, postal_code, address, zone, fictional)
      select 'C' || g, '고객' || g, 'c' || g || '@example.com', '010-0000-' || lpad((g % 10000)::text, 4, '0'),
        '04524', '서울 중구 세종대로 ' || g, ${zone}::text, true
      from generate_series(1, ${n}::int) g returning id),
    willing as (insert into contact_state (customer, consent) select id, 15 from made),
    bought as (
      insert into purchase (customer, at, amount, source, source_ref)
      select id, timestamptz '2020-01-01', 10000, 'test', id::text from made)
    insert into customer_metric select id, '2020-01-01', '2020-01-01', 1, 10000 from made`.execute(
    db,
  )
}
