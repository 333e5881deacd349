import { createRoute, z } from '@hono/zod-openapi'
import {
  type BadCustomer,
  exportBadCustomers,
  listBadCustomers,
} from '../../db/quality/bad-customers.ts'
import { measureQuality } from '../../db/quality/measure.ts'
import { loadQuality } from '../../db/quality/report.ts'
import type { Db } from '../../db/schema.ts'
import { pageOf } from '../../schemas/api/common.ts'
import {
  badCustomerSchema,
  badFileQuerySchema,
  badPathSchema,
  badQuerySchema,
  type Quality,
  qualitySchema,
} from '../../schemas/api/quality.ts'
import { nameOf } from '../actor.ts'
import { createArea, ok } from '../area.ts'
import { csvAnswer } from '../csv-answer.ts'
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
  responses: ok(pageOf(badCustomerSchema)),
})
const badFile = createRoute({
  method: 'get',
  path: '/api/v1/quality/{field}/customers.csv',
  tags,
  summary: 'The same customers, all of them, as CSV.',
  request: { params: badPathSchema, query: badFileQuerySchema },
  responses: {
    200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } },
  },
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
      return c.json(await listBadCustomers(db, { field, ...c.req.valid('query') }), 200)
    })
    .openapi(badFile, async (c) => {
      const { field } = c.req.valid('param')
      const by = nameOf(c.get('actor'))
      const people = await exportBadCustomers(db, { field, by, ...c.req.valid('query') })
      const head = ['customer', 'name', field]
      return csvAnswer(`${field}.csv`, { head, pages: rowsOf(people) }) as never
    })
}

async function* rowsOf(pages: AsyncIterable<readonly BadCustomer[]>) {
  for await (const page of pages) yield page.map((one) => [one.externalId, one.name, one.value])
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
