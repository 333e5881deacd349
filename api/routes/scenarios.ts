import { createRoute, z } from '@hono/zod-openapi'
import { loadCatalogue } from '../../db/scenarios/catalogue.ts'
import { type DraftMark, listDraftMarks, loadDraftMark } from '../../db/scenarios/draft-marks.ts'
import {
  createScenario,
  loadScenario,
  type ScenarioDetail,
  saveDraft,
} from '../../db/scenarios/scenarios.ts'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import {
  catalogueSchema,
  checkSchema,
  createScenarioSchema,
  draftMarkDetailSchema,
  draftMarkPathSchema,
  draftMarkSchema,
  savedScenarioSchema,
  saveScenarioSchema,
  scenarioDetailSchema,
} from '../../schemas/api/scenarios.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'
import { newDrawing } from '../new-drawing.ts'
import { renderVersion } from './versions.ts'

const tags = ['scenarios']
const idPath = z.object({ id: idSchema })

const create = createRoute({
  method: 'post',
  path: '/api/v1/scenarios',
  tags,
  summary: 'Make a scenario: blank, from a template, as a copy, or from a file.',
  request: { body: jsonBody(createScenarioSchema) },
  responses: created(scenarioDetailSchema),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}',
  tags,
  summary: 'One scenario as it is being edited.',
  request: { params: idPath },
  responses: ok(scenarioDetailSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/scenarios/{id}',
  tags,
  summary: 'Save the draft over the revision that was loaded; a draft may hold problems.',
  request: { params: idPath, body: jsonBody(saveScenarioSchema) },
  responses: ok(savedScenarioSchema),
})
const check = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/check',
  tags,
  summary: 'All that is wrong with the draft.',
  request: { params: idPath },
  responses: ok(checkSchema),
})
const catalogue = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/catalogue',
  tags,
  summary: 'What the drawing may refer to; compiling needs it.',
  request: { params: idPath },
  responses: ok(catalogueSchema),
})
const file = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/file',
  tags,
  summary: 'The draft as a file, as `dasi scenario check` reads it.',
  request: { params: idPath },
  responses: ok(scenarioSchema),
})

const history = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/history',
  tags,
  summary: 'The draft as its authors left it, newest first.',
  request: { params: idPath },
  responses: ok(listOf(draftMarkSchema)),
})
const mark = createRoute({
  method: 'get',
  path: '/api/v1/scenarios/{id}/history/{revision}',
  tags,
  summary: 'One draft of the history.',
  request: { params: draftMarkPathSchema },
  responses: ok(draftMarkDetailSchema),
})

export function scenarioRoutes({ db }: Deps) {
  return createArea()
    .openapi(create, async (c) => {
      const { campaign, ...wanted } = c.req.valid('json')
      const draft = await newDrawing(db, { campaign, ...wanted })
      const by = nameOf(c.get('actor'))
      return c.json(render(await createScenario(db, { campaign, draft, by })), 201)
    })
    .openapi(load, async (c) =>
      c.json(render(await loadScenario(db, c.req.valid('param').id)), 200),
    )
    .openapi(save, async (c) => {
      const change = { ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      const { revision, updatedAt } = await saveDraft(db, c.req.valid('param').id, change)
      return c.json({ revision, updatedAt: toIso(updatedAt) }, 200)
    })
    .openapi(check, async (c) => {
      const { scenario, draft, revision } = await loadScenario(db, c.req.valid('param').id)
      const { plan, diagnostics } = compile(draft, await loadCatalogue(db, scenario, Date.now()))
      return c.json({ revision, publishable: plan !== null, diagnostics: [...diagnostics] }, 200)
    })
    .openapi(catalogue, async (c) => {
      const { scenario } = await loadScenario(db, c.req.valid('param').id)
      return c.json(renderCatalogue(await loadCatalogue(db, scenario, Date.now())), 200)
    })
    .openapi(file, async (c) => {
      const { draft, name } = await loadScenario(db, c.req.valid('param').id)
      const fileName = encodeURIComponent(`${name}.json`).replaceAll("'", '%27')
      c.header('content-disposition', `attachment; filename*=UTF-8''${fileName}`)
      return c.json(draft, 200)
    })
    .openapi(history, async (c) => {
      const marks = await listDraftMarks(db, c.req.valid('param').id)
      return c.json({ items: marks.map(renderMark) }, 200)
    })
    .openapi(mark, async (c) => {
      const { draft, ...rest } = await loadDraftMark(db, c.req.valid('param'))
      return c.json({ ...renderMark(rest), draft }, 200)
    })
}

function render({ scenario: _, newest, ...detail }: ScenarioDetail) {
  return {
    ...detail,
    updatedAt: toIso(detail.updatedAt),
    newest: newest && renderVersion(newest),
  }
}

function renderMark({ savedAt, ...mark }: DraftMark) {
  return { ...mark, savedAt: toIso(savedAt) }
}

function renderCatalogue({ now, ...rest }: Catalogue) {
  return { ...rest, now: toIso(now) }
}
