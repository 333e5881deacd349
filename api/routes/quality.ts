import { createRoute } from '@hono/zod-openapi'
import { listBadCustomers } from '../../db/quality/bad-customers.ts'
import { measureQuality } from '../../db/quality/measure.ts'
import { loadQuality } from '../../db/quality/report.ts'
import type { Db } from '../../db/schema.ts'
import { listOf } from '../../schemas/api/common.ts'
import {
  badCustomerSchema,
  badPathSchema,
  badQuerySchema,
  type Quality,
  qualitySchema,
} from '../../schemas/api/quality.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['customers']

const load = createRoute({
  method: 'get',
  path: '/api/v1/quality',
  tags,
  summary: 'How complete and valid customers’ data is, who stands there twice, what stands out.',
  responses: ok(qualitySchema),
})
const measure = createRoute({
  method: 'post',
  path: '/api/v1/quality',
  tags,
  summary: 'Measure now; every import of customers does it too.',
  responses: ok(qualitySchema),
})
const bad = createRoute({
  method: 'get',
  path: '/api/v1/quality/{field}/customers',
  tags,
  summary: 'Customers whose field cannot be right or is not known, or of whom nothing was heard.',
  request: { params: badPathSchema, query: badQuerySchema },
  responses: ok(listOf(badCustomerSchema)),
})

export function qualityRoutes({ db }: Deps) {
  return createArea()
    .openapi(load, async (c) => c.json(await render(db), 200))
    .openapi(measure, async (c) => {
      await measureQuality(db, Date.now())
      return c.json(await render(db), 200)
    })
    .openapi(bad, async (c) => {
      const { field } = c.req.valid('param')
      const { problem } = c.req.valid('query')
      return c.json({ items: await listBadCustomers(db, { field, problem }) }, 200)
    })
}

async function render(db: Db): Promise<Quality> {
  const { measuredAt, subjects, duplicates, sources, changes, ...rest } = await loadQuality(db)
  return {
    ...rest,
    measuredAt: toIsoOrNull(measuredAt),
    subjects: subjects.map(({ trend, ...one }) => ({
      ...one,
      trend: trend.map((mark) => ({ ...mark, at: toIso(mark.at) })),
    })),
    duplicates: duplicates.map((one) => ({ ...one, first: one.first.map((group) => [...group]) })),
    sources: sources.map((one) => ({
      ...one,
      lastAt: toIso(one.lastAt),
      trend: one.trend.map((mark) => ({ ...mark, at: toIso(mark.at) })),
    })),
    changes: changes.map((one) => ({ ...one, at: toIso(one.at), missing: [...one.missing] })),
  }
}
