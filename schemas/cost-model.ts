import { z } from 'zod'
import { isoDateSchema, moneySchema } from './basics.ts'
import type { Reason } from './reasons.ts'
import { attributeKeySchema } from './rule.ts'

/**
 * What a customer uses of an activity, counted by Dasi: contacts made on a channel, purchases. `brought` counts units
 * that were brought in from outside under the activity’s key, such as minutes on the phone or visits.
 */
export const driverSchema = z.enum(['email', 'sms', 'letter', 'call', 'order', 'brought'])
export type Driver = z.infer<typeof driverSchema>

export const activitySchema = z
  .object({
    key: attributeKeySchema,
    name: z.string().min(1).max(80),
    driver: driverSchema,
    spent: moneySchema.describe('Spent on it in the period, in the currency of the installation.'),
    capacity: z
      .number()
      .positive()
      .max(1e12)
      .describe('Units of the driver it could have delivered in the period; above 0.'),
  })
  .strict()

/** What serving customers costs in a period, and what a purchase earns. */
export const costModelSchema = z
  .object({
    from: isoDateSchema.describe('First day of the period, in the zone of the installation.'),
    to: isoDateSchema.describe('Last day.'),
    marginRate: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of a purchase that is left after the goods; 0–1.'),
    categoryRates: z
      .record(z.string().max(120), z.number().min(0).max(1))
      .default({})
      .describe('Another share for purchases of a product category.'),
    activities: z.array(activitySchema).max(50),
  })
  .strict()
  .refine(({ from, to }) => from <= to, {
    error: 'The period ends before it begins.',
    params: { reason: 'PERIOD_BACKWARDS' satisfies Reason },
  })
  .refine(({ activities }) => new Set(activities.map((a) => a.key)).size === activities.length, {
    error: 'Two activities have the same key.',
    params: { reason: 'ACTIVITY_TWICE' satisfies Reason },
  })
export type CostModel = z.infer<typeof costModelSchema>
