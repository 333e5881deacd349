import { createRoute, z } from '@hono/zod-openapi'
import { act } from '../../db/operate/act.ts'
import {
  listOperations,
  loadOperation,
  type OperationPage,
  stopOperation,
} from '../../db/operate/list.ts'
import { checkOperation } from '../../db/operate/start.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import {
  operationCheckSchema,
  operationPathSchema,
  operationSchema,
  operationWantedSchema,
  startOperationSchema,
} from '../../schemas/api/operations.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'
import { wakeCohorts } from '../wake.ts'

const tags = ['operating']
const idPath = z.object({ id: idSchema })

const check = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/operations/check',
  tags,
  summary: 'For how many customers an act would be done; nothing is done.',
  request: { params: idPath, body: jsonBody(operationWantedSchema) },
  responses: ok(operationCheckSchema),
})
const start = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/operations',
  tags,
  summary: 'Skip the wait, move, withdraw, try again or send again, for all who are selected.',
  description: 'Answers within seconds; what is left then goes on by itself, cohort by cohort.',
  request: { params: idPath, body: jsonBody(startOperationSchema) },
  responses: ok(operationSchema),
})
const list = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/operations',
  tags,
  summary: 'What operators did to a run’s customers, newest first.',
  request: { params: idPath },
  responses: ok(listOf(operationSchema)),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/operations/{operation}',
  tags,
  summary: 'How far an act is.',
  request: { params: operationPathSchema },
  responses: ok(operationSchema),
})
const stop = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/operations/{operation}/stop',
  tags,
  summary: 'Leave an act at what has been done.',
  request: { params: operationPathSchema },
  responses: ok(operationSchema),
})

export function operationRoutes(deps: Deps) {
  const { db } = deps
  return createArea()
    .openapi(check, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const { refused, ...checked } = await checkOperation(db, { ...c.req.valid('json'), run })
      return c.json({ ...checked, refused: { ...refused } as Record<string, number> }, 200)
    })
    .openapi(start, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const by = nameOf(c.get('actor'))
      const { operation, wake } = await act(db, { ...c.req.valid('json'), run, by })
      await wakeCohorts(deps, wake)
      return c.json(renderOperation(await loadOperation(db, { run, id: operation })), 200)
    })
    .openapi(list, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      return c.json({ items: (await listOperations(db, { run })).map(renderOperation) }, 200)
    })
    .openapi(load, async (c) => {
      const { id: uuid, operation: id } = c.req.valid('param')
      const run = await runOfUuid(db, uuid)
      return c.json(renderOperation(await loadOperation(db, { run, id })), 200)
    })
    .openapi(stop, async (c) => {
      const { id: uuid, operation: id } = c.req.valid('param')
      const run = await runOfUuid(db, uuid)
      await stopOperation(db, { run, id, by: nameOf(c.get('actor')) })
      return c.json(renderOperation(await loadOperation(db, { run, id })), 200)
    })
}

export function renderOperation({ at, endedAt, refused, ...operation }: OperationPage) {
  return {
    ...operation,
    refused: { ...refused },
    at: toIso(at),
    endedAt: toIsoOrNull(endedAt),
  }
}
