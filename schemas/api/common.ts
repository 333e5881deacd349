import { z } from 'zod'

/** An instant on the wire: ISO 8601 with its offset; answers always use UTC, `2026-11-22T06:18:08.123Z`. */
export const instantSchema = z.iso.datetime({ offset: true }).describe('Instant, ISO 8601.')

/** What stands in the address of one thing. */
export const idSchema = z.uuid()

/** A list that is read page by page: pass `next` as `after` to go on; null: there is no more. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() })

/** A list that always fits into one answer. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) })

export const pageQuerySchema = z.object({
  after: z.string().max(200).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows per page, 1–200.'),
})

/** Every answer that is no success. `code` is for programs, `message` for people. */
export const problemSchema = z.object({
  code: z.string().describe('INVALID, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND, CONFLICT, …'),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type Problem = z.infer<typeof problemSchema>

/** Who or what a row is about, short enough for a list. */
export const namedSchema = z.object({ id: idSchema, name: z.string() })
export const customerNameSchema = z.object({
  id: idSchema,
  externalId: z.string().describe('The house’s customer id.'),
  name: z.string().nullable().describe('Null when unknown or erased.'),
})
export type CustomerName = z.infer<typeof customerNameSchema>

export const doneSchema = z.object({ done: z.literal(true) })
