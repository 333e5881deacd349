import { expect, test } from 'vitest'
import { json, testApi } from './support.ts'

const { ask } = await testApi()

test.each([
  ['nothing', {}, { reason: 'FIELD_MISSING', field: 'name' }],
  ['an empty text', { name: '', role: 'agent' }, { reason: 'FIELD_MISSING', field: 'name' }],
  [
    'a long text',
    { name: 'x'.repeat(500), role: 'agent' },
    { reason: 'FIELD_TOO_LONG', field: 'name', most: expect.any(Number) },
  ],
  ['another word', { name: 'x', role: 'king' }, { reason: 'FIELD_WRONG', field: 'role' }],
  [
    'an unknown field',
    { name: 'x', role: 'agent', colour: 1 },
    { reason: 'FIELD_UNKNOWN', fields: ['colour'] },
  ],
])('%s is refused with the reason', async (_, body, details) => {
  const answer = await ask('POST /api/v1/keys', { as: 'admin', body })
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({ code: 'INVALID', details })
})

test('a rule over several fields gives a reason of its own', async () => {
  const model = { from: '2026-02-01', to: '2026-01-01', marginRate: 0.2, activities: [] }
  const answer = await ask('POST /api/v1/profit', { as: 'marketer', body: model })
  expect(await json(answer)).toMatchObject({ details: { reason: 'PERIOD_BACKWARDS' } })
})
