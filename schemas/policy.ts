import { z } from 'zod'
import { timeOfDaySchema } from './basics.ts'

/** House rules that hold for every campaign, as data; each change makes a new version. */
export const policySchema = z
  .object({
    quietFrom: timeOfDaySchema.default('21:00'),
    quietUntil: timeOfDaySchema.default('08:00'),
    quietChannels: z.array(z.enum(['email', 'sms', 'call'])).default(['email', 'sms', 'call']),
    contactLimit: z
      .object({ contacts: z.int().min(1).max(100), days: z.int().min(1).max(365) })
      .strict()
      .default({ contacts: 5, days: 7 })
      .describe(
        'At most so many advertising contacts per customer in so many days, over all campaigns and channels.',
      ),
    advertisingLabel: z.string().max(20).default('(광고)'),
    optOutText: z.string().max(120).default('무료수신거부 080-000-0000'),
    senderName: z.string().max(60).default('다시마트'),
  })
  .strict()
export type Policy = z.infer<typeof policySchema>
