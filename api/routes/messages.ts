import { createRoute, z } from '@hono/zod-openapi'
import { listSentMessages, loadSentMessage } from '../../db/contacts/sent-messages.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { idSchema, pageOf } from '../../schemas/api/common.ts'
import {
  messagePathSchema,
  messageRowSchema,
  messagesQuerySchema,
  sandboxMessageSchema,
} from '../../schemas/api/runs.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['runs']

const list = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/messages',
  tags,
  summary: 'What the sandbox of a run accepted, newest first.',
  request: { params: z.object({ id: idSchema }), query: messagesQuerySchema },
  responses: ok(pageOf(messageRowSchema)),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/messages/{message}',
  tags,
  summary: 'One message of the sandbox, to be read, with what came back.',
  request: { params: messagePathSchema },
  responses: ok(sandboxMessageSchema),
})

export function messageRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const { items, next } = await listSentMessages(db, { ...c.req.valid('query'), run })
      const rows = items.map((row) => ({ ...row, acceptedAt: toIso(row.acceptedAt) }))
      return c.json({ items: rows, next }, 200)
    })
    .openapi(load, async (c) => {
      const { id, message: wanted } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const message = await loadSentMessage(db, { run, id: wanted })
      const responses = message.responses.map((r) => ({ ...r, firstAt: toIso(r.firstAt) }))
      return c.json({ ...message, acceptedAt: toIso(message.acceptedAt), responses }, 200)
    })
}
