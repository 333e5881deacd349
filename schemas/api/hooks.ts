import { z } from 'zod'
import { moneySchema, responseKindSchema } from '../basics.ts'
import { instantSchema } from './common.ts'

export const hookNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .describe('The provider: up to 40 small letters, digits and hyphens.')

const contactSchema = z
  .string()
  .regex(/^<?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(@[^>\s]{1,255})?>?$/)
  .describe(
    'The contact: its id (the Idempotency-Key of a text message), or the Message-ID of its e-mail.',
  )

const responseTypeSchema = z.enum(
  responseKindSchema.options.map((kind) => `contact.${kind}` as const),
)

/**
 * POST /hooks/{name}, signed as Standard Webhooks has it (headers webhook-id, webhook-timestamp, webhook-signature): what
 * a provider tells of contacts it was given. Unique by webhook-id.
 */
export const hookEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: responseTypeSchema.describe('contact.reached, contact.bounced, contact.unsubscribed, …'),
    timestamp: instantSchema.describe('When it happened.'),
    data: z.object({
      contact: contactSchema,
      permanent: z
        .boolean()
        .optional()
        .describe('Of a bounce: false if the address may work again; it is then not suppressed.'),
      detail: z.string().max(500).optional().describe('A status code; no personal data.'),
    }),
  }),
  z.object({
    type: z.literal('purchase.made'),
    timestamp: instantSchema.describe('When it was bought.'),
    data: z.object({
      customer: z.string().min(1).max(80).describe('The house’s customer id.'),
      amount: moneySchema,
      quantity: z.int().min(0).max(1_000_000).optional(),
      channel: z.string().max(60).optional(),
      product: z.string().max(120).optional().describe('Product code.'),
    }),
  }),
])
export type HookEvent = z.infer<typeof hookEventSchema>

export const hookPathSchema = z.object({ name: hookNameSchema })
export const hookTakenSchema = z.object({
  accepted: z.boolean().describe('False: this webhook-id was taken before.'),
})

/** POST /hooks; `secret` is shown this once. */
export const createHookSchema = z
  .object({
    name: hookNameSchema,
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/)
      .optional()
      .describe('What the provider gave: whsec_ and 24 to 64 bytes in base64; without it, made.'),
  })
  .strict()
export const hookSecretSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instantSchema,
  revokedAt: instantSchema.nullable(),
})
export const createdHookSchema = z.object({
  secret: z.string(),
  address: z.string().describe('Where the provider posts to.'),
  details: hookSecretSchema,
})
