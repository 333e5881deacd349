import { OpenAPIHono } from '@hono/zod-openapi'
import type { z } from 'zod'
import type { Env } from './deps.ts'
import { refuseInput } from './refuse-input.ts'

/** The routes of one area. What a request says is parsed before a handler sees it; what does not fit is INVALID. */
export function createArea() {
  return new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return
      const { data } = result as { data?: unknown }
      throw refuseInput(result.error.issues, { target: result.target, data })
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
