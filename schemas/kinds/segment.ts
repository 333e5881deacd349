import { z } from 'zod'
import { nodeBase } from '../node.ts'
import { ruleSchema } from '../rule.ts'

/** The start of every scenario: who takes part. Membership is taken once, as of the run's start. */
export const segmentSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('segment'),
    audience: z
      .discriminatedUnion('from', [
        z.object({ from: z.literal('saved'), segmentId: z.uuid() }).strict(),
        z.object({ from: z.literal('rule'), rule: ruleSchema }).strict(),
      ])
      .nullable()
      .default(null)
      .describe('A saved segment, or a rule made in place.'),
  })
  .strict()
