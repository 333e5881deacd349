import { createRoute, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import {
  activeHookSecrets,
  createHookSecret,
  type HookSecret,
  listHookSecrets,
  revokeHookSecret,
} from '../../db/inbox/hook-secrets.ts'
import { createEventIntake } from '../../db/inbox/inbox.ts'
import { listOf } from '../../schemas/api/common.ts'
import {
  createdHookSchema,
  createHookSchema,
  type HookEvent,
  hookEventSchema,
  hookPathSchema,
  hookSecretSchema,
  hookTakenSchema,
} from '../../schemas/api/hooks.ts'
import { type ResponseKind, responseKindSchema } from '../../schemas/basics.ts'
import type { InboxEvent } from '../../schemas/inbox.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps, Env } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'
import { checkSigned } from '../standard-webhooks.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/hooks',
  tags: ['settings'],
  summary: 'Providers that may post signed webhooks, without their secrets.',
  responses: ok(listOf(hookSecretSchema)),
})
const add = createRoute({
  method: 'post',
  path: '/api/v1/hooks',
  tags: ['settings'],
  summary: 'Take signed webhooks of a provider; the answer shows the secret, once.',
  request: { body: jsonBody(createHookSchema) },
  responses: created(createdHookSchema),
})
const end = createRoute({
  method: 'delete',
  path: '/api/v1/hooks/{id}',
  tags: ['settings'],
  summary: 'Take nothing any more that is signed with a secret.',
  request: { params: z.object({ id: z.string().min(1).max(40) }) },
  responses: ok(hookSecretSchema),
})

export function hookRoutes({ db, publicUrl }: Deps) {
  const acceptEvents = createEventIntake(db)
  // Before anything of the body is read as what it says.
  const signed: MiddlewareHandler<Env> = async (c, next) => {
    const secrets = await activeHookSecrets(db, c.req.param('name') ?? '')
    const post = {
      id: c.req.header('webhook-id'),
      timestamp: c.req.header('webhook-timestamp'),
      signature: c.req.header('webhook-signature'),
      body: await c.req.text(),
    }
    checkSigned(post, { secrets, nowMs: Date.now() })
    return next()
  }
  const take = createRoute({
    method: 'post',
    path: '/api/v1/hooks/{name}',
    tags: ['events'],
    summary: 'What a provider tells of contacts: receipts, bounces, answers; signed.',
    description:
      'Signed as Standard Webhooks has it: HMAC-SHA-256 over webhook-id.webhook-timestamp.body. A signature more than ' +
      'five minutes old is refused; the same webhook-id counts once, however often it comes.',
    middleware: [signed] as const,
    request: { params: hookPathSchema, body: jsonBody(hookEventSchema) },
    responses: {
      202: {
        description: 'Stored.',
        content: { 'application/json': { schema: hookTakenSchema } },
      },
    },
  })
  return createArea()
    .openapi(list, async (c) => {
      return c.json({ items: (await listHookSecrets(db)).map(detailsOf) }, 200)
    })
    .openapi(add, async (c) => {
      const { name, secret: given } = c.req.valid('json')
      const secret = given ? Buffer.from(given.replace('whsec_', ''), 'base64') : undefined
      const made = await createHookSecret(db, { name, secret, by: nameOf(c.get('actor')) })
      const address = `${publicUrl}/api/v1/hooks/${name}`
      return c.json({ secret: made.secret, address, details: detailsOf(made.details) }, 201)
    })
    .openapi(end, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(detailsOf(await revokeHookSecret(db, { id, by: nameOf(c.get('actor')) })), 200)
    })
    .openapi(take, async (c) => {
      const eventId = c.req.header('webhook-id') ?? ''
      const source = `hook:${c.req.valid('param').name}`
      const event = eventOf(c.req.valid('json'))
      const { accepted } = await acceptEvents({ source, events: [{ eventId, event }] })
      return c.json({ accepted: accepted > 0 }, 202)
    })
}

function eventOf(told: HookEvent): InboxEvent {
  if (told.type === 'purchase.made') {
    const { quantity = 1, ...bought } = told.data
    return { type: 'purchase', at: told.timestamp, quantity, ...bought }
  }
  const { contact, ...rest } = told.data
  return {
    type: 'response',
    response: responseOf(told.type),
    contact: contact.replace(/^</, '').slice(0, 36).toLowerCase(),
    at: told.timestamp,
    ...rest,
  }
}

function responseOf(type: Exclude<HookEvent['type'], 'purchase.made'>): ResponseKind {
  return responseKindSchema.parse(type.slice('contact.'.length))
}

function detailsOf(secret: HookSecret) {
  return {
    ...secret,
    createdAt: toIso(secret.createdAt),
    revokedAt: toIsoOrNull(secret.revokedAt),
  }
}
