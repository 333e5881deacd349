import { createRoute, z } from '@hono/zod-openapi'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadReport, loadStepContacts } from '../../db/watch/report.ts'
import { idSchema } from '../../schemas/api/common.ts'
import { contactReportSchema, reportSchema } from '../../schemas/api/report.ts'
import { nodePathSchema } from '../../schemas/api/runs.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const report = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/report',
  tags: ['runs'],
  summary: 'What a run brought: the funnel with its costs, sales, rewards, tests.',
  request: { params: z.object({ id: idSchema }) },
  responses: ok(reportSchema),
})

const contacts = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/nodes/{node}/contacts',
  tags: ['runs'],
  summary: 'What was sent at one step and what came back, in time and late.',
  request: { params: nodePathSchema },
  responses: ok(z.object({ contacts: contactReportSchema.nullable() })),
})

export function reportRoutes({ db }: Deps) {
  return createArea()
    .openapi(report, async (c) => {
      const loaded = await loadReport(db, await runOfUuid(db, c.req.valid('param').id))
      return c.json({ ...loaded, at: toIso(loaded.at) }, 200)
    })
    .openapi(contacts, async (c) => {
      const { id, node } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      return c.json({ contacts: await loadStepContacts(db, { run, node }) }, 200)
    })
}
