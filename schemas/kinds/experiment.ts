import { z } from 'zod'
import { nodeBase } from '../node.ts'
import { portNameSchema } from './condition.ts'

/** Divides customers by chance, the same way for the same customer every time. Shares are percents and make 100. */
export const experimentSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('experiment'),
    arms: z
      .array(
        z
          .object({
            port: portNameSchema,
            label: z.string().max(60).default(''),
            share: z.number().min(0).max(100).describe('Percent, 0–100, one decimal at most.'),
            holdOut: z
              .boolean()
              .default(false)
              .describe('The control group: observed, not contacted.'),
          })
          .strict(),
      )
      .max(20)
      .default([]),
  })
  .strict()
