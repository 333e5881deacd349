import { createRoute, z } from '@hono/zod-openapi'
import type { Db } from '../../db/schema.ts'
import { makeBuyingScores } from '../../db/scores/buying-scores.ts'
import { listModels, type ScoreModel, scoreDistribution } from '../../db/scores/models.ts'
import { saveOutsideScores } from '../../db/scores/outside-scores.ts'
import { makePropensityScores } from '../../db/scores/propensity-scores.ts'
import { makeRfmScores } from '../../db/scores/rfm-scores.ts'
import { listOf } from '../../schemas/api/common.ts'
import {
  distributionSchema,
  makeScoresSchema,
  outsideSavedSchema,
  outsideScoresSchema,
  scoreModelSchema,
  scoresQuerySchema,
} from '../../schemas/api/scores.ts'
import { Failure } from '../../schemas/failure.ts'
import { attributeKeySchema } from '../../schemas/rule.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['scores']

const list = createRoute({
  method: 'get',
  path: '/api/v1/scores',
  tags,
  summary: 'Models of scores, the newest first.',
  request: { query: scoresQuerySchema },
  responses: ok(listOf(scoreModelSchema)),
})
const make = createRoute({
  method: 'post',
  path: '/api/v1/scores',
  tags,
  summary: 'Give every customer new scores of one kind; the answer comes when they stand.',
  request: { body: jsonBody(makeScoresSchema) },
  responses: created(scoreModelSchema),
})
const outside = createRoute({
  method: 'post',
  path: '/api/v1/scores/outside',
  tags,
  summary: 'Take over the scores of a model of somebody else’s, as its next version.',
  request: { body: jsonBody(outsideScoresSchema) },
  responses: created(outsideSavedSchema),
})
const distribution = createRoute({
  method: 'get',
  path: '/api/v1/scores/{key}/distribution',
  tags,
  summary: 'How the values of a score are spread over the customers, in 20 bins.',
  request: { params: z.object({ key: attributeKeySchema }) },
  responses: ok(distributionSchema),
})

const bins = 20

export function scoreRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const { name, current } = c.req.valid('query')
      const models = await listModels(db, { current: current === 'true', ...(name && { name }) })
      return c.json({ items: models.map(render) }, 200)
    })
    .openapi(make, async (c) => {
      const name = await makeScores(db, c.req.valid('json'), nameOf(c.get('actor')))
      const [model] = await listModels(db, { name })
      if (!model) throw new Failure('NOT_FOUND', `There is no model ${name}.`)
      return c.json(render(model), 201)
    })
    .openapi(outside, async (c) => {
      const { windowFrom, asOf, ...given } = c.req.valid('json')
      const saved = await saveOutsideScores(db, {
        ...given,
        windowFrom: windowFrom === null ? null : Date.parse(windowFrom),
        asOf: Date.parse(asOf),
        by: nameOf(c.get('actor')),
      })
      return c.json(saved, 201)
    })
    .openapi(distribution, async (c) => {
      const { key } = c.req.valid('param')
      return c.json({ key, bins: await scoreDistribution(db, key, bins) }, 200)
    })
}

/** Returns the name of the model. */
async function makeScores(
  db: Db,
  wanted: z.infer<typeof makeScoresSchema>,
  by: string,
): Promise<string> {
  const asOf = wanted.asOf === undefined ? Date.now() : Date.parse(wanted.asOf)
  switch (wanted.kind) {
    case 'rfm':
      return (await makeRfmScores(db, { asOf, by, settings: wanted.settings })).name
    case 'buying':
      return (await makeBuyingScores(db, { asOf, by, settings: wanted.settings })).name
    case 'propensity':
      return (await makePropensityScores(db, { asOf, by, settings: wanted.settings })).name
  }
}

function render({ windowFrom, asOf, madeAt, keys, ...model }: ScoreModel) {
  return {
    ...model,
    windowFrom: toIsoOrNull(windowFrom),
    asOf: toIso(asOf),
    madeAt: toIso(madeAt),
    keys: [...keys],
  }
}
