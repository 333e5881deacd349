import { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import { Failure } from '../schemas/failure.ts'
import type { Env } from './deps.ts'

/** The routes of one area. What a request says is parsed before a handler sees it; what does not fit is INVALID. */
export function createArea() {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return
      const { data } = result as { data?: unknown }
      throw invalid(result.error.issues, { target: result.target, data })
    },
  })
}

/** The body of a request: JSON, and required. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { 'application/json': { schema } },
})

/** The only success a route has. Every route may answer with a problem besides; api/openapi.ts says so for all. */
export const ok = <Schema extends z.ZodType>(schema: Schema, description = 'Done.') => ({
  200: { description, content: { 'application/json': { schema } } },
})
export const created = <Schema extends z.ZodType>(schema: Schema, description = 'Made.') => ({
  201: { description, content: { 'application/json': { schema } } },
})

const neverEchoed = new Set(['password', 'current', 'next', 'secret', 'key'])

function invalid(
  issues: readonly z.core.$ZodIssue[],
  { target, data }: { target: string; data: unknown },
): Failure {
  const problems = issues.slice(0, 20).map(({ path, message }) => {
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      data,
    )
    const field = path.map(String).join('.')
    return { field, message, ...(neverEchoed.has(field) ? {} : { value: shorten(value) }) }
  })
  const [first] = problems
  const place = first?.field
    ? `${first.field} (in the ${placeOf(target)})`
    : `The ${placeOf(target)}`
  const value = first?.value === undefined ? '' : ` is ${JSON.stringify(first.value)}`
  return new Failure('INVALID', `${place}${value}: ${first?.message ?? 'not as expected'}.`, {
    details: { ...first, problems },
  })
}

function placeOf(target: string): string {
  if (target === 'json') return 'body'
  if (target === 'param') return 'address'
  return target
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 120 ? `${value.slice(0, 120)}…` : value
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
}
