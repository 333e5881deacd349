import { z } from 'zod'
import { moneySchema, responseKindSchema } from './basics.ts'
import { eventNameSchema } from './kinds/segment.ts'

/**
 * What came in from outside, unique by (source, eventId). A response names the contact by its outward id; a purchase
 * names the customer by the house’s customer id.
 */
export const inboxEventSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('response'),
      contact: z.uuid().describe('Outward id of the contact.'),
      response: responseKindSchema,
      at: z.iso.datetime({ offset: true }).describe('When it happened, by the source’s clock.'),
      amount: moneySchema.optional(),
      permanent: z
        .boolean()
        .optional()
        .describe('Of a bounce: false if the address may work again; it is then not suppressed.'),
      detail: z.string().max(500).optional(),
    })
    .strict(),
  z
    .object({
      type: z.literal('purchase'),
      customer: z.string().min(1).max(80).describe('The house’s customer id.'),
      at: z.iso.datetime({ offset: true }),
      amount: moneySchema,
      quantity: z.int().min(0).max(1_000_000).default(1),
      channel: z.string().max(60).optional(),
      product: z.string().max(120).optional(),
      lines: z
        .array(
          z
            .object({
              product: z.string().min(1).max(120).describe('Its code; one nobody knows is made.'),
              quantity: z.int().min(0).max(1_000_000).default(1),
              amount: moneySchema,
            })
            .strict(),
        )
        .max(1000)
        .optional()
        .describe(
          'What the purchase consists of, instead of `product`. `amount` stays what was paid, with delivery and discounts.',
        ),
    })
    .strict(),
  z
    .object({
      type: z.literal('event'),
      name: eventNameSchema.refine((name) => name !== 'purchase', {
        error: 'a purchase is an event of type "purchase"',
      }),
      customer: z.string().min(1).max(80).describe('The house’s customer id.'),
      at: z.iso.datetime({ offset: true }).describe('When it happened, by the source’s clock.'),
      data: z
        .record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()]))
        .optional()
        .describe('Whatever the source says of it; kept, and shown with the event.'),
    })
    .strict(),
])
export type InboxEvent = z.infer<typeof inboxEventSchema>
