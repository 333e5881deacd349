import { createHash, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { loadInstallation } from '../../db/installation.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadRunClock } from '../../db/runs/sandbox.ts'
import type { Db } from '../../db/schema.ts'
import { linkToken } from '../../engine/links.ts'
import { json, type testApi } from './support.ts'

type Api = Awaited<ReturnType<typeof testApi>>

/** A campaign with the win-back template, published and launched in the sandbox, all over the API. */
export async function launchWinback({ ask }: Api, settings: object = {}) {
  const campaign = await json<{ id: string }>(
    await ask('POST /api/v1/campaigns', { as: 'marketer', body: { name: 'Spring' } }),
  )
  const from = { make: 'template', template: 'winback', language: 'en' }
  const scenario = await json<{ id: string; revision: number }>(
    await ask('POST /api/v1/scenarios', { as: 'marketer', body: { campaign: campaign.id, from } }),
  )
  const published = await ask(`POST /api/v1/scenarios/${scenario.id}/publish`, {
    as: 'marketer',
    body: { revision: scenario.revision },
  })
  expect(published.status).toBe(200)
  const launched = await ask('POST /api/v1/runs', {
    as: 'marketer',
    body: { scenario: scenario.id, settings: { kind: 'sandbox', ...settings } },
  })
  expect(launched.status).toBe(201)
  const run = await json<{ id: string }>(launched)
  return { campaign, scenario, run }
}

/** One customer who stands at the plan’s first channel node with an accepted contact, as the engine would leave it. */
export async function putContact(db: Db, runId: string) {
  const run = await runOfUuid(db, runId)
  const { plan } = await db
    .selectFrom('run')
    .select('plan')
    .where('id', '=', run)
    .executeTakeFirstOrThrow()
  const stored = await db
    .selectFrom('plan')
    .select('plan')
    .where('id', '=', plan)
    .executeTakeFirstOrThrow()
  const node = stored.plan.nodes.find((n) => n.node.kind === 'channel' && n.node.message?.linkUrl)
  if (node?.node.kind !== 'channel' || !node.node.channel) throw new Error('No such node')
  const externalId = `C-${randomUUID()}`
  const customer = await db
    .insertInto('customer')
    .values({
      external_id: externalId,
      name: '김민지',
      email: 'kim@example.invalid',
      language: 'ko',
    })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
  const no = Number.parseInt(createHash('sha256').update(externalId).digest('hex').slice(0, 7), 16)
  const at = new Date(await loadRunClock(db, run))
  await db
    .insertInto('cohort')
    .values({ run, no: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await db
    .insertInto('enrolment')
    .values({
      run,
      cohort: 0,
      no,
      customer: customer.id,
      plan,
      node: node.no,
      entered_at: at,
      arrived_at: at,
      state: 1,
    })
    .execute()
  const outward = randomUUID()
  await db
    .insertInto('intent')
    .values({
      run,
      cohort: 0,
      node: node.no,
      enrolment: no,
      visit: 1,
      customer: customer.id,
      outward,
      channel: node.node.channel,
      status: 3,
      ordered_at: at,
      expires_at: at,
      settled_at: at,
    })
    .execute()
  await db
    .insertInto('sandbox_message')
    .values({
      outward,
      run,
      enrolment: no,
      node: node.no,
      visit: 1,
      channel: node.node.channel,
      recipient: 'kim@example.invalid',
      message: JSON.stringify({ subject: 'Hello', body: 'We miss you' }),
      accepted_at: at,
    })
    .execute()
  const { secret } = await loadInstallation(db)
  const link = (use: 'l' | 'o' | 'u') => `/${use}/${linkToken(secret, { use, outward })}`
  return {
    run,
    outward,
    customer: customer.uuid,
    externalId,
    enrolment: no,
    node: node.no,
    link,
    linkUrl: node.node.message?.linkUrl,
  }
}
