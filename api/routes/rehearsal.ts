import { createRoute, z } from '@hono/zod-openapi'
import { writeAudit } from '../../db/accounts/audit.ts'
import { loadSampleEntrant } from '../../db/runs/rehearsal.ts'
import { loadCatalogue } from '../../db/scenarios/catalogue.ts'
import { loadVersion } from '../../db/scenarios/plans.ts'
import { loadScenario } from '../../db/scenarios/scenarios.ts'
import type { Db } from '../../db/schema.ts'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import {
  rehearsalSchema,
  rehearseTemplateSchema,
  sampleCustomerQuerySchema,
  sampleCustomerSchema,
  startRehearsalSchema,
} from '../../schemas/api/rehearsal.ts'
import { templatePathSchema } from '../../schemas/api/scenarios.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Plan } from '../../schemas/plan.ts'
import { rehearsalSettingsSchema } from '../../schemas/rehearsal.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { createRehearsals } from '../rehearsals.ts'
import { templateDrawing } from '../template-drawing.ts'

const tags = ['rehearsals']
const params = z.object({ id: idSchema })

const start = createRoute({
  method: 'post',
  path: '/api/v1/scenarios/{id}/rehearsals',
  tags,
  summary: 'Rehearse the draft or a version over its real audience; nobody is contacted.',
  request: { params, body: jsonBody(startRehearsalSchema) },
  responses: created(rehearsalSchema, 'Queued; ask for it until it is done.'),
})
const startTemplate = createRoute({
  method: 'post',
  path: '/api/v1/templates/{id}/rehearsals',
  tags,
  summary: 'Rehearse a template over the customers of now, or some thousands of them.',
  request: { params: templatePathSchema, body: jsonBody(rehearseTemplateSchema) },
  responses: created(rehearsalSchema, 'Queued; ask for it until it is done.'),
})
const list = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/rehearsals',
  tags,
  summary: 'Rehearsals of a scenario made within the hour, the newest first.',
  request: { params },
  responses: ok(listOf(rehearsalSchema)),
})
const one = createRoute({
  method: 'get',
  path: '/api/v1/rehearsals/{id}',
  tags,
  summary: 'How far a rehearsal is, and what it came to.',
  request: { params },
  responses: ok(rehearsalSchema),
})
const cancel = createRoute({
  method: 'post',
  path: '/api/v1/rehearsals/{id}/cancel',
  tags,
  summary: 'End a rehearsal; one that has ended stays as it is.',
  request: { params },
  responses: ok(rehearsalSchema),
})
const sample = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/sample-customer',
  tags,
  summary: 'A customer as they would enter the draft, for a rehearsal in the browser.',
  request: { params, query: sampleCustomerQuerySchema },
  responses: ok(sampleCustomerSchema),
})

/** So many tell enough of a template, however many customers there are. */
const templateSettings = rehearsalSettingsSchema.parse({ sampleSize: 10_000 })

export function rehearsalRoutes({ db, log, rehearse }: Deps) {
  const rehearsals = createRehearsals({ rehearse, log })
  return createArea()
    .openapi(start, async (c) => {
      const { version, ...settings } = c.req.valid('json')
      const scenario = c.req.valid('param').id
      const by = nameOf(c.get('actor'))
      const { plan, revision } = await planOf(db, { scenario, version })
      const answer = rehearsals.start({ scenario, version, revision, plan, settings, by })
      const subject = `scenario:${scenario}`
      await writeAudit(db, { actor: by, action: 'scenario.rehearse', subject })
      return c.json(answer, 201)
    })
    .openapi(startTemplate, async (c) => {
      const { id } = c.req.valid('param')
      const { language } = c.req.valid('json')
      const template = `${id}/${language}`
      const recent = rehearsals.recent(template)
      if (recent) return c.json(recent, 201)
      const drawing = await templateDrawing(db, { id, language })
      if (!drawing)
        throw new Failure('NOT_FOUND', `There is no template "${id}".`, {
          details: { reason: 'TEMPLATE_GONE', name: id },
        })
      const plan = planFrom(drawing, await loadCatalogue(db, null, Date.now()))
      const asked = { scenario: null, version: null, revision: null, template }
      const by = nameOf(c.get('actor'))
      return c.json(rehearsals.start({ ...asked, plan, settings: templateSettings, by }), 201)
    })
    .openapi(list, (c) => c.json({ items: rehearsals.list(c.req.valid('param').id) }, 200))
    .openapi(one, (c) => c.json(rehearsals.find(c.req.valid('param').id), 200))
    .openapi(cancel, (c) => c.json(rehearsals.cancel(c.req.valid('param').id), 200))
    .openapi(sample, async (c) => {
      const { customer, asOf } = c.req.valid('query')
      const startsAt = asOf === undefined ? Date.now() : Date.parse(asOf)
      const { plan } = await planOf(db, { scenario: c.req.valid('param').id, version: null })
      const entrant = await loadSampleEntrant(db, { plan, asOf: startsAt, customer })
      return c.json({ ...entrant, startsAt }, 200)
    })
}

/** What is to be rehearsed. Fails with NOT_FOUND, or NOT_READY with the problems of a draft that has errors. */
async function planOf(
  db: Db,
  { scenario, version }: { scenario: string; version: number | null },
): Promise<{ plan: Plan; revision: number | null }> {
  if (version !== null) {
    const { plan } = await loadVersion(db, { scenario, version })
    return { plan, revision: null }
  }
  const { draft, revision, scenario: no } = await loadScenario(db, scenario)
  return { plan: planFrom(draft, await loadCatalogue(db, no, Date.now())), revision }
}

function planFrom(drawing: Scenario, catalogue: Catalogue): Plan {
  const { plan, diagnostics } = compile(drawing, catalogue)
  if (plan) return plan
  const errors = diagnostics.filter(({ level }) => level === 'error')
  throw new Failure(
    'NOT_READY',
    `The draft cannot be rehearsed yet: ${errors[0]?.message ?? 'it has errors.'}`,
    { details: { reason: 'DRAWING_HAS_ERRORS', n: errors.length, diagnostics } },
  )
}
