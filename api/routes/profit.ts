import { createRoute, z } from '@hono/zod-openapi'
import { makeProfit } from '../../db/profit/make-profit.ts'
import { type KeptProfit, listProfits, saveActivityUse } from '../../db/profit/profits.ts'
import { listOf } from '../../schemas/api/common.ts'
import { activityUseSchema, profitSchema } from '../../schemas/api/profit.ts'
import { costModelSchema } from '../../schemas/cost-model.ts'
import { Failure } from '../../schemas/failure.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['profit']

const list = createRoute({
  method: 'get',
  path: '/api/v1/profit',
  tags,
  summary: 'What customers earned and cost, by every calculation so far, the newest first.',
  responses: ok(listOf(profitSchema)),
})
const make = createRoute({
  method: 'post',
  path: '/api/v1/profit',
  tags,
  summary: 'Work out what every customer earned and cost in a period.',
  request: { body: jsonBody(costModelSchema) },
  responses: created(profitSchema),
})
const use = createRoute({
  method: 'post',
  path: '/api/v1/profit/use',
  tags,
  summary: 'Bring in units of an activity that customers used; the same again changes nothing.',
  request: { body: jsonBody(activityUseSchema) },
  responses: created(z.object({ saved: z.number() })),
})

export function profitRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => c.json({ items: (await listProfits(db)).map(render) }, 200))
    .openapi(make, async (c) => {
      const by = nameOf(c.get('actor'))
      await makeProfit(db, { model: c.req.valid('json'), by })
      const [newest] = await listProfits(db, 1)
      if (!newest)
        throw new Failure('NOT_FOUND', 'There is no calculation yet.', {
          details: { reason: 'NOT_CALCULATED' },
        })
      return c.json(render(newest), 201)
    })
    .openapi(use, async (c) => {
      const { uses, ...of } = c.req.valid('json')
      const saved = await saveActivityUse(db, {
        ...of,
        uses: uses.map((one) => ({ ...one, at: Date.parse(one.at) })),
      })
      return c.json(saved, 201)
    })
}

function render({ madeAt, result, ...profit }: KeptProfit) {
  const { activities, deciles, curve, ...sums } = result
  return {
    ...profit,
    madeAt: toIso(madeAt),
    result: {
      ...sums,
      activities: [...activities],
      deciles: [...deciles],
      curve: curve && { ...curve, points: [...curve.points] },
    },
  }
}
