import { getConnInfo } from '@hono/node-server/conninfo'
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import {
  countFailedSignIns,
  forgetFailedSignIns,
  noteFailedSignIn,
} from '../../db/accounts/failed-sign-ins.ts'
import { notePasswordChanged } from '../../db/accounts/users.ts'
import { loadInstallation } from '../../db/installation.ts'
import { doneSchema, problemSchema } from '../../schemas/api/common.ts'
import { changePasswordSchema, sessionSchema, signInSchema } from '../../schemas/api/session.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Actor } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { checkOrigin } from '../origin.ts'
import { problem } from '../problem.ts'

const tags = ['session']

/** Failed attempts in a quarter of an hour, after which no password is looked at: per address, and per place. */
const attemptsMax = { email: 10, place: 100 }

const signIn = createRoute({
  method: 'post',
  path: '/api/v1/session',
  tags,
  summary: 'Sign in with e-mail and password; the session is a cookie for seven days.',
  request: { body: jsonBody(signInSchema) },
  responses: {
    ...ok(sessionSchema, 'Signed in.'),
    429: {
      description: 'Too many failed attempts; try again in a quarter of an hour.',
      content: { 'application/json': { schema: problemSchema } },
    },
  },
})
const whoAmI = createRoute({
  method: 'get',
  path: '/api/v1/session',
  tags,
  summary: 'Who asks, and where.',
  responses: ok(sessionSchema),
})
const signOut = createRoute({
  method: 'delete',
  path: '/api/v1/session',
  tags,
  summary: 'Sign out.',
  responses: ok(doneSchema),
})
const changePassword = createRoute({
  method: 'post',
  path: '/api/v1/session/password',
  tags,
  summary: 'Choose a new password; every other session of this person ends.',
  request: { body: jsonBody(changePasswordSchema) },
  responses: ok(doneSchema),
})

export function sessionRoutes({ db, auth, publicUrl }: Deps) {
  const sessionOf = async ({ by, id, name, email, role, mustChangePassword }: Actor) => {
    const { zone, currency, gateOpen } = await loadInstallation(db)
    return {
      by,
      id,
      name,
      email,
      role,
      mustChangePassword,
      installation: { zone, currency, gateOpen },
    }
  }
  return createArea()
    .openapi(signIn, async (c) => {
      checkOrigin(c, { publicUrl, required: false })
      const credentials = c.req.valid('json')
      const who = {
        email: `email:${credentials.email.toLowerCase()}`,
        place: `place:${placeOf(c)}`,
      }
      for (const kind of ['email', 'place'] as const) {
        if ((await countFailedSignIns(db, who[kind])) < attemptsMax[kind]) continue
        c.header('retry-after', '900')
        const message = 'Too many failed attempts; try again in a quarter of an hour.'
        return problem(c, 429, { code: 'TOO_MANY_ATTEMPTS', message, details: {} }) as never
      }
      try {
        const { person, cookies } = await auth.signIn(credentials, c.req.raw.headers)
        await forgetFailedSignIns(db, who.email)
        setCookies(c, cookies)
        return c.json(await sessionOf(person), 200)
      } catch (error) {
        if (error instanceof Failure) await noteFailedSignIn(db, Object.values(who))
        throw error
      }
    })
    .openapi(whoAmI, async (c) => c.json(await sessionOf(c.get('actor')), 200))
    .openapi(signOut, async (c) => {
      if (c.get('actor').by === 'person') {
        const { cookies } = await auth.signOut(c.req.raw.headers)
        setCookies(c, cookies)
      }
      return c.json({ done: true as const }, 200)
    })
    .openapi(changePassword, async (c) => {
      const actor = c.get('actor')
      if (actor.by !== 'person')
        throw new Failure('NOT_ALLOWED', 'An API key has no password.', {
          details: { reason: 'KEY_HAS_NO_PASSWORD' },
        })
      const passwords = c.req.valid('json')
      if (passwords.next === passwords.current) {
        throw new Failure('INVALID', 'The new password is the old one; choose another.', {
          details: { reason: 'PASSWORD_SAME', field: 'next' },
        })
      }
      const { cookies } = await auth.changePassword(passwords, c.req.raw.headers)
      await notePasswordChanged(db, actor.id)
      setCookies(c, cookies)
      return c.json({ done: true as const }, 200)
    })
}

function setCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
}

/** Where a request comes from; behind a balancer, the balancer. */
function placeOf(c: Context): string {
  const bindings = c.env as { incoming?: unknown } | undefined
  return bindings?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : 'unknown'
}
