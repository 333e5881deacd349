import { z } from 'zod'
import { channelSchema, moneySchema } from '../basics.ts'
import { instantSchema } from './common.ts'

/**
 * GET /runs/{id}/report: the textbook funnel. Woke up: the first purchase since the first contact; won back: the
 * second. Sales = average basket × visits × people.
 */
export const reportSchema = z.object({
  at: instantSchema,
  enrolled: z.number(),
  excluded: z.record(z.string(), z.number()),
  funnel: z.array(
    z.object({
      step: z.enum(['contacted', 'wokeUp', 'thanked', 'wonBack']),
      customers: z.number(),
      cost: moneySchema.nullable().describe('Null where a step costs nothing by its nature.'),
      unitCost: moneySchema.nullable().describe('Cost per customer of this step.'),
      ofContacted: z.number().nullable().describe('Share 0–1 of those contacted.'),
      ofPrevious: z.number().nullable().describe('Share 0–1 of the step before.'),
    }),
  ),
  sales: z.object({
    amount: moneySchema,
    purchases: z.number(),
    buyers: z.number(),
    averageBasket: moneySchema.nullable(),
    visitsPerBuyer: z.number().nullable(),
  }),
  costs: z.object({
    contacts: moneySchema,
    thanks: moneySchema,
    rewards: moneySchema,
    total: moneySchema,
  }),
  returnOnInvestment: z.number().nullable().describe('(sales − cost) ÷ cost; null without cost.'),
  rewards: z.object({
    issued: z.number(),
    redeemed: z.number(),
    owed: moneySchema.describe('Face value issued, not redeemed, not expired.'),
  }),
  contacts: z.array(
    z.object({
      node: z.number(),
      channel: channelSchema,
      ordered: z.number(),
      statuses: z.record(z.string(), z.number()),
      reasons: z.record(z.string(), z.number()),
      responses: z.record(z.string(), z.number()).describe('Customers per kind of response.'),
      cost: moneySchema,
    }),
  ),
  ends: z.record(z.string(), z.number()).describe('How enrolments ended, by result.'),
})
export type Report = z.infer<typeof reportSchema>
