import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { createKeyCheck, type KeyDetails } from '../db/accounts/keys.ts'
import { Failure } from '../schemas/failure.ts'
import type { Role } from '../schemas/role.ts'
import { access } from './access.ts'
import type { Actor } from './actor.ts'
import type { Deps, Env } from './deps.ts'
import { checkOrigin } from './origin.ts'

/** Open to a person whose one-time password has not been replaced yet. */
const beforePasswordChange = new Set([
  'GET /api/v1/session',
  'DELETE /api/v1/session',
  'POST /api/v1/session/password',
])

/**
 * Lets through whom the table of access names, and nobody else: a route missing there is refused. People come with a
 * session cookie, programs with `Authorization: Bearer dasi_…`.
 */
export function guard({
  db,
  auth,
  publicUrl,
}: Pick<Deps, 'db' | 'auth' | 'publicUrl'>): MiddlewareHandler<Env> {
  const deps = { checkKey: createKeyCheck(db), auth, publicUrl }
  return async (c, next) => {
    const route = routeOf(c)
    if (route === undefined) {
      // Strangers learn nothing, not even which routes exist.
      if (c.req.path.startsWith('/api/')) await authenticate(c, deps)
      return next()
    }
    const roles = access[route]
    if (roles === 'public') return next()
    const actor = await authenticate(c, deps)
    check(actor, { route, roles })
    c.set('actor', actor)
    return next()
  }
}

/** The route that will answer, as the table of access writes it; undefined: none will. */
function routeOf(c: Context): string | undefined {
  const match = matchedRoutes(c).find(({ method }) => method !== 'ALL')
  return match && `${match.method} ${match.path.replaceAll(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`
}

async function authenticate(
  c: Context,
  {
    checkKey,
    auth,
    publicUrl,
  }: Pick<Deps, 'auth' | 'publicUrl'> & { checkKey: (key: string) => Promise<KeyDetails> },
): Promise<Actor> {
  const [, key] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (key !== undefined) {
    const { id, name, role } = await checkKey(key)
    return { by: 'key', id, name, role, email: null, mustChangePassword: false }
  }
  const signed = c.req.header('cookie') ? await auth.session(c.req.raw.headers) : null
  if (!signed)
    throw new Failure('NOT_SIGNED_IN', 'Sign in, or send an API key: Authorization: Bearer dasi_…')
  // A cookie is sent by the browser whoever wrote the page; a change must come from a page of ours.
  checkOrigin(c, { publicUrl, required: true })
  for (const cookie of signed.cookies) c.header('set-cookie', cookie, { append: true })
  return signed.person
}

function check(
  actor: Actor,
  { route, roles }: { route: string; roles: readonly Role[] | undefined },
): void {
  if (!roles?.includes(actor.role)) {
    throw new Failure(
      'NOT_ALLOWED',
      `The role ${actor.role} may not do this; it takes ${roles?.join(' or ') ?? 'more'}.`,
      {
        details: { reason: 'ROLE', role: actor.role, roles: roles ?? [] },
      },
    )
  }
  if (actor.mustChangePassword && !beforePasswordChange.has(route)) {
    throw new Failure('NOT_ALLOWED', 'Replace the one-time password first.', {
      details: { reason: 'MUST_CHANGE_PASSWORD' },
    })
  }
}
