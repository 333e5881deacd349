import { createRoute, z } from '@hono/zod-openapi'
import { listAudit } from '../../db/accounts/audit.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadCallLoad } from '../../db/watch/call-load.ts'
import { listUnknown, loadProblems } from '../../db/watch/problems.ts'
import { idSchema, listOf, pageOf, pageQuerySchema } from '../../schemas/api/common.ts'
import {
  problemGroupSchema,
  unknownContactSchema,
  unknownQuerySchema,
} from '../../schemas/api/operations.ts'
import { callLoadSchema } from '../../schemas/api/runs.ts'
import { auditEntrySchema } from '../../schemas/api/settings.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['operating']
const idPath = z.object({ id: idSchema })

const problems = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/problems',
  tags,
  summary: 'Who is held and which contacts were not made, by step and reason.',
  request: { params: idPath },
  responses: ok(listOf(problemGroupSchema)),
})
const unknown = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/unknown',
  tags,
  summary: 'Contacts of which nobody knows whether they were made.',
  request: { params: idPath, query: unknownQuerySchema },
  responses: ok(pageOf(unknownContactSchema)),
})
const callLoad = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/call-load',
  tags,
  summary: 'The calls of a run that wait for the desk, day by day, beside what it can do.',
  request: { params: idPath },
  responses: ok(callLoadSchema),
})
const audit = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/audit',
  tags,
  summary: 'Who did what to a run and to the customers in it, newest first.',
  request: { params: idPath, query: pageQuerySchema },
  responses: ok(pageOf(auditEntrySchema)),
})

export function runWatchRoutes({ db }: Deps) {
  return createArea()
    .openapi(problems, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      return c.json({ items: await loadProblems(db, run) }, 200)
    })
    .openapi(unknown, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const { items, next } = await listUnknown(db, { ...c.req.valid('query'), run })
      const rows = items.map((item) => ({
        ...item,
        startedAt: toIsoOrNull(item.startedAt),
        settledAt: toIsoOrNull(item.settledAt),
      }))
      return c.json({ items: rows, next }, 200)
    })
    .openapi(callLoad, async (c) => {
      const load = await loadCallLoad(db, await runOfUuid(db, c.req.valid('param').id))
      return c.json({ ...load, days: [...load.days] }, 200)
    })
    .openapi(audit, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const subject = `run:${run}`
      const { items, next } = await listAudit(db, { ...c.req.valid('query'), subject })
      return c.json({ items: items.map((entry) => ({ ...entry, at: toIso(entry.at) })), next }, 200)
    })
}
