import { createRoute, z } from '@hono/zod-openapi'
import { declareAttribute, listAttributes, removeAttribute } from '../../db/customers/attributes.ts'
import {
  attributePathSchema,
  attributeSchema,
  declareAttributeSchema,
} from '../../schemas/api/attributes.ts'
import { doneSchema, listOf } from '../../schemas/api/common.ts'
import { Failure } from '../../schemas/failure.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'

const tags = ['customers']

const list = createRoute({
  method: 'get',
  path: '/api/v1/attributes',
  tags,
  summary: 'Attributes of customers that rules and messages may name.',
  responses: ok(listOf(attributeSchema)),
})
const declare = createRoute({
  method: 'put',
  path: '/api/v1/attributes/{key}',
  tags,
  summary: 'Declare an attribute: its name, type, unit and allowed values; imports keep to it.',
  request: { params: attributePathSchema, body: jsonBody(declareAttributeSchema) },
  responses: ok(doneSchema),
})
const remove = createRoute({
  method: 'delete',
  path: '/api/v1/attributes/{key}',
  tags,
  summary: 'Take the declaration of an attribute back; customers keep their values.',
  request: { params: attributePathSchema },
  responses: ok(z.object({})),
})

export function attributeRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const items = (await listAttributes(db)).map(({ allowed, examples, ...one }) => ({
        ...one,
        ...{ allowed: allowed && [...allowed], examples: [...examples] },
      }))
      return c.json({ items }, 200)
    })
    .openapi(declare, async (c) => {
      const { key } = c.req.valid('param')
      const said = c.req.valid('json')
      if (said.allowed && said.type !== 'text') {
        throw new Failure('INVALID', 'Only a text can have a list of allowed values.', {
          details: { reason: 'ONLY_TEXT_HAS_VALUES', field: 'allowed' },
        })
      }
      await declareAttribute(db, { key, ...said, by: nameOf(c.get('actor')) })
      return c.json({ done: true as const }, 200)
    })
    .openapi(remove, async (c) => {
      const { key } = c.req.valid('param')
      await removeAttribute(db, { key, by: nameOf(c.get('actor')) })
      return c.json({}, 200)
    })
}
