import { expect, test } from 'vitest'
import { json, testApi } from './support.ts'

const { db, ask } = await testApi({ liveChannels: ['email', 'letter'] })

test('a channel says whether real contacts can be made on it, and since when its provider is down', async () => {
  await db
    .insertInto('channel_trouble')
    .values({ channel: 'email', code: 'ECONNREFUSED', attempts: 3 })
    .execute()
  const { items } = await json<{ items: object[] }>(
    await ask('GET /api/v1/channels', { as: 'marketer' }),
  )
  expect(items).toMatchObject([
    { channel: 'email', isReady: true, trouble: { code: 'ECONNREFUSED', attempts: 3 } },
    { channel: 'sms', isReady: false, trouble: null },
    { channel: 'letter', isReady: true, trouble: null },
    { channel: 'call', isReady: false, trouble: null },
  ])
})
