import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Problem } from '../schemas/api/common.ts'
import { Failure, type FailureCode } from '../schemas/failure.ts'
import type { Reason } from '../schemas/reasons.ts'
import type { Log } from './deps.ts'

const statusOf: Readonly<Record<FailureCode, ContentfulStatusCode>> = {
  INVALID: 400,
  NOT_SIGNED_IN: 401,
  NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_LARGE: 413,
  NOT_READY: 422,
  UNAVAILABLE: 503,
}

/** The one place where failures become answers. Our own bug says nothing of itself but a number to find it by. */
export function answerProblem(c: Context, error: unknown, log: Log): Response {
  if (error instanceof Failure) {
    const { code, message, details } = error
    return problem(c, statusOf[code], { code, message, details })
  }
  if (error instanceof HTTPException) {
    const code = error.status === 413 ? 'TOO_LARGE' : 'INVALID'
    const reason: Reason = code === 'TOO_LARGE' ? 'BODY_TOO_LARGE' : 'BODY_UNREADABLE'
    return problem(c, error.status, { code, message: error.message, details: { reason } })
  }
  if (isOutOfReach(error)) {
    log.error({ err: error }, 'The database does not answer')
    const message = 'The database does not answer; try again in a moment.'
    const reason: Reason = 'DATABASE_AWAY'
    return problem(c, 503, { code: 'UNAVAILABLE', message, details: { reason } })
  }
  const incident = crypto.randomUUID()
  log.error({ err: error, incident, method: c.req.method, path: c.req.path }, 'A request failed')
  const message = `Something went wrong inside Dasi. The log knows more under ${incident}.`
  return problem(c, 500, { code: 'BUG', message, details: { incident } })
}

export function problem(c: Context, status: number, body: Problem): Response {
  return c.json(body, status as ContentfulStatusCode)
}

// Class 08 and 57P are PostgreSQL’s for connections that cannot be made or were ended.
function isOutOfReach(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^(08...|57P0.|ECONNREFUSED|ECONNRESET|ENOTFOUND)$/.test(code)
}
