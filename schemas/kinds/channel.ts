import { z } from 'zod'
import { durationSchema, moneySchema, timeOfDaySchema } from '../basics.ts'
import { nodeBase } from '../node.ts'
import { ruleSchema } from '../rule.ts'

/** Whom other words are meant for: readers of a language, or customers of whom a rule holds. */
export const variantForSchema = z.discriminatedUnion('by', [
  z
    .object({
      by: z.literal('language'),
      language: z
        .string()
        .regex(/^[a-z]{2,3}$/)
        .describe('Primary language, ISO 639, e.g. en; holds for en-US as well.'),
    })
    .strict(),
  z.object({ by: z.literal('rule'), rule: ruleSchema }).strict(),
])
export type VariantFor = z.infer<typeof variantForSchema>

const variantsMax = 10

const variantSchema = z
  .object({
    for: variantForSchema.nullable().default(null),
    subject: z.string().max(200).default('').describe('E-mail and letter only.'),
    body: z.string().max(20_000),
  })
  .strict()
export type MessageVariant = z.infer<typeof variantSchema>

/** Texts hold merge tags `{{field | fallback}}` and nothing else. */
export const messageSchema = z
  .object({
    subject: z.string().max(200).default('').describe('E-mail and letter only.'),
    body: z.string().max(20_000),
    linkUrl: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional()
      .describe('Where {{link}} leads; tracked.'),
    variants: z
      .array(variantSchema)
      .max(variantsMax)
      .optional()
      .describe(
        'Other words for some; the first that is for a customer is taken, else the message.',
      ),
  })
  .strict()
export type Message = z.infer<typeof messageSchema>

/** One touch by e-mail, text message or letter. */
export const channelNodeSchema = z
  .object({
    ...nodeBase,
    kind: z.literal('channel'),
    channel: z.enum(['email', 'sms', 'letter']).nullable().default(null),
    message: messageSchema.nullable().default(null),
    advertising: z
      .boolean()
      .default(true)
      .describe('Advertising needs consent, label and opt-out.'),
    unitCost: moneySchema.default(0).describe('Cost of one contact.'),
    sendFrom: timeOfDaySchema
      .default('08:00')
      .describe('Earliest, in the customer’s zone; the quiet hours of the policy hold besides.'),
    sendUntil: timeOfDaySchema.default('21:00').describe('Latest, in the customer’s zone.'),
    expiresAfter: durationSchema
      .default({ amount: 3, unit: 'days' })
      .describe('A contact not made by then is dropped rather than stale.'),
    unsent: z
      .enum(['continue', 'leave', 'branch'])
      .default('continue')
      .describe('What happens to a customer who cannot be contacted.'),
  })
  .strict()
