import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Failure } from '../schemas/failure.ts'
import { ok } from './area.ts'
import type { Deps, Env } from './deps.ts'
import { designerFiles } from './designer-files.ts'
import { guard } from './guard.ts'
import { securityHeaders } from './headers.ts'
import { describeApi } from './openapi.ts'
import { answerProblem } from './problem.ts'
import { alertRoutes } from './routes/alerts.ts'
import { analysisRoutes } from './routes/analysis.ts'
import { attributeRoutes } from './routes/attributes.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { channelRoutes } from './routes/channels.ts'
import { customerRoutes } from './routes/customers.ts'
import { deskRoutes } from './routes/desk.ts'
import { enrolmentRoutes } from './routes/enrolments.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { hookRoutes } from './routes/hooks.ts'
import { importRoutes } from './routes/imports.ts'
import { linkRoutes } from './routes/links.ts'
import { listRoutes } from './routes/lists.ts'
import { liveRoutes } from './routes/live.ts'
import { mergingRoutes } from './routes/merging.ts'
import { messageRoutes } from './routes/messages.ts'
import { migrationRoutes } from './routes/migrations.ts'
import { offerRoutes } from './routes/offers.ts'
import { operationRoutes } from './routes/operations.ts'
import { policyRoutes } from './routes/policy.ts'
import { previewRoutes } from './routes/preview.ts'
import { profitRoutes } from './routes/profit.ts'
import { qualityRoutes } from './routes/quality.ts'
import { rehearsalRoutes } from './routes/rehearsal.ts'
import { reportRoutes } from './routes/report.ts'
import { runSettingsRoutes } from './routes/run-settings.ts'
import { runWatchRoutes } from './routes/run-watch.ts'
import { runRoutes } from './routes/runs.ts'
import { savedMessageRoutes } from './routes/saved-messages.ts'
import { scenarioRoutes } from './routes/scenarios.ts'
import { scoreRoutes } from './routes/scores.ts'
import { segmentMemberRoutes } from './routes/segment-members.ts'
import { segmentRoutes } from './routes/segments.ts'
import { sessionRoutes } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { templateRoutes } from './routes/templates.ts'
import { versionRoutes } from './routes/versions.ts'

/** What the designer’s typed client is made from: `hc<Api>(…)`, as a type only. */
export type Api = ReturnType<typeof routesOf>

const bodyMaxBytes = 8 * 1024 * 1024

const describeRoute = createRoute({
  method: 'get',
  path: '/api/v1/openapi.json',
  tags: ['health'],
  summary: 'This description.',
  responses: ok(z.record(z.string(), z.unknown()), 'OpenAPI 3.1.'),
})

/**
 * The HTTP interface: everything under /api/v1, the addresses that customers’ messages carry, /health and the designer.
 * Denied by default: see access.ts. A body may have 8 MiB, a file to import more.
 */
export function createApi(deps: Deps): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>()
  app.onError((error, c) => answerProblem(c, error, deps.log))
  app.use(securityHeaders(deps))
  app.use(guard(deps))
  const limit = bodyLimit({
    maxSize: bodyMaxBytes,
    onError: () => {
      throw new Failure('TOO_LARGE', 'The body is larger than 8 MiB; send less at a time.', {
        details: { reason: 'BODY_TOO_LARGE' },
      })
    },
  })
  app.use((c, next) =>
    c.req.path.startsWith('/api/v1/imports/') || saysItIsSmall(c) ? next() : limit(c, next),
  )
  app.route('/', routesOf(deps))
  let document: Record<string, unknown> | undefined
  app.openapi(describeRoute, (c) => {
    document ??= describeApi(app, deps)
    return c.json(document, 200)
  })
  const files = designerFiles(deps.designerDir)
  app.notFound((c) => {
    if (c.req.path.startsWith('/api/')) {
      const failure = new Failure('NOT_FOUND', `There is no ${c.req.method} ${c.req.path}.`)
      return answerProblem(c, failure, deps.log)
    }
    return files(c)
  })
  return app
}

/** Without a look at the body, which would cost a response that comes in as much as storing it. Node keeps to the length. */
function saysItIsSmall({ req }: Context): boolean {
  const length = req.header('content-length')
  if (length === undefined || req.header('transfer-encoding') !== undefined) return false
  return Number(length) <= bodyMaxBytes
}

function routesOf(deps: Deps) {
  return new OpenAPIHono<Env>()
    .route('/', healthRoutes(deps))
    .route('/', sessionRoutes(deps))
    .route('/', settingsRoutes(deps))
    .route('/', channelRoutes(deps))
    .route('/', customerRoutes(deps))
    .route('/', attributeRoutes(deps))
    .route('/', qualityRoutes(deps))
    .route('/', mergingRoutes(deps))
    .route('/', offerRoutes(deps))
    .route('/', savedMessageRoutes(deps))
    .route('/', segmentRoutes(deps))
    .route('/', segmentMemberRoutes(deps))
    .route('/', listRoutes(deps))
    .route('/', analysisRoutes(deps))
    .route('/', scoreRoutes(deps))
    .route('/', profitRoutes(deps))
    .route('/', policyRoutes(deps))
    .route('/', runRoutes(deps))
    .route('/', campaignRoutes(deps))
    .route('/', templateRoutes(deps))
    .route('/', scenarioRoutes(deps))
    .route('/', versionRoutes(deps))
    .route('/', rehearsalRoutes(deps))
    .route('/', deskRoutes(deps))
    .route('/', messageRoutes(deps))
    .route('/', previewRoutes(deps))
    .route('/', liveRoutes(deps))
    .route('/', enrolmentRoutes(deps))
    .route('/', operationRoutes(deps))
    .route('/', migrationRoutes(deps))
    .route('/', runSettingsRoutes(deps))
    .route('/', runWatchRoutes(deps))
    .route('/', alertRoutes(deps))
    .route('/', importRoutes(deps))
    .route('/', reportRoutes(deps))
    .route('/', eventRoutes(deps))
    .route('/', hookRoutes(deps))
    .route('/', linkRoutes(deps))
}
