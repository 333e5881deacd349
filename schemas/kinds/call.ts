import { z } from 'zod'
import { durationSchema, moneySchema } from '../basics.ts'
import { nodeBase } from '../node.ts'

/** The ways a call can end for the scenario; `unreached`: no answer after all attempts, or not called in time. */
export const callResultSchema = z.enum([
  'answered',
  'complaint',
  'refused',
  'wrongNumber',
  'unreached',
])
export type CallResult = z.infer<typeof callResultSchema>

/** A call by an agent at the desk. Results listed in `branches` get a port of their own; all others leave by `next`. */
export const callSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('call'),
    purpose: z.enum(['thanks', 'sales', 'survey']).default('thanks'),
    script: z
      .string()
      .max(20_000)
      .default('')
      .describe('What the agent says; merge tags as in messages.'),
    attempts: z.int().min(1).max(10).default(3),
    retryAfter: durationSchema.default({ amount: 4, unit: 'hours' }),
    within: durationSchema
      .default({ amount: 2, unit: 'days' })
      .describe('Time allowed for all attempts.'),
    advertising: z.boolean().default(false),
    unitCost: moneySchema.default(0),
    branches: z.array(callResultSchema).max(5).default([]),
  })
  .strict()
