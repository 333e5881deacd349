import { expect, test } from 'vitest'
import { launchWinback } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { ask, started } = api
const as = 'marketer' as const

async function campaignOf(name: string) {
  return json<{ id: string; revision: number; brief: object }>(
    await ask('POST /api/v1/campaigns', { as, body: { name } }),
  )
}
async function scenarioOf(from: object) {
  const campaign = await campaignOf('Autumn')
  const answer = await ask('POST /api/v1/scenarios', { as, body: { campaign: campaign.id, from } })
  return json<{ id: string; revision: number; draft: { name: string } }>(answer)
}
const winback = { make: 'template', template: 'winback', language: 'ko' }

test('who saves a draft over a newer one gets the newer one instead of overwriting it', async () => {
  const { id, revision, draft } = await scenarioOf(winback)
  const mine = { draft: { ...draft, name: 'mine' }, revision }
  const saved = await ask(`PUT /api/v1/scenarios/${id}`, { as, body: mine })
  expect(await json(saved)).toMatchObject({ revision: revision + 1 })
  const late = await ask(`PUT /api/v1/scenarios/${id}`, {
    as,
    body: { draft: { ...draft, name: 'late' }, revision },
  })
  expect(late.status).toBe(409)
  expect(await json(late)).toMatchObject({
    code: 'CONFLICT',
    details: { current: { revision: revision + 1, draft: { name: 'mine' } } },
  })
})

test('who saves a brief over a newer one gets the newer one', async () => {
  const { id, revision, brief } = await campaignOf('Winter')
  const body = { name: 'Winter 2', brief, revision }
  expect((await ask(`PUT /api/v1/campaigns/${id}`, { as, body })).status).toBe(200)
  const late = await ask(`PUT /api/v1/campaigns/${id}`, { as, body: { ...body, name: 'late' } })
  expect(late.status).toBe(409)
  expect(await json(late)).toMatchObject({ details: { current: { name: 'Winter 2' } } })
})

test('a blank scenario can be saved with its problems and not published', async () => {
  const { id, revision } = await scenarioOf({ make: 'blank' })
  const check = await json<{ publishable: boolean; diagnostics: object[] }>(
    await ask(`GET /api/v1/scenarios/${id}/check`, { as }),
  )
  expect(check.publishable).toBe(false)
  const answer = await ask(`POST /api/v1/scenarios/${id}/publish`, { as, body: { revision } })
  expect(answer.status).toBe(422)
  const problem = await json<{ details: { diagnostics: object[] } }>(answer)
  expect(problem.details.diagnostics).toEqual(check.diagnostics)
})

test('publishing what was published already answers the same version', async () => {
  const { id, revision } = await scenarioOf(winback)
  const publish = async () =>
    json(await ask(`POST /api/v1/scenarios/${id}/publish`, { as, body: { revision } }))
  const first = await publish()
  expect(first).toMatchObject({ version: 1 })
  expect(await publish()).toEqual(first)
  const version = await json(await ask(`GET /api/v1/scenarios/${id}/versions/1`, { as }))
  expect(version).toMatchObject({ version: 1, plan: { format: 1 } })
  expect((await ask(`GET /api/v1/scenarios/${id}/versions/2`, { as })).status).toBe(404)
})

test('a file holds the draft, and makes the same scenario elsewhere', async () => {
  const { id } = await scenarioOf(winback)
  const file = await ask(`GET /api/v1/scenarios/${id}/file`, { as })
  expect(file.headers.get('content-disposition')).toContain('.json')
  const scenario = await json(file)
  const copy = await scenarioOf({ make: 'file', scenario })
  expect(copy.draft).toEqual(scenario)
})

test.each([
  ['an unknown template', { make: 'template', template: 'nothing' }, 400],
  ['a scenario to copy that is not there', { make: 'copy', scenario: crypto.randomUUID() }, 404],
  ['a file of a newer format', { make: 'file', scenario: { format: 2 } }, 400],
])('%s makes no scenario', async (_, from, status) => {
  const campaign = await campaignOf('Empty')
  const answer = await ask('POST /api/v1/scenarios', { as, body: { campaign: campaign.id, from } })
  expect(answer.status).toBe(status)
})

test('a scenario that was never published cannot be launched', async () => {
  const { id } = await scenarioOf(winback)
  const body = { scenario: id, settings: { kind: 'sandbox' } }
  const answer = await ask('POST /api/v1/runs', { as, body })
  expect(answer.status).toBe(422)
})

test('launching starts the workflow of the run, and the run can be paused, resumed and cancelled', async () => {
  const before = started.length
  const { run, campaign } = await launchWinback(api)
  expect(started.length).toBe(before + 1)
  const state = async (action: string) =>
    (await json<{ state: string }>(await ask(`POST /api/v1/runs/${run.id}/${action}`, { as })))
      .state
  expect(await state('pause')).toBe('paused')
  expect(await state('resume')).toBe('running')
  expect(await state('cancel')).toBe('cancelled')
  const again = await ask(`POST /api/v1/runs/${run.id}/pause`, { as })
  expect(again.status).toBe(409)
  const { items } = await json<{ items: { id: string }[] }>(
    await ask(`GET /api/v1/runs?campaign=${campaign.id}&state=ended`, { as }),
  )
  expect(items.map(({ id }) => id)).toEqual([run.id])
})

test('a run whose settings make no sense is refused by name and value', async () => {
  const { id } = await scenarioOf(winback)
  const body = { scenario: id, settings: { kind: 'sandbox', cohortSize: 0 } }
  const answer = await ask('POST /api/v1/runs', { as, body })
  expect(answer.status).toBe(400)
  expect(await json(answer)).toMatchObject({ details: { field: 'settings.cohortSize', value: 0 } })
})

test('a live run on a channel that is not set up is refused before anybody is touched', async () => {
  const limited = await testApi({ liveChannels: ['letter', 'call'] })
  const { scenario } = await launchWinback(limited)
  const body = { scenario: scenario.id, settings: { kind: 'live' } }
  const answer = await limited.ask('POST /api/v1/runs', { as, body })
  expect(answer.status).toBe(422)
  expect(await json(answer)).toMatchObject({ details: { field: 'settings.kind' } })
})
