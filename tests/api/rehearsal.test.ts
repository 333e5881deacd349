import { expect, test } from 'vitest'
import type { Rehearser } from '../../api/deps.ts'
import { createRehearser } from '../../bin/rehearse-apart.ts'
import type { RehearsalAnswer } from '../../schemas/api/rehearsal.ts'
import { makeAudience, publish } from '../support/launch.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'
import { json, testApi } from './support.ts'

const apart: Rehearser = (job, watch) => createRehearser(url)(job, watch)
const { ask, db, url } = await testApi({ rehearse: apart })
const as = 'marketer' as const
await makeAudience(db, 60)
const { scenario } = await publish(db, winback)
const rehearsals = `/api/v1/scenarios/${scenario}/rehearsals`

async function untilEnded(id: string): Promise<RehearsalAnswer> {
  return until('the rehearsal has ended', async () => {
    const answer = await json<RehearsalAnswer>(await ask(`GET /api/v1/rehearsals/${id}`, { as }))
    return answer.endedAt === null ? null : answer
  })
}

test('a draft is rehearsed over its whole audience, in a thread of its own, and nothing is written', async () => {
  const asked = await ask(`POST ${rehearsals}`, { as, body: { asOf: '2026-11-22T01:00:00Z' } })
  expect(asked.status).toBe(201)
  const { id, state } = await json<RehearsalAnswer>(asked)
  expect(['waiting', 'running']).toContain(state)
  const done = await untilEnded(id)
  expect(done).toMatchObject({ state: 'done', version: null, progress: { done: 60, total: 60 } })
  const { result } = done
  expect(result?.customers).toBe(60)
  expect(result?.nodes.find(({ node }) => node === 'mail')?.contacts).toBe(60)
  expect(result?.contacts.perDay.email?.reduce((sum, n) => sum + n, 0)).toBe(60)
  const { items } = await json<{ items: RehearsalAnswer[] }>(await ask(`GET ${rehearsals}`, { as }))
  expect(items.map((item) => item.id)).toContain(id)
  for (const table of ['run', 'enrolment', 'intent'] as const) {
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
  }
})

test('a published version is rehearsed on a sample, within a budget', async () => {
  const body = { version: 1, sampleSize: 20, budget: 300, asOf: '2026-11-22T01:00:00Z' }
  const { id } = await json<RehearsalAnswer>(await ask(`POST ${rehearsals}`, { as, body }))
  const { result } = await untilEnded(id)
  expect(result?.customers).toBe(20)
  expect(result?.cost.contacts).toBe(300)
  expect(result?.nodes.find(({ node }) => node === 'mail')?.held).toEqual({ BUDGET: 10 })
  expect(result?.uncontacted.reasons).toEqual({ BUDGET: 10 })
})

test('a rehearsal that is cancelled ends, and the next one begins', async () => {
  const first = await json<RehearsalAnswer>(await ask(`POST ${rehearsals}`, { as, body: {} }))
  const second = await json<RehearsalAnswer>(await ask(`POST ${rehearsals}`, { as, body: {} }))
  expect(second.state).toBe('waiting')
  const cancelled = await ask(`POST /api/v1/rehearsals/${first.id}/cancel`, { as })
  expect(await json(cancelled)).toMatchObject({ state: 'cancelled', result: null })
  expect((await untilEnded(second.id)).state).toBe('done')
})

test('a sample customer comes with all that a rehearsal in the browser needs', async () => {
  const route = `GET /api/v1/scenarios/${scenario}/sample-customer`
  const somebody = await json<{ customer: { id: string }; belongs: boolean }>(
    await ask(route, { as }),
  )
  expect(somebody).toMatchObject({
    belongs: true,
    houseZone: 'Asia/Seoul',
    rehearsed: { consent: 15, reachable: 15, zone: 'Asia/Seoul' },
  })
  const named = await ask(`${route}?customer=${somebody.customer.id}`, { as })
  expect(await json(named)).toMatchObject({ customer: somebody.customer, belongs: true })
})

test('what cannot be rehearsed says why', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000'
  expect((await ask(`GET /api/v1/rehearsals/${unknown}`, { as })).status).toBe(404)
  const nobody = await ask(
    `GET /api/v1/scenarios/${scenario}/sample-customer?customer=${unknown}`,
    {
      as,
    },
  )
  expect(nobody.status).toBe(404)
  const none = await ask(`POST /api/v1/scenarios/${unknown}/rehearsals`, { as, body: {} })
  expect(none.status).toBe(404)
})

test('a template shows its numbers before anything is made of it, and the same ones for a while', async () => {
  const path = '/api/v1/templates/upsell/rehearsals'
  const body = { language: 'ko' }
  const first = await json<RehearsalAnswer>(await ask(`POST ${path}`, { as, body }))
  expect(first).toMatchObject({ scenario: null, version: null })
  const { state, result } = await untilEnded(first.id)
  expect(state).toBe('done')
  expect(result?.nodes.map(({ node }) => node)).toContain('bundle')
  const again = await json<RehearsalAnswer>(await ask(`POST ${path}`, { as, body }))
  expect(again.id).toBe(first.id)
  expect(await db.selectFrom('scenario').select('id').execute()).toHaveLength(1)
  const unknown = await ask('POST /api/v1/templates/nothing/rehearsals', { as, body })
  expect(unknown.status).toBe(404)
})
