import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { ruleSchema } from '../rule.ts'
import { customerNameSchema, idSchema, instantSchema, namedSchema } from './common.ts'

/** POST /segments, PUT /segments/{id} */
export const saveSegmentSchema = z
  .object({
    name: z.string().min(1).max(120),
    description: z.string().max(2000).default(''),
    rule: ruleSchema,
  })
  .strict()

export const segmentDetailSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  rule: ruleSchema,
  size: z.number().nullable().describe('Customers at the last count.'),
  countedAt: instantSchema.nullable(),
  updatedAt: instantSchema,
  fixedAt: instantSchema
    .nullable()
    .describe('Since when its members stand fixed on a list; null: it changes with the customers.'),
})
export type SegmentDetail = z.infer<typeof segmentDetailSchema>

/** POST /segments/{id}/snapshot: its members of now as a segment that never changes. */
export const freezeSegmentSchema = z.object({ name: z.string().min(1).max(120) }).strict()

/** GET /segments/{id}/sizes: the oldest first. */
export const segmentSizeSchema = z.object({
  at: instantSchema,
  size: z.number(),
  ofAll: z.number().describe('All customers at that time.'),
  cause: z.enum(['daily', 'asked', 'run.started', 'run.ended']),
  run: namedSchema.nullable(),
  ruleChanged: z.boolean().describe('Counted by another rule than the size before.'),
})
export type SegmentSizeRow = z.infer<typeof segmentSizeSchema>

/** GET /segments/{id}/effect?run= */
const movementSchema = z.object({
  customers: z.number(),
  before: z.number(),
  after: z.number(),
  joined: z.number(),
  left: z.number(),
})
export const segmentEffectSchema = z.object({
  before: instantSchema.describe('When the run began.'),
  after: instantSchema.describe('When it ended, or now.'),
  enrolled: movementSchema.describe('Whom the run took in.'),
  others: movementSchema.describe('All other customers.'),
})
export type SegmentEffectAnswer = z.infer<typeof segmentEffectSchema>

/** POST /segments/overlap */
export const overlapQuerySchema = z
  .object({
    segments: z.array(idSchema).min(2).max(10),
    asOf: instantSchema.optional(),
  })
  .strict()
export const overlapSchema = z.object({
  asOf: instantSchema,
  shares: z
    .array(
      z.object({
        segments: z.array(idSchema),
        customers: z.number(),
        amount: moneySchema,
      }),
    )
    .describe('Customers of exactly these segments of those asked for, the most first.'),
})
export type Overlap = z.infer<typeof overlapSchema>

/** POST /segments/count: exact, as of an instant (now by default). */
export const countRuleSchema = z
  .object({
    rule: ruleSchema,
    asOf: instantSchema.optional(),
    sample: z.int().min(0).max(50).default(0).describe('Customers to show, 0–50.'),
    approximate: z
      .boolean()
      .default(false)
      .describe('Of more than 100,000 customers some stand for all, so that the answer is quick.'),
  })
  .strict()

export const sampleCustomerSchema = customerNameSchema.extend({
  region: z.string().nullable(),
  points: z.number(),
  purchaseCount: z.number(),
  totalAmount: z.number(),
  lastPurchaseAt: instantSchema.nullable(),
})
export type SampleCustomer = z.infer<typeof sampleCustomerSchema>
export const ruleCountSchema = z.object({
  count: z.number(),
  between: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe('Null: exact; else where the count lies with a confidence of 95 %.'),
  of: z.number().describe('All customers who have not been erased.'),
  asOf: instantSchema,
  sample: z.array(sampleCustomerSchema),
})
export type RuleCount = z.infer<typeof ruleCountSchema>

/** GET /known-values: what occurs among customers and purchases, to choose from in rules. */
export const knownValuesQuerySchema = z.object({
  product: z.string().max(120).default('').describe('Part of a product’s code or name.'),
})
export const knownValuesSchema = z.object({
  regions: z.array(z.string()),
  purchaseChannels: z.array(z.string()),
  categories: z.array(z.string()),
  products: z.array(z.object({ code: z.string(), name: z.string() })).describe('At most 20.'),
})
export type KnownValues = z.infer<typeof knownValuesSchema>

/** GET /lists: lists of customers that were brought in, for segments. */
export const customerListSchema = z.object({
  id: idSchema,
  name: z.string(),
  customers: z.number(),
  createdAt: instantSchema,
  createdBy: z.string(),
  segment: namedSchema.nullable().describe('The segment it was taken from.'),
})
export type CustomerList = z.infer<typeof customerListSchema>

/** POST /lists */
export const createListSchema = z
  .object({
    name: z.string().min(1).max(120),
    customers: z
      .array(z.string().min(1).max(80))
      .min(1)
      .max(1_000_000)
      .describe('Customer ids of the house; repeated ones count once.'),
  })
  .strict()
export const createdListSchema = customerListSchema.extend({
  unknown: z.array(z.string()).describe('Ids nobody has, at most 1000; they are not on the list.'),
})
