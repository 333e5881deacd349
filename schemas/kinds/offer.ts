import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { nodeBase } from '../node.ts'

export const rewardSchema = z
  .object({
    kind: z.enum(['coupon', 'points', 'gift']),
    name: z.string().min(1).max(80),
    faceValue: moneySchema.describe('What it is worth to the customer.'),
    unitCost: moneySchema.describe('What one costs us when issued.'),
    stock: z
      .int()
      .min(0)
      .max(100_000_000)
      .nullable()
      .describe('How many there are; null: no limit.'),
    validDays: z.int().min(1).max(1000).describe('Days it can be redeemed after being issued.'),
  })
  .strict()
export type Reward = z.infer<typeof rewardSchema>

/** What is proposed, and the carrot that comes with it. */
export const offerContentSchema = z
  .object({
    name: z.string().min(1).max(80),
    product: z.string().max(120).default('').describe('Product or service proposed.'),
    reward: rewardSchema.nullable().default(null),
  })
  .strict()
export type OfferContent = z.infer<typeof offerContentSchema>

export const offerSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('offer'),
    offer: z
      .discriminatedUnion('from', [
        z.object({ from: z.literal('saved'), offerId: z.uuid() }).strict(),
        z.object({ from: z.literal('made'), content: offerContentSchema }).strict(),
      ])
      .nullable()
      .default(null),
    soldOut: z
      .enum(['continue', 'leave', 'branch'])
      .default('continue')
      .describe('What happens to a customer for whom no reward is left.'),
  })
  .strict()
