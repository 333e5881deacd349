import { z } from 'zod'
import { inboxEventSchema } from '../inbox.ts'

/**
 * POST /events: what came back, from a shop, a gateway or a call centre. Unique by (source, eventId): a repeat is
 * answered like the first and counts once. Answered 202 as soon as it is stored.
 */
export const eventsSchema = z
  .object({
    source: z
      .string()
      .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,59}$/)
      .describe('Who reports; letters, digits, dot, hyphen, underscore.'),
    events: z
      .array(z.object({ eventId: z.string().min(1).max(200), event: inboxEventSchema }).strict())
      .min(1)
      .max(1000),
  })
  .strict()

export const eventsAcceptedSchema = z.object({
  accepted: z.number().describe('New events stored.'),
  repeated: z.number().describe('Known already.'),
})
