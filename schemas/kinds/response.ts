import { z } from 'zod'
import { durationSchema, responseKindSchema } from '../basics.ts'
import { nodeBase, nodeIdSchema } from '../node.ts'

export const outcomeSchema = z
  .object({
    response: responseKindSchema.describe('Also the name of the port.'),
    leave: z.enum(['atOnce', 'atEnd']).describe('As soon as it happens, or when the window ends.'),
  })
  .strict()
export type Outcome = z.infer<typeof outcomeSchema>

/**
 * Branches by what came back from named contacts within a window that starts with the contact’s acceptance.
 * Earlier in the list is higher; who shows none of them leaves by `none`, the last port, at the window’s end.
 */
export const responseSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('response'),
    contacts: z
      .array(nodeIdSchema)
      .max(20)
      .default([])
      .describe('Channel or call steps; empty: the contact before this step.'),
    outcomes: z.array(outcomeSchema).max(20).default([]),
    window: durationSchema.default({ amount: 7, unit: 'days' }),
  })
  .strict()
