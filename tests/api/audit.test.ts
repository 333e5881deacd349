import { expect, test } from 'vitest'
import type { AuditEntry } from '../../schemas/api/settings.ts'
import { json, testApi } from './support.ts'

const { ask } = await testApi()

const newest = async (action: string) => {
  const { items } = await json<{ items: AuditEntry[] }>(
    await ask('GET /api/v1/audit', { as: 'admin' }),
  )
  return items.find((entry) => entry.action === action)
}

test('a change names what it was of, as it is called now', async () => {
  const made = await json<{ id: string }>(
    await ask('POST /api/v1/campaigns', { as: 'marketer', body: { name: 'Spring', brief: {} } }),
  )
  expect(await newest('campaign.create')).toMatchObject({
    subject: `campaign:${made.id}`,
    named: { id: made.id, name: 'Spring' },
  })
})

test('what is gone has no name any more', async () => {
  const rule = { type: 'all', rules: [] }
  const made = await json<{ id: string }>(
    await ask('POST /api/v1/segments', { as: 'marketer', body: { name: 'All', rule } }),
  )
  expect(await newest('segment.create')).toMatchObject({ named: { name: 'All' } })
  await ask(`DELETE /api/v1/segments/${made.id}`, { as: 'marketer' })
  expect(await newest('segment.create')).toMatchObject({ named: null })
})
