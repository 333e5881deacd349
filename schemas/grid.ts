import { z } from 'zod'
import { fieldSchema, ruleSchema } from './rule.ts'

const cutSchema = z.union([z.number(), z.iso.date()])

const rangesSchema = z
  .object({
    by: z.literal('ranges'),
    field: fieldSchema.describe('A field that has an order: a number or a day.'),
    cuts: z
      .array(cutSchema)
      .min(1)
      .max(19)
      .optional()
      .describe('Where a new band begins, ascending; without them groups of equal size are made.'),
    groups: z.int().min(2).max(10).default(5).describe('How many groups, where no cuts are given.'),
  })
  .strict()

const valuesSchema = z
  .object({
    by: z.literal('values'),
    field: fieldSchema,
    top: z
      .int()
      .min(1)
      .max(20)
      .default(10)
      .describe('The most frequent values; all others share one band.'),
  })
  .strict()

const rulesSchema = z
  .object({
    by: z.literal('rules'),
    bands: z
      .array(z.object({ name: z.string().min(1).max(80), rule: ruleSchema }).strict())
      .min(1)
      .max(12)
      .describe('A customer belongs to the first band whose rule holds.'),
  })
  .strict()

/** One way to divide customers: into bands of a number, by the values of a field, or by rules. */
export const axisSchema = z.discriminatedUnion('by', [rangesSchema, valuesSchema, rulesSchema])
export type Axis = z.infer<typeof axisSchema>
