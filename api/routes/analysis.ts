import { createRoute, z } from '@hono/zod-openapi'
import { countGrid } from '../../db/analysis/grid.ts'
import { countOverlap } from '../../db/analysis/overlap.ts'
import { countRetention } from '../../db/analysis/retention.ts'
import { segmentEffect } from '../../db/analysis/segment-effect.ts'
import { loadSegment } from '../../db/segments/segment-library.ts'
import { listSegmentSizes } from '../../db/segments/segment-sizes.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import {
  gridQuerySchema,
  gridSchema,
  retentionQuerySchema,
  retentionSchema,
} from '../../schemas/api/grids.ts'
import {
  overlapQuerySchema,
  overlapSchema,
  segmentEffectSchema,
  segmentSizeSchema,
} from '../../schemas/api/segments.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['segments']
const idPath = z.object({ id: idSchema })

const grid = createRoute({
  method: 'post',
  path: '/api/v1/grids',
  tags,
  summary:
    'Customers counted by one axis or two; every cell comes with the rules that make it a segment.',
  request: { body: jsonBody(gridQuerySchema) },
  responses: ok(gridSchema),
})
const retention = createRoute({
  method: 'post',
  path: '/api/v1/retention',
  tags,
  summary: 'Buyers by the month of their first purchase, and who bought again how much later.',
  request: { body: jsonBody(retentionQuerySchema) },
  responses: ok(retentionSchema),
})
const overlap = createRoute({
  method: 'post',
  path: '/api/v1/segments/overlap',
  tags,
  summary: 'How saved segments overlap: every combination that somebody belongs to.',
  request: { body: jsonBody(overlapQuerySchema) },
  responses: ok(overlapSchema),
})
const sizes = createRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/sizes',
  tags,
  summary: 'The size of a saved segment over time: every day, and as runs began and ended.',
  request: { params: idPath },
  responses: ok(listOf(segmentSizeSchema)),
})
const effect = createRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/effect',
  tags,
  summary:
    'Who belonged to a segment before and after a run, of those it took in and of all others.',
  request: { params: idPath, query: z.object({ run: idSchema }) },
  responses: ok(segmentEffectSchema),
})

/** What is counted of customers besides how many belong. */
export function analysisRoutes({ db }: Deps) {
  return createArea()
    .openapi(grid, async (c) => {
      const { asOf, ...wanted } = c.req.valid('json')
      const at = instantOf(asOf)
      const { rows, columns, cells } = await countGrid(db, { ...wanted, asOf: at })
      const sum = (of: (cell: (typeof cells)[number]) => number) =>
        cells.reduce((all, cell) => all + of(cell), 0)
      return c.json(
        {
          asOf: toIso(at),
          customers: sum((cell) => cell.customers),
          amount: Math.round(sum((cell) => cell.amount) * 100) / 100,
          rows: [...rows],
          columns: [...columns],
          cells: [...cells],
        },
        200,
      )
    })
    .openapi(retention, async (c) => {
      const { asOf, ...wanted } = c.req.valid('json')
      const at = instantOf(asOf)
      const cohorts = await countRetention(db, { ...wanted, asOf: at })
      const rows = cohorts.map(({ active, amount, ...cohort }) => ({
        ...cohort,
        active: [...active],
        amount: [...amount],
      }))
      return c.json({ asOf: toIso(at), cohorts: rows }, 200)
    })
    .openapi(overlap, async (c) => {
      const { asOf, segments } = c.req.valid('json')
      const at = instantOf(asOf)
      const shares = await countOverlap(db, { segments, asOf: at })
      const rows = shares.map((share) => ({ ...share, segments: [...share.segments] }))
      return c.json({ asOf: toIso(at), shares: rows }, 200)
    })
    .openapi(sizes, async (c) => {
      const { id } = await loadSegment(db, c.req.valid('param').id)
      const items = await listSegmentSizes(db, id)
      return c.json({ items: items.map((size) => ({ ...size, at: toIso(size.at) })) }, 200)
    })
    .openapi(effect, async (c) => {
      const { rule } = await loadSegment(db, c.req.valid('param').id)
      const found = await segmentEffect(db, {
        rule,
        run: c.req.valid('query').run,
        now: Date.now(),
      })
      return c.json({ ...found, before: toIso(found.before), after: toIso(found.after) }, 200)
    })
}

function instantOf(text: string | undefined): number {
  return text === undefined ? Date.now() : Date.parse(text)
}
