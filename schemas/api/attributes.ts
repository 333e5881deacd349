import { z } from 'zod'
import { attributeKeySchema } from '../rule.ts'

const typeSchema = z.enum(['text', 'number', 'boolean'])

/** GET /attributes: what rules and messages may name, declared or found among customers. */
export const attributeSchema = z.object({
  key: z.string(),
  label: z.string().describe('What people call it; the key if nobody declared it.'),
  type: typeSchema,
  unit: z.string().nullable(),
  allowed: z.array(z.string()).nullable().describe('Null: any value of its type.'),
  declared: z.boolean(),
  examples: z.array(z.string()).describe('The allowed values, else the most frequent, at most 20.'),
})

export const attributePathSchema = z.object({ key: attributeKeySchema })

/** PUT /attributes/{key} */
export const declareAttributeSchema = z.object({
  label: z.string().trim().min(1).max(60),
  type: typeSchema,
  unit: z.string().trim().min(1).max(20).nullable().default(null),
  allowed: z
    .array(z.string().trim().min(1).max(80))
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .describe('Text alone: what it may be.'),
})
