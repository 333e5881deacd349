import { expect, test } from 'vitest'
import { cancelRun } from '../../db/runs/runs.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { withHangingGateway } from '../support/hanging-gateway.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { noonZone } from '../support/noon-zone.ts'
import { until } from '../support/until.ts'

const { db } = await testDatabase({ max: 8 })
const { engine, asked } = await withHangingGateway(db, { patienceMs: 5000 })
await makeAudience(db, 40, noonZone())
await db
  .insertInto('policy')
  .values({
    created_by: 'test',
    policy: JSON.stringify({ quietChannels: [], contactLimit: { contacts: 100, days: 1 } }),
  })
  .execute()

test('a gateway that hangs holds up neither e-mails nor calls', { timeout: 180_000 }, async () => {
  const settings = { kind: 'test', cohortSize: 5 }
  const texts = await launch(db, contacting({ kind: 'channel', channel: 'sms', message }), settings)
  await engine.workflows.startRun(texts.run)
  await until('the gateway hangs', () => asked() >= 10)

  const mails = await launch(
    db,
    contacting({ kind: 'channel', channel: 'email', message: { ...message, subject: 'Hello' } }),
    settings,
  )
  const calls = await launch(db, contacting({ kind: 'call', script: 'Hello' }), settings)
  await engine.workflows.startRun(mails.run)
  await engine.workflows.startRun(calls.run)
  await until('all e-mails and calls are accepted', async () => {
    const counts = await Promise.all([accepted(mails.run), accepted(calls.run)])
    return counts.every((n) => n === 40)
  })

  expect(await accepted(texts.run)).toBe(0)
  expect(await open(texts.run)).toBe(40)
  await cancelRun(db, texts.run, 'test')
})

const message = { body: 'Hello' }

function contacting(step: object): Scenario {
  return scenarioSchema.parse({
    format: 1,
    name: 'One contact',
    start: 'who',
    nodes: [
      {
        id: 'who',
        kind: 'segment',
        audience: { from: 'rule', rule: { type: 'everyone' } },
        next: { next: 'contact' },
      },
      { id: 'contact', ...step, next: { next: 'end' } },
      { id: 'end', kind: 'exit', next: {} },
    ],
  })
}

function accepted(run: number): Promise<number> {
  return countContacts(run, (status) => status === 3)
}

function open(run: number): Promise<number> {
  return countContacts(run, (status) => status < 3)
}

async function countContacts(run: number, which: (status: number) => boolean): Promise<number> {
  const rows = await db.selectFrom('intent').select('status').where('run', '=', run).execute()
  return rows.filter(({ status }) => which(status)).length
}
