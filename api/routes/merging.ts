import { createRoute, z } from '@hono/zod-openapi'
import { mergeCustomers } from '../../db/merging/merge.ts'
import { listMergings } from '../../db/merging/mergings.ts'
import { unmergeCustomers } from '../../db/merging/unmerge.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import { mergedSchema, mergeSchema, mergingSchema } from '../../schemas/api/quality.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['customers']
const customerPath = z.object({ id: idSchema })

const merge = createRoute({
  method: 'post',
  path: '/api/v1/customers/{id}/merge',
  tags,
  summary: 'Make another customer one with this one, because they are one person; can be undone.',
  request: { params: customerPath, body: jsonBody(mergeSchema) },
  responses: ok(mergedSchema),
})
const list = createRoute({
  method: 'get',
  path: '/api/v1/customers/{id}/mergings',
  tags,
  summary: 'Who was merged into this customer, or whom this one was merged into.',
  request: { params: customerPath },
  responses: ok(listOf(mergingSchema)),
})
const undo = createRoute({
  method: 'post',
  path: '/api/v1/mergings/{merging}/undo',
  tags,
  summary: 'Part two customers again: what came from the other goes back.',
  request: { params: z.object({ merging: z.coerce.number().int().min(1) }) },
  responses: ok(z.object({ gone: idSchema })),
})

export function mergingRoutes({ db }: Deps) {
  return createArea()
    .openapi(merge, async (c) => {
      const { id: kept } = c.req.valid('param')
      const { gone } = c.req.valid('json')
      return c.json(await mergeCustomers(db, { kept, gone, by: nameOf(c.get('actor')) }), 200)
    })
    .openapi(list, async (c) => {
      const items = (await listMergings(db, c.req.valid('param').id)).map((one) => ({
        ...one,
        at: toIso(one.at),
      }))
      return c.json({ items }, 200)
    })
    .openapi(undo, async (c) => {
      const { merging } = c.req.valid('param')
      const by = nameOf(c.get('actor'))
      return c.json(await unmergeCustomers(db, { merge: merging, by }), 200)
    })
}
