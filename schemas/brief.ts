import { z } from 'zod'
import { channelSchema, isoDateSchema, moneySchema } from './basics.ts'

const text = (max: number) => z.string().max(max).default('')
const percent = z.number().min(0).max(100)

/** The campaign sheet: what was planned, so that it can be compared with what happened. */
export const briefSchema = z
  .object({
    topic: text(120),
    programme: z.enum(['winback', 'upsell', 'loyalty', 'churn', 'other']).default('winback'),
    purpose: text(2000),
    description: text(4000),
    ownerDepartment: text(120),
    relatedDepartments: z.array(z.string().max(120)).max(20).default([]),
    budget: moneySchema.nullable().default(null),
    targetSize: z
      .int()
      .min(0)
      .nullable()
      .default(null)
      .describe('Customers meant to be contacted.'),
    rewardsAllowed: z.array(z.string().max(80)).max(20).default([]),
    channels: z.array(channelSchema).default([]),
    startsOn: isoDateSchema.nullable().default(null),
    endsOn: isoDateSchema.nullable().default(null),
    goals: z
      .object({
        responseRate: percent
          .nullable()
          .default(null)
          .describe('Woken up, percent of those contacted.'),
        wonBackRate: percent.nullable().default(null),
        sales: moneySchema.nullable().default(null),
      })
      .strict()
      .default({ responseRate: null, wonBackRate: null, sales: null }),
    weights: z
      .object({ reward: percent.default(50), channel: percent.default(50) })
      .strict()
      .default({ reward: 50, channel: 50 })
      .describe('Percents; make 100.'),
    memos: z
      .array(
        z
          .object({
            at: z.iso.datetime({ offset: true }),
            by: z.string().max(120),
            text: z.string().max(2000),
          })
          .strict(),
      )
      .max(500)
      .default([]),
  })
  .strict()
export type Brief = z.infer<typeof briefSchema>
