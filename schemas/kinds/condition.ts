import { z } from 'zod'
import { nodeBase } from '../node.ts'
import { ruleSchema } from '../rule.ts'

export const portNameSchema = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/)

/** Branches by what is known of the customer: the first rule that holds; else the port `else`. */
export const conditionSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('condition'),
    branches: z
      .array(
        z
          .object({
            port: portNameSchema,
            label: z.string().max(60).default(''),
            rule: ruleSchema.nullable().default(null),
          })
          .strict(),
      )
      .max(19)
      .default([]),
  })
  .strict()
