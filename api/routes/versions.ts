import { createRoute, z } from '@hono/zod-openapi'
import {
  listVersions,
  loadVersion,
  publish as publishDraft,
  type Version,
} from '../../db/scenarios/plans.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import { publishSchema, versionDetailSchema, versionSchema } from '../../schemas/api/scenarios.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['scenarios']
const idPath = z.object({ id: idSchema })

const publish = createRoute({
  method: 'post',
  path: '/api/v1/scenarios/{id}/publish',
  tags,
  summary:
    'Make the draft the next version, for ever; publishing the same again answers the same version.',
  request: { params: idPath, body: jsonBody(publishSchema) },
  responses: ok(versionSchema),
})
const list = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/versions',
  tags,
  summary: 'What was published, newest first.',
  request: { params: idPath },
  responses: ok(listOf(versionSchema)),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/versions/{version}',
  tags,
  summary: 'One version: the drawing as it was, and the plan.',
  request: { params: idPath.extend({ version: z.coerce.number().int().min(1) }) },
  responses: ok(versionDetailSchema),
})

export function versionRoutes({ db }: Deps) {
  return createArea()
    .openapi(publish, async (c) => {
      const { id: scenario } = c.req.valid('param')
      const { revision } = c.req.valid('json')
      const by = nameOf(c.get('actor'))
      const { version } = await publishDraft(db, { scenario, revision, by })
      const { source: _source, plan: _plan, ...rest } = await loadVersion(db, { scenario, version })
      return c.json(renderVersion(rest), 200)
    })
    .openapi(list, async (c) => {
      const versions = await listVersions(db, c.req.valid('param').id)
      return c.json({ items: versions.map(renderVersion) }, 200)
    })
    .openapi(load, async (c) => {
      const { id: scenario, version } = c.req.valid('param')
      const { source, plan, ...rest } = await loadVersion(db, { scenario, version })
      return c.json({ ...renderVersion(rest), source, plan }, 200)
    })
}

export function renderVersion({ publishedAt, ...version }: Version) {
  return { ...version, publishedAt: toIso(publishedAt) }
}
