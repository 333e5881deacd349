import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { createSandboxAdapter } from '../../activities/channels/sandbox.ts'
import type { DeliveryParts } from '../../activities/deliver.ts'
import { runWorkers } from '../../bin/workers.ts'
import { createWorkflowPort, type TemporalPort } from '../../bin/workflow-port.ts'
import { createRun, loadRunContext } from '../../db/runs.ts'
import type { Db } from '../../db/schema.ts'
import { compile } from '../../engine/compile.ts'
import { planHash } from '../../engine/plan-hash.ts'
import { runRouter } from '../../intake/router.ts'
import { policySchema } from '../../schemas/policy.ts'
import { runSettingsSchema } from '../../schemas/run.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { testTemporal } from './temporal.ts'
import { until } from './until.ts'

export const silent = { error() {}, warn() {}, info() {} }

export interface TestEngine {
  readonly workflows: TemporalPort
  /** Starts workers and a router; stop them before the file ends. */
  start(): Promise<{ stop: () => Promise<void> }>
}

/** The whole engine in this process, on the test run's Temporal server, under a prefix of its own. */
export async function testEngine(
  db: Db,
  { adapterFor }: Partial<Pick<DeliveryParts, 'adapterFor'>> = {},
): Promise<TestEngine> {
  const temporal = await testTemporal()
  const prefix = `test-${randomBytes(5).toString('hex')}`
  const workflows = createWorkflowPort(temporal.client, { prefix })
  const { codePath } = await temporal.workflowBundle()
  return {
    workflows,
    async start() {
      const stopping = new AbortController()
      const parts = { db, log: silent, workflows, signal: stopping.signal }
      const running = Promise.all([
        runRouter(parts),
        runWorkers(
          {
            ...parts,
            connection: temporal.native,
            namespace: temporal.namespace,
            prefix,
            codePath,
            turnsAtOnce: 2,
            adapterFor: adapterFor ?? sandboxAdapters(db),
            publicUrl: 'http://localhost:4400',
            sendTimeoutMs: 5000,
          },
          stopping.signal,
        ),
      ])
      return {
        async stop() {
          stopping.abort()
          await running
        },
      }
    },
  }
}

/** Sandbox adapters whatever the kind of the run: no provider is asked. */
export function sandboxAdapters(db: Db): DeliveryParts['adapterFor'] {
  return (context, { node }): ChannelAdapter => {
    if (node.kind !== 'channel' && node.kind !== 'call') throw new Error('not a contact')
    return createSandboxAdapter(db, { run: context.run, node, settings: context.settings })
  }
}

/** Publishes a scenario as its own campaign and launches it; the caller starts its workflow. */
export async function launch(
  db: Db,
  scenario: Scenario,
  settings: Record<string, unknown>,
): Promise<{ run: number; uuid: string }> {
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
  const { id } = await db
    .insertInto('scenario')
    .values({ campaign: campaign.id, name: scenario.name, draft, updated_by: 'test' })
    .returning('id')
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
  return createRun(db, { plan: row.id, settings: runSettingsSchema.parse(settings), by: 'test' })
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
export async function makeAudience(db: Db, n: number): Promise<void> {
  await sql`
    with made as (
      insert into customer (external_id, name, email, phone, postal_code, address, fictional)
      select 'C' || g, '고객' || g, 'c' || g || '@example.com', '010-0000-' || lpad((g % 10000)::text, 4, '0'),
        '04524', '서울 중구 세종대로 ' || g, true
      from generate_series(1, ${n}::int) g returning id),
    willing as (insert into contact_state (customer, consent) select id, 15 from made),
    bought as (
      insert into purchase (customer, at, amount, source, source_ref)
      select id, timestamptz '2020-01-01', 10000, 'test', id::text from made)
    insert into customer_metric select id, '2020-01-01', '2020-01-01', 1, 10000 from made`.execute(
    db,
  )
}
