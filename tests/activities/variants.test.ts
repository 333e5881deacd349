import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'

const { db } = await testDatabase()

const scenario = scenarioSchema.parse({
  format: 1,
  name: 'Words',
  start: 'who',
  nodes: [
    {
      id: 'who',
      kind: 'segment',
      audience: { from: 'rule', rule: { type: 'everyone' } },
      next: { next: 'mail' },
    },
    {
      id: 'mail',
      kind: 'channel',
      channel: 'email',
      advertising: false,
      message: {
        subject: '안녕하세요',
        body: '{{name}} 님',
        variants: [
          { for: { by: 'language', language: 'en' }, subject: 'Hello', body: 'Dear {{name}}' },
          {
            for: {
              by: 'rule',
              rule: { type: 'purchases', measure: 'count', op: 'atLeast', value: 2 },
            },
            subject: '단골',
            body: '{{region | 어디}}',
          },
        ],
      },
      next: { next: 'end' },
    },
    { id: 'end', kind: 'exit' },
  ],
})

test('each customer is sent the words that are meant for them', async () => {
  await makeAudience(db, 3)
  await sql`update customer set language = 'en-GB' where external_id = 'C1'`.execute(db)
  await sql`
    insert into purchase (customer, at, amount, source, source_ref)
    select id, '2021-01-01', 1, 'test', external_id from customer where external_id in ('C1', 'C2')`.execute(
    db,
  )
  const sent: string[] = []
  const adapter: ChannelAdapter = {
    keyed: true,
    chunkSize: 10,
    async send(batch) {
      return batch.map(({ outward, message: { subject, text } }) => {
        sent.push(`${subject}: ${text}`)
        return { outward, result: 'accepted', providerRef: null }
      })
    },
  }
  const { run } = await launch(db, scenario, { kind: 'sandbox', asOf: '2026-03-03T03:00:00Z' })
  await drive(db, run, { adapterFor: () => adapter }).admitAll()
  expect(sent.toSorted()).toEqual(['Hello: Dear 고객1', '단골: 어디', '안녕하세요: 고객3 님'])
})
