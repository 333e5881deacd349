import { createRoute } from '@hono/zod-openapi'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadAlerts } from '../../db/watch/alerts.ts'
import { alertSchema, alertsQuerySchema } from '../../schemas/api/alerts.ts'
import { listOf } from '../../schemas/api/common.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIsoOrNull } from '../instants.ts'

const alerts = createRoute({
  method: 'get',
  path: '/api/v1/alerts',
  tags: ['operating'],
  summary: 'What needs attention, the gravest first.',
  description: 'Of the house and of every live and test run; with `run` of that run and the house.',
  request: { query: alertsQuerySchema },
  responses: ok(listOf(alertSchema)),
})

export function alertRoutes({ db }: Deps) {
  return createArea().openapi(alerts, async (c) => {
    const { run } = c.req.valid('query')
    const found = await loadAlerts(db, run === undefined ? {} : { run: await runOfUuid(db, run) })
    const items = found.map(({ since, values, ...alert }) => ({
      ...alert,
      since: toIsoOrNull(since),
      values: { ...values },
    }))
    return c.json({ items }, 200)
  })
}
