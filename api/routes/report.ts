import { createRoute, z } from '@hono/zod-openapi'
import { loadReport } from '../../db/report.ts'
import { runOfUuid } from '../../db/runs.ts'
import { idSchema } from '../../schemas/api/common.ts'
import { reportSchema } from '../../schemas/api/report.ts'
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

export function reportRoutes({ db }: Deps) {
  return createArea().openapi(report, async (c) => {
    const loaded = await loadReport(db, await runOfUuid(db, c.req.valid('param').id))
    return c.json({ ...loaded, at: toIso(loaded.at) }, 200)
  })
}
