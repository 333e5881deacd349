import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { Failure } from '../schemas/failure.ts'
import { roleSchema } from '../schemas/role.ts'
import type { Actor } from './actor.ts'

/** Sessions of people, in cookies. Every answer brings the cookies to set. */
export interface SignIn {
  /** Fails with NOT_SIGNED_IN when address and password do not go together. */
  signIn(credentials: { email: string; password: string }, headers: Headers): Promise<Signed>
  /** Who the request’s cookies belong to; null: nobody. */
  session(headers: Headers): Promise<Signed | null>
  signOut(headers: Headers): Promise<{ cookies: readonly string[] }>
  /** Ends all other sessions of the person. Fails with INVALID when `current` is wrong. */
  changePassword(
    passwords: { current: string; next: string },
    headers: Headers,
  ): Promise<{ cookies: readonly string[] }>
}

export interface Signed {
  readonly person: Actor
  readonly cookies: readonly string[]
}

type Database = NonNullable<NonNullable<Parameters<typeof betterAuth>[0]>['database']>

const daySeconds = 86_400

/** `database` is connected with `auth` as its search path; `secret` is the installation’s key for sign-in. */
export function createSignIn(options: {
  database: Database
  secret: string
  publicUrl: string
}): SignIn {
  const auth = createAuth(options)
  return {
    async signIn(body, headers) {
      const { headers: set } = await auth.api
        .signInEmail({ body, headers, returnHeaders: true })
        .catch(refuse('E-mail and password do not go together.', 'NOT_SIGNED_IN', 'SIGN_IN_WRONG'))
      const cookies = set.getSetCookie()
      const signed = await findSession(auth, asRequest(cookies))
      if (!signed)
        throw new Failure('NOT_SIGNED_IN', 'This account is closed.', {
          details: { reason: 'ACCOUNT_CLOSED' },
        })
      return { person: signed.person, cookies }
    },
    session: (headers) => findSession(auth, headers),
    async signOut(headers) {
      const { headers: set } = await auth.api.signOut({ headers, returnHeaders: true })
      return { cookies: set.getSetCookie() }
    },
    async changePassword({ current, next }, headers) {
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true }
      const { headers: set } = await auth.api
        .changePassword({ body, headers, returnHeaders: true })
        .catch(refuse('The current password is not right.', 'INVALID', 'PASSWORD_WRONG'))
      return { cookies: set.getSetCookie() }
    },
  }
}

function createAuth({ database, secret, publicUrl }: Parameters<typeof createSignIn>[0]) {
  return betterAuth({
    database,
    secret,
    baseURL: publicUrl,
    // Its own HTTP routes are not served: only the functions are used, behind our guard.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
    },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        mustChangePassword: { type: 'boolean', required: true, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    session: { expiresIn: 7 * daySeconds, updateAge: daySeconds },
    advanced: {
      cookiePrefix: 'dasi',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

async function findSession(
  auth: ReturnType<typeof createAuth>,
  headers: Headers,
): Promise<Signed | null> {
  const { response, headers: set } = await auth.api.getSession({ headers, returnHeaders: true })
  if (!response || response.user.disabledAt) return null
  const { id, name, email, role, mustChangePassword } = response.user
  return {
    person: { by: 'person', id, name, email, role: roleSchema.parse(role), mustChangePassword },
    cookies: set.getSetCookie(),
  }
}

/** The headers a browser would send after it was given these cookies. */
function asRequest(cookies: readonly string[]): Headers {
  return new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') })
}

function refuse(
  message: string,
  code: 'NOT_SIGNED_IN' | 'INVALID',
  reason: 'SIGN_IN_WRONG' | 'PASSWORD_WRONG',
) {
  return (error: unknown): never => {
    if (error instanceof APIError && error.statusCode < 500) {
      throw new Failure(code, message, { details: { reason }, cause: error })
    }
    throw error
  }
}
