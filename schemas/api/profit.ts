import { z } from 'zod'
import { costModelSchema } from '../cost-model.ts'
import { attributeKeySchema } from '../rule.ts'
import { instantSchema } from './common.ts'

const sliceSchema = z.object({ customers: z.number(), profit: z.number() })

export const profitResultSchema = z.object({
  totals: z.object({
    customers: z.number(),
    revenue: z.number(),
    margin: z.number(),
    cost: z.number().describe('Charged to customers.'),
    profit: z.number(),
  }),
  activities: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      rate: z.number().describe('Per unit of the driver.'),
      used: z.number(),
      assigned: z.number(),
      unassigned: z.number(),
    }),
  ),
  unassigned: z.number().describe('Spent for nobody: capacity that stood idle.'),
  deciles: z.array(sliceSchema).describe('Tenths of the customers, the most profitable first.'),
  curve: z
    .object({
      points: z.array(sliceSchema).describe('Shares so far, of customers and of profit.'),
      total: z.number(),
      peak: sliceSchema,
    })
    .nullable(),
})

/** GET /profit, POST /profit */
export const profitSchema = z.object({
  version: z.number(),
  model: costModelSchema,
  result: profitResultSchema,
  madeAt: instantSchema,
  madeBy: z.string(),
})

/** POST /profit/use */
export const activityUseSchema = z
  .object({
    activity: attributeKeySchema,
    source: z.string().min(1).max(80),
    uses: z
      .array(
        z
          .object({
            ref: z.string().min(1).max(120),
            customer: z.string().min(1).max(80),
            at: instantSchema,
            units: z.number().min(0).max(1e9),
          })
          .strict(),
      )
      .min(1)
      .max(100_000),
  })
  .strict()
