import { z } from 'zod'

const partSchema = z.enum(['up', 'down'])

/** GET /health: 200 when everything is up, else 503 with the same shape. */
export const healthSchema = z.object({
  status: partSchema,
  database: partSchema,
  temporal: z.enum(['up', 'down', 'unknown']),
  gate: z.enum(['open', 'closed', 'unknown']).describe('Closed: nothing is sent.'),
  version: z.string(),
})
export type Health = z.infer<typeof healthSchema>
