import { z } from 'zod'
import { messageSchema } from '../kinds/channel.ts'
import { offerContentSchema } from '../kinds/offer.ts'
import { customerNameSchema, idSchema } from './common.ts'

const previewChannelSchema = z.enum(['email', 'sms', 'letter', 'call'])

/** POST /preview: the message as one customer would get it; nothing is sent, links are not tracked. */
export const previewSchema = z
  .object({
    channel: previewChannelSchema,
    message: messageSchema.describe('For a call: the script as body.'),
    advertising: z.boolean().default(true),
    offer: offerContentSchema.nullable().default(null),
    customer: idSchema.optional().describe('Without it, a customer who can be reached this way.'),
  })
  .strict()

export const previewedSchema = z.object({
  customer: customerNameSchema,
  recipient: z.string().nullable().describe('Null: this customer has no such address.'),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable().describe('E-mail only; show it in a sandboxed frame.'),
  bytes: z.number().describe('Length of the text in the channel’s encoding.'),
  parts: z.number().nullable().describe('Text messages it takes; null for other channels.'),
  size: z
    .enum(['sms', 'lms', 'tooLong'])
    .nullable()
    .describe('Text messages: sms up to 90 bytes, lms up to 2,000; null for other channels.'),
  unsupported: z
    .array(z.string())
    .describe('Text messages: characters the encoding lacks, for example emoji.'),
  variant: z
    .number()
    .nullable()
    .describe('Place of the variant this customer gets, from 0; null: the message itself.'),
  missing: z.array(z.string()).describe('Merge tags without a value and without a fallback.'),
})
export type Previewed = z.infer<typeof previewedSchema>

/** POST /preview/send: one test message to an address of one’s own; 422 when the channel is not set up. */
export const testSendSchema = previewSchema
  .omit({ channel: true })
  .extend({
    channel: z.enum(['email', 'sms']),
    to: z.string().min(3).max(200).describe('E-mail address or telephone number.'),
  })
  .strict()
export const testSentSchema = z.object({
  accepted: z.literal(true),
  providerRef: z.string().nullable(),
})
