import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { listAudit } from '../../db/accounts/audit.ts'
import { createKey, type KeyDetails, listKeys, revokeKey } from '../../db/accounts/keys.ts'
import { changeUser, createUser, listUsers, type User } from '../../db/accounts/users.ts'
import { closeGate, openGate } from '../../db/installation.ts'
import { doneSchema, listOf, pageOf, pageQuerySchema } from '../../schemas/api/common.ts'
import {
  changeUserSchema,
  createdUserSchema,
  createUserSchema,
  userSchema,
} from '../../schemas/api/session.ts'
import {
  apiKeySchema,
  auditEntrySchema,
  createdKeySchema,
  createKeySchema,
  gateSchema,
} from '../../schemas/api/settings.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['settings']
const textIdSchema = z.object({ id: z.string().min(1).max(80) })

const users = createRoute({
  method: 'get',
  path: '/api/v1/users',
  tags,
  summary: 'Who may sign in.',
  responses: ok(listOf(userSchema)),
})
const addUser = createRoute({
  method: 'post',
  path: '/api/v1/users',
  tags,
  summary: 'Let a person in; the answer shows a one-time password, once.',
  request: { body: jsonBody(createUserSchema) },
  responses: created(createdUserSchema),
})
const editUser = createRoute({
  method: 'patch',
  path: '/api/v1/users/{id}',
  tags,
  summary: 'Change a person’s role, or shut them out.',
  request: { params: textIdSchema, body: jsonBody(changeUserSchema) },
  responses: ok(userSchema),
})
const keys = createRoute({
  method: 'get',
  path: '/api/v1/keys',
  tags,
  summary: 'API keys, without their secrets.',
  responses: ok(listOf(apiKeySchema)),
})
const addKey = createRoute({
  method: 'post',
  path: '/api/v1/keys',
  tags,
  summary: 'Make an API key; the answer shows it, once.',
  request: { body: jsonBody(createKeySchema) },
  responses: created(createdKeySchema),
})
const endKey = createRoute({
  method: 'delete',
  path: '/api/v1/keys/{id}',
  tags,
  summary: 'Revoke an API key, at once and for ever.',
  request: { params: textIdSchema },
  responses: ok(apiKeySchema),
})
const audit = createRoute({
  method: 'get',
  path: '/api/v1/audit',
  tags,
  summary: 'Every change made by a person or a key, newest first.',
  request: { query: pageQuerySchema },
  responses: ok(pageOf(auditEntrySchema)),
})
const gate = createRoute({
  method: 'post',
  path: '/api/v1/gate',
  tags,
  summary: 'Open or close the gate of the whole installation; closed, nothing is sent.',
  request: { body: jsonBody(gateSchema) },
  responses: ok(doneSchema),
})

export function settingsRoutes({ db }: Deps) {
  return createArea()
    .openapi(users, async (c) => c.json({ items: (await listUsers(db)).map(userOf) }, 200))
    .openapi(addUser, async (c) => {
      const by = nameOf(c.get('actor'))
      const { user, oneTimePassword } = await createUser(db, { ...c.req.valid('json'), by })
      return c.json({ user: userOf(user), oneTimePassword }, 201)
    })
    .openapi(editUser, async (c) => {
      const change = { ...c.req.valid('param'), ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      return c.json(userOf(await changeUser(db, change)), 200)
    })
    .openapi(keys, async (c) => c.json({ items: (await listKeys(db)).map(keyOf) }, 200))
    .openapi(addKey, async (c) => {
      const { name, role, expiresAt: iso } = c.req.valid('json')
      const expiresAt = iso === null ? null : Date.parse(iso)
      const { key, details } = await createKey(db, {
        name,
        role,
        expiresAt,
        by: nameOf(c.get('actor')),
      })
      return c.json({ key, details: keyOf(details) }, 201)
    })
    .openapi(endKey, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(keyOf(await revokeKey(db, { id, by: nameOf(c.get('actor')) })), 200)
    })
    .openapi(audit, async (c) => {
      const { items, next } = await listAudit(db, c.req.valid('query'))
      return c.json({ items: items.map((entry) => ({ ...entry, at: toIso(entry.at) })), next }, 200)
    })
    .openapi(gate, async (c) => {
      const by = nameOf(c.get('actor'))
      if (c.req.valid('json').open) await openGate(db, by)
      else await closeGate(db, `closed by ${by}`)
      return c.json({ done: true as const }, 200)
    })
}

function userOf(user: User) {
  return { ...user, createdAt: toIso(user.createdAt) }
}

function keyOf(key: KeyDetails) {
  return {
    ...key,
    createdAt: toIso(key.createdAt),
    expiresAt: toIsoOrNull(key.expiresAt),
    revokedAt: toIsoOrNull(key.revokedAt),
    lastUsedAt: toIsoOrNull(key.lastUsedAt),
  }
}
