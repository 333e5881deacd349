import { createRoute, z } from '@hono/zod-openapi'
import {
  createSavedMessage,
  listSavedMessages,
  removeSavedMessage,
  type SavedMessage,
  updateSavedMessage,
} from '../../db/library/saved-messages.ts'
import { doneSchema, idSchema, listOf } from '../../schemas/api/common.ts'
import { savedMessageSchema, saveMessageSchema } from '../../schemas/api/saved-messages.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['messages']
const idPath = z.object({ id: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/v1/saved-messages',
  tags,
  summary: 'All saved messages, by name.',
  responses: ok(listOf(savedMessageSchema)),
})
const create = createRoute({
  method: 'post',
  path: '/api/v1/saved-messages',
  tags,
  summary: 'Keep a message to begin others with.',
  request: { body: jsonBody(saveMessageSchema) },
  responses: created(savedMessageSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/saved-messages/{id}',
  tags,
  summary: 'Change a saved message; steps that took its words keep theirs.',
  request: { params: idPath, body: jsonBody(saveMessageSchema) },
  responses: ok(savedMessageSchema),
})
const remove = createRoute({
  method: 'delete',
  path: '/api/v1/saved-messages/{id}',
  tags,
  summary: 'Forget a saved message; steps that took its words keep theirs.',
  request: { params: idPath },
  responses: ok(doneSchema),
})

export function savedMessageRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => c.json({ items: (await listSavedMessages(db)).map(render) }, 200))
    .openapi(create, async (c) => {
      const wanted = { ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      return c.json(render(await createSavedMessage(db, wanted)), 201)
    })
    .openapi(save, async (c) => {
      const { id } = c.req.valid('param')
      const wanted = { ...c.req.valid('json'), id, by: nameOf(c.get('actor')) }
      return c.json(render(await updateSavedMessage(db, wanted)), 200)
    })
    .openapi(remove, async (c) => {
      await removeSavedMessage(db, { id: c.req.valid('param').id, by: nameOf(c.get('actor')) })
      return c.json({ done: true as const }, 200)
    })
}

function render(message: SavedMessage) {
  return { ...message, updatedAt: toIso(message.updatedAt) }
}
