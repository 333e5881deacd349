import { createRoute } from '@hono/zod-openapi'
import {
  listTemplates,
  type OwnTemplate,
  removeTemplate,
  saveTemplate,
} from '../../db/library/templates.ts'
import { templates } from '../../engine/templates/registry.ts'
import { doneSchema, idSchema, listOf } from '../../schemas/api/common.ts'
import {
  saveTemplateSchema,
  templatePathSchema,
  templateQuerySchema,
  templateSchema,
} from '../../schemas/api/scenarios.ts'
import { Failure } from '../../schemas/failure.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'
import { templateDrawing } from '../template-drawing.ts'

const tags = ['scenarios']

const list = createRoute({
  method: 'get',
  path: '/api/v1/templates',
  tags,
  summary: 'Scenarios to begin with: those that come with Dasi and those of the house.',
  responses: ok(listOf(templateSchema)),
})
const save = createRoute({
  method: 'post',
  path: '/api/v1/templates',
  tags,
  summary: 'Save the draft of a scenario to begin others with.',
  request: { body: jsonBody(saveTemplateSchema) },
  responses: created(templateSchema),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/templates/{id}',
  tags,
  summary: 'The drawing a template makes.',
  request: { params: templatePathSchema, query: templateQuerySchema },
  responses: ok(scenarioSchema),
})
const remove = createRoute({
  method: 'delete',
  path: '/api/v1/templates/{id}',
  tags,
  summary: 'Take a template of the house away; what was made from it stays.',
  request: { params: templatePathSchema.extend({ id: idSchema }) },
  responses: ok(doneSchema),
})

export function templateRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const items = [
        ...templates.map(({ id, title, description }) => ({
          id,
          name: title,
          description,
          own: null,
        })),
        ...(await listTemplates(db)).map(render),
      ]
      return c.json({ items }, 200)
    })
    .openapi(save, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(render(await saveTemplate(db, { ...c.req.valid('json'), by })), 201)
    })
    .openapi(load, async (c) => {
      const { id } = c.req.valid('param')
      const { language } = c.req.valid('query')
      const scenario = await templateDrawing(db, { id, language })
      if (!scenario)
        throw new Failure('NOT_FOUND', `There is no template "${id}".`, {
          details: { reason: 'TEMPLATE_GONE', name: id },
        })
      return c.json(scenario, 200)
    })
    .openapi(remove, async (c) => {
      await removeTemplate(db, { id: c.req.valid('param').id, by: nameOf(c.get('actor')) })
      return c.json({ done: true as const }, 200)
    })
}

/** The house names its own in one language: its own. */
function render({ id, name, description, createdBy, createdAt }: OwnTemplate) {
  return {
    id,
    name: { ko: name, en: name },
    description: { ko: description, en: description },
    own: { by: createdBy, at: toIso(createdAt) },
  }
}
