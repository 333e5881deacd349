import { createRoute, z } from '@hono/zod-openapi'
import { createOffer, listOffers, type Offer, updateOffer } from '../../db/library/offers.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import { offerDetailSchema, saveOfferSchema } from '../../schemas/api/offers.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['offers']

const list = createRoute({
  method: 'get',
  path: '/api/v1/offers',
  tags,
  summary: 'All saved offers, by name.',
  responses: ok(listOf(offerDetailSchema)),
})
const create = createRoute({
  method: 'post',
  path: '/api/v1/offers',
  tags,
  summary: 'Save a new offer.',
  request: { body: jsonBody(saveOfferSchema) },
  responses: created(offerDetailSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/offers/{id}',
  tags,
  summary: 'Change an offer; what was published keeps its own.',
  request: { params: z.object({ id: idSchema }), body: jsonBody(saveOfferSchema) },
  responses: ok(offerDetailSchema),
})

export function offerRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => c.json({ items: (await listOffers(db)).map(render) }, 200))
    .openapi(create, async (c) => {
      const { content } = c.req.valid('json')
      return c.json(render(await createOffer(db, { content, by: nameOf(c.get('actor')) })), 201)
    })
    .openapi(save, async (c) => {
      const { id } = c.req.valid('param')
      const { content } = c.req.valid('json')
      return c.json(render(await updateOffer(db, { id, content, by: nameOf(c.get('actor')) })), 200)
    })
}

function render(offer: Offer) {
  return { ...offer, updatedAt: toIso(offer.updatedAt) }
}
