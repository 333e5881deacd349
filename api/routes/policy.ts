import { createRoute } from '@hono/zod-openapi'
import { currentPolicy, type PolicyVersion, savePolicy } from '../../db/scenarios/policies.ts'
import { policyAnswerSchema, savePolicySchema } from '../../schemas/api/settings.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['settings']

const load = createRoute({
  method: 'get',
  path: '/api/v1/policy',
  tags,
  summary: 'The house rules that hold for every campaign.',
  responses: ok(policyAnswerSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/policy',
  tags,
  summary: 'Change the house rules; they hold for every contact from then on.',
  request: { body: jsonBody(savePolicySchema) },
  responses: ok(policyAnswerSchema),
})

export function policyRoutes({ db }: Deps) {
  return createArea()
    .openapi(load, async (c) => c.json(render(await currentPolicy(db)), 200))
    .openapi(save, async (c) => {
      const change = { ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      return c.json(render(await savePolicy(db, change)), 200)
    })
}

function render(version: PolicyVersion) {
  return { ...version, createdAt: toIso(version.createdAt) }
}
