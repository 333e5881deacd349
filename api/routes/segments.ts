import { createRoute, z } from '@hono/zod-openapi'
import { countWithSample, estimateSegment } from '../../db/analysis/estimate.ts'
import {
  countSavedSegment,
  createSegment,
  deleteSegment,
  freezeSegment,
  listSegments,
  loadSegment,
  type Segment,
  updateSegment,
} from '../../db/segments/segment-library.ts'
import { doneSchema, idSchema, listOf } from '../../schemas/api/common.ts'
import {
  countRuleSchema,
  freezeSegmentSchema,
  ruleCountSchema,
  saveSegmentSchema,
  segmentDetailSchema,
} from '../../schemas/api/segments.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['segments']
const idPath = z.object({ id: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/v1/segments',
  tags,
  summary: 'All saved segments, by name.',
  responses: ok(listOf(segmentDetailSchema)),
})
const create = createRoute({
  method: 'post',
  path: '/api/v1/segments',
  tags,
  summary: 'Save a new segment.',
  request: { body: jsonBody(saveSegmentSchema) },
  responses: created(segmentDetailSchema),
})
const count = createRoute({
  method: 'post',
  path: '/api/v1/segments/count',
  tags,
  summary: 'Count a rule that need not be saved, and show some of its customers.',
  request: { body: jsonBody(countRuleSchema) },
  responses: ok(ruleCountSchema),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/segments/{id}',
  tags,
  summary: 'One saved segment.',
  request: { params: idPath },
  responses: ok(segmentDetailSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/segments/{id}',
  tags,
  summary: 'Change a segment; what was published keeps the rule it was published with.',
  request: { params: idPath, body: jsonBody(saveSegmentSchema) },
  responses: ok(segmentDetailSchema),
})
const recount = createRoute({
  method: 'post',
  path: '/api/v1/segments/{id}/count',
  tags,
  summary: 'Count a saved segment now and keep its size.',
  request: { params: idPath },
  responses: ok(segmentDetailSchema),
})
const freeze = createRoute({
  method: 'post',
  path: '/api/v1/segments/{id}/snapshot',
  tags,
  summary: 'Keep the customers who belong now as a segment of its own that never changes.',
  request: { params: idPath, body: jsonBody(freezeSegmentSchema) },
  responses: created(segmentDetailSchema),
})
const remove = createRoute({
  method: 'delete',
  path: '/api/v1/segments/{id}',
  tags,
  summary: 'Delete a segment that no other is made of; what was published keeps its rule.',
  request: { params: idPath },
  responses: ok(doneSchema),
})
export function segmentRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => c.json({ items: (await listSegments(db)).map(render) }, 200))
    .openapi(create, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(render(await createSegment(db, { ...c.req.valid('json'), by })), 201)
    })
    .openapi(count, async (c) => {
      const { rule, asOf, sample, approximate } = c.req.valid('json')
      const at = asOf === undefined ? Date.now() : Date.parse(asOf)
      const look = approximate ? estimateSegment : countWithSample
      const found = await look(db, { rule, asOf: at, sample })
      const rows = found.sample.map((s) => ({
        ...s,
        lastPurchaseAt: toIsoOrNull(s.lastPurchaseAt),
      }))
      return c.json({ ...found, asOf: toIso(at), sample: rows }, 200)
    })
    .openapi(load, async (c) => c.json(render(await loadSegment(db, c.req.valid('param').id)), 200))
    .openapi(save, async (c) => {
      const content = { ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      return c.json(render(await updateSegment(db, c.req.valid('param').id, content)), 200)
    })
    .openapi(recount, async (c) =>
      c.json(render(await countSavedSegment(db, c.req.valid('param').id, Date.now())), 200),
    )
    .openapi(freeze, async (c) => {
      const frozen = await freezeSegment(db, {
        id: c.req.valid('param').id,
        name: c.req.valid('json').name,
        now: Date.now(),
        by: nameOf(c.get('actor')),
      })
      return c.json(render(frozen), 201)
    })
    .openapi(remove, async (c) => {
      await deleteSegment(db, c.req.valid('param').id, nameOf(c.get('actor')))
      return c.json({ done: true as const }, 200)
    })
}

function render({ countedAt, updatedAt, fixedAt, ...segment }: Segment) {
  return {
    ...segment,
    countedAt: toIsoOrNull(countedAt),
    updatedAt: toIso(updatedAt),
    fixedAt: toIsoOrNull(fixedAt),
  }
}
