import { z } from 'zod'
import { nodeBase } from '../node.ts'
import { attributeKeySchema } from '../rule.ts'

export const changeSchema = z.discriminatedUnion('op', [
  z
    .object({
      op: z.literal('set'),
      attribute: attributeKeySchema,
      value: z.union([z.string().max(200), z.number(), z.boolean()]),
    })
    .strict(),
  z.object({ op: z.literal('clear'), attribute: attributeKeySchema }).strict(),
  z.object({ op: z.literal('addPoints'), points: z.int().min(-1e9).max(1e9) }).strict(),
])
export type Change = z.infer<typeof changeSchema>

/** Changes the customer’s profile: attributes and points. */
export const updateSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('update'),
    changes: z.array(changeSchema).max(20).default([]),
  })
  .strict()
