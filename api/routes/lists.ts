import { createRoute, z } from '@hono/zod-openapi'
import {
  createCustomerList,
  deleteCustomerList,
  listCustomerLists,
} from '../../db/customers/customer-lists.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import {
  createdListSchema,
  createListSchema,
  customerListSchema,
} from '../../schemas/api/segments.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['segments']

const list = createRoute({
  method: 'get',
  path: '/api/v1/lists',
  tags,
  summary: 'Lists of customers that were brought in, by name.',
  responses: ok(listOf(customerListSchema)),
})
const create = createRoute({
  method: 'post',
  path: '/api/v1/lists',
  tags,
  summary: 'Bring in a list of customers; ids nobody has are answered and left out.',
  request: { body: jsonBody(createListSchema) },
  responses: created(createdListSchema),
})
const remove = createRoute({
  method: 'delete',
  path: '/api/v1/lists/{id}',
  tags,
  summary: 'Delete a list.',
  request: { params: z.object({ id: idSchema }) },
  responses: ok(z.object({})),
})

export function listRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const items = (await listCustomerLists(db)).map((one) => ({
        ...one,
        createdAt: toIso(one.createdAt),
      }))
      return c.json({ items }, 200)
    })
    .openapi(create, async (c) => {
      const by = nameOf(c.get('actor'))
      const made = await createCustomerList(db, { ...c.req.valid('json'), by })
      return c.json({ ...made, createdAt: toIso(made.createdAt) }, 201)
    })
    .openapi(remove, async (c) => {
      await deleteCustomerList(db, c.req.valid('param').id, nameOf(c.get('actor')))
      return c.json({}, 200)
    })
}
