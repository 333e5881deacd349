import { expect, test } from 'vitest'
import { access } from '../../api/access.ts'
import { roleSchema } from '../../schemas/role.ts'
import { json, testApi } from './support.ts'

const { app, ask } = await testApi()

const existing = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`),
  ),
].sort()
const guarded = existing.flatMap((route) => {
  const roles = access[route]
  return roles === 'public' ? [] : [{ route, roles: roles ?? [] }]
})
const someAddress = (route: string) =>
  route
    .replace('{kind}', 'customers')
    .replace('{node}', '1')
    .replace('{version}', '1')
    .replace('{operation}', '1')
    .replace('{merging}', '1')
    .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')

test('the table of access names the routes that exist, and no other', () => {
  expect(Object.keys(access).sort()).toEqual(existing)
})

test('only these are open without signing in', () => {
  expect(existing.filter((route) => access[route] === 'public')).toEqual([
    'GET /api/v1/openapi.json',
    'GET /health',
    'GET /l/{token}',
    'GET /o/{token}',
    'GET /u/{token}',
    'POST /api/v1/hooks/{name}',
    'POST /api/v1/session',
    'POST /u/{token}',
  ])
})

test.each(guarded)('$route answers nobody who has not signed in', async ({ route }) => {
  const response = await ask(someAddress(route))
  expect(response.status).toBe(401)
  expect(await json(response)).toMatchObject({ code: 'NOT_SIGNED_IN' })
})

test.each(guarded)('$route refuses every other role', async ({ route, roles }) => {
  for (const role of roleSchema.options.filter((r) => !roles.includes(r))) {
    const response = await ask(someAddress(route), { as: role })
    expect(response.status).toBe(403)
    expect(await json(response)).toMatchObject({ code: 'NOT_ALLOWED' })
  }
})

test('an address that does not exist tells strangers nothing', async () => {
  expect((await ask('GET /api/v1/nothing')).status).toBe(401)
  expect((await ask('GET /api/v1/nothing', { as: 'agent' })).status).toBe(404)
})

test('the OpenAPI document lists every route', async () => {
  const document = await json<{ paths: Record<string, Record<string, unknown>> }>(
    await ask('GET /api/v1/openapi.json'),
  )
  const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(listed.sort()).toEqual(existing)
  const text = JSON.stringify(document)
  const names = new Set(
    Object.keys((document as never as { components: { schemas: object } }).components.schemas),
  )
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    expect(names).toContain(name)
  }
})
