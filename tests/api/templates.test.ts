import { expect, test } from 'vitest'
import { json, testApi } from './support.ts'

const { ask } = await testApi()
const as = 'marketer' as const

async function campaignOf(name: string) {
  return json<{ id: string }>(await ask('POST /api/v1/campaigns', { as, body: { name } }))
}
async function scenarioOf(from: object) {
  const { id: campaign } = await campaignOf('Autumn')
  return json<{ id: string; revision: number; draft: { name: string; nodes: object[] } }>(
    await ask('POST /api/v1/scenarios', { as, body: { campaign, from } }),
  )
}
const winback = { make: 'template', template: 'winback', language: 'ko' }

test('a scenario saved as a template begins others, as it was when it was saved', async () => {
  const { id, draft, revision } = await scenarioOf(winback)
  const saved = await ask('POST /api/v1/templates', {
    as,
    body: { scenario: id, name: 'Our win-back', description: 'For the spring.' },
  })
  const template = await json<{ id: string }>(saved)
  await ask(`PUT /api/v1/scenarios/${id}`, {
    as,
    body: { draft: { ...draft, nodes: draft.nodes.slice(0, 1) }, revision },
  })
  const { draft: made } = await scenarioOf({ make: 'template', template: template.id })
  expect(made).toEqual({ ...draft, name: 'Our win-back' })
  const drawing = await json<object>(await ask(`GET /api/v1/templates/${template.id}`, { as }))
  expect(drawing).toEqual(made)
})

test('the gallery holds what comes with Dasi and what the house saved; a name is taken once', async () => {
  const { id: scenario } = await scenarioOf(winback)
  const body = { scenario, name: 'Twice' }
  expect((await ask('POST /api/v1/templates', { as, body })).status).toBe(201)
  const again = await ask('POST /api/v1/templates', { as, body })
  expect(again.status).toBe(409)
  expect(await json(again)).toMatchObject({ details: { field: 'name', value: 'Twice' } })
  const { items } = await json<{ items: { id: string; name: { en: string }; own: object }[] }>(
    await ask('GET /api/v1/templates', { as }),
  )
  expect(items.filter(({ own }) => own === null).map(({ id }) => id)).toContain('winback')
  const own = items.find(({ name }) => name.en === 'Twice')
  expect(own?.own).toMatchObject({ by: expect.any(String) })
  expect((await ask(`DELETE /api/v1/templates/${own?.id}`, { as })).status).toBe(200)
  expect((await ask(`GET /api/v1/templates/${own?.id}`, { as })).status).toBe(404)
  expect((await ask('DELETE /api/v1/templates/winback', { as })).status).toBe(400)
})

test('a draft is kept as its author left it when somebody else goes on with it', async () => {
  const { id, draft, revision } = await scenarioOf(winback)
  const save = (name: string, at: number, who: 'marketer' | 'admin') =>
    ask(`PUT /api/v1/scenarios/${id}`, {
      as: who,
      body: { draft: { ...draft, name }, revision: at },
    })
  expect((await save('mine', revision, 'marketer')).status).toBe(200)
  expect((await save('mine too', revision + 1, 'marketer')).status).toBe(200)
  expect((await save('theirs', revision + 2, 'admin')).status).toBe(200)
  const { items } = await json<{ items: { revision: number }[] }>(
    await ask(`GET /api/v1/scenarios/${id}/history`, { as }),
  )
  expect(items).toEqual([
    {
      revision: revision + 2,
      savedBy: expect.stringMatching(/^key:/),
      savedAt: expect.any(String),
    },
  ])
  const kept = await ask(`GET /api/v1/scenarios/${id}/history/${revision + 2}`, { as })
  expect(await json(kept)).toMatchObject({ draft: { name: 'mine too' } })
  expect((await ask(`GET /api/v1/scenarios/${id}/history/9999`, { as })).status).toBe(404)
})
