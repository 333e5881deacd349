import { createRoute, z } from '@hono/zod-openapi'
import { changeBudget, changeRate, finishRun } from '../../db/operate/settings.ts'
import { loadRunPage } from '../../db/runs/run-page.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { idSchema } from '../../schemas/api/common.ts'
import { changeBudgetSchema, changeRateSchema } from '../../schemas/api/operations.ts'
import { runDetailSchema } from '../../schemas/api/runs.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { tellRun, wakeCohorts } from '../wake.ts'
import { renderRun } from './runs.ts'

const tags = ['operating']
const idPath = z.object({ id: idSchema })

const rate = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/rate',
  tags,
  summary: 'How many customers a run admits per minute from now on.',
  request: { params: idPath, body: jsonBody(changeRateSchema) },
  responses: ok(runDetailSchema),
})
const budget = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/budget',
  tags,
  summary: 'Another budget; who was held for want of it goes on.',
  request: { params: idPath, body: jsonBody(changeBudgetSchema) },
  responses: ok(runDetailSchema),
})
const finish = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/finish',
  tags,
  summary: 'Admit nobody any more; who is inside goes on to the end.',
  request: { params: idPath },
  responses: ok(runDetailSchema),
})

export function runSettingsRoutes(deps: Deps) {
  const { db } = deps
  return createArea()
    .openapi(rate, async (c) => {
      const { id } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      await changeRate(db, { ...c.req.valid('json'), run, by: nameOf(c.get('actor')) })
      await tellRun(deps, run)
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
    .openapi(budget, async (c) => {
      const { id } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const by = nameOf(c.get('actor'))
      const { wake } = await changeBudget(db, { ...c.req.valid('json'), run, by })
      await wakeCohorts(deps, wake)
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
    .openapi(finish, async (c) => {
      const { id } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      await finishRun(db, run, nameOf(c.get('actor')))
      await tellRun(deps, run)
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
}
