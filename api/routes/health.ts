import { createRoute } from '@hono/zod-openapi'
import { loadInstallation } from '../../db/installation.ts'
import { type Health, healthSchema } from '../../schemas/api/health.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['health'],
  summary: 'What is up.',
  responses: {
    ...ok(healthSchema, 'Everything is up.'),
    503: {
      description: 'Something is down.',
      content: { 'application/json': { schema: healthSchema } },
    },
  },
})

export function healthRoutes({ db, version, temporalIsUp }: Deps) {
  return createArea().openapi(health, async (c) => {
    const [installation, temporal] = await Promise.all([
      loadInstallation(db).catch(() => null),
      temporalIsUp?.().catch(() => false),
    ])
    const up = installation !== null && temporal !== false
    const answer: Health = {
      status: up ? 'up' : 'down',
      database: installation ? 'up' : 'down',
      temporal: temporal === undefined ? 'unknown' : temporal ? 'up' : 'down',
      gate: installation ? (installation.gateOpen ? 'open' : 'closed') : 'unknown',
      version,
    }
    return up ? c.json(answer, 200) : c.json(answer, 503)
  })
}
