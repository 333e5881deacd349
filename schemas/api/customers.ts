import { z } from 'zod'
import { channelSchema, moneySchema } from '../basics.ts'
import { runKindSchema } from '../run.ts'
import {
  customerNameSchema,
  idSchema,
  instantSchema,
  namedSchema,
  pageQuerySchema,
} from './common.ts'

/** GET /customers?search=&after=&limit= ; `search` matches the beginning of id, name, e-mail or telephone. */
export const customersQuerySchema = pageQuerySchema.extend({
  search: z.string().max(120).optional(),
})

export const customerRowSchema = customerNameSchema.extend({
  email: z.string().nullable(),
  phone: z.string().nullable(),
  region: z.string().nullable(),
  points: z.number(),
  purchaseCount: z.number(),
  totalAmount: moneySchema,
  lastPurchaseAt: instantSchema.nullable(),
})
export type CustomerRow = z.infer<typeof customerRowSchema>

/** POST /customers/{id}/erase: for good. */
export const eraseCustomerSchema = z
  .object({
    confirm: z
      .string()
      .max(80)
      .describe('The house’s customer id, once more: nothing else erases.'),
  })
  .strict()
export const erasedSchema = z.object({
  erased: z.boolean().describe('False: this customer had been erased before.'),
  withdrawn: z.number().describe('Runs the customer was taken out of.'),
  batches: z.array(z.string()).describe('Batches of letters that lost lines.'),
})

/** GET /customers/{id}/export: all that is kept of one customer, as rows by subject. */
export const customerExportSchema = z.object({
  madeAt: instantSchema,
  customer: z.record(z.string(), z.unknown()),
  consents: z.array(z.record(z.string(), z.unknown())),
  purchases: z.array(z.record(z.string(), z.unknown())),
  enrolments: z.array(z.record(z.string(), z.unknown())),
  contacts: z.array(z.record(z.string(), z.unknown())),
  responses: z.array(z.record(z.string(), z.unknown())),
  lists: z.array(z.record(z.string(), z.unknown())),
  uses: z.array(z.record(z.string(), z.unknown())),
  calls: z.array(z.record(z.string(), z.unknown())),
  scores: z.record(z.string(), z.unknown()),
})

export const consentSchema = z.object({
  channel: channelSchema,
  given: z.boolean(),
  night: z.boolean().describe('Also between 21:00 and 08:00.'),
  suppressed: z.boolean().describe('Refused for good, bounced or wrong; nothing is sent.'),
})

/** GET /customers/{id}: one customer; newest first in every list, at most 100 rows each. */
export const customerSchema = customerRowSchema.extend({
  postalCode: z.string().nullable(),
  address: z.string().nullable(),
  gender: z.enum(['f', 'm']).nullable(),
  birthDate: z.string().nullable(),
  ageYears: z.number().nullable(),
  language: z.string(),
  zone: z.string(),
  fictional: z.boolean(),
  erasedAt: instantSchema.nullable(),
  createdAt: instantSchema,
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  firstPurchaseAt: instantSchema.nullable(),
  averageBasket: moneySchema.nullable(),
  recencyDays: z.number().nullable(),
  dormancyMonths: z.number().nullable(),
  tenureDays: z.number().nullable().describe('Days since the first purchase.'),
  consents: z.array(consentSchema),
  consentEvents: z.array(
    z.object({
      channel: channelSchema,
      given: z.boolean(),
      night: z.boolean(),
      at: instantSchema,
      source: z.string(),
      proof: z.string().nullable(),
    }),
  ),
  scores: z.array(
    z.object({
      key: z.string(),
      value: z.number(),
      model: z.string(),
      version: z.number(),
      windowFrom: instantSchema.nullable().describe('The oldest data the model looked at.'),
      asOf: instantSchema.describe('The newest.'),
      madeAt: instantSchema,
    }),
  ),
  profit: z
    .object({
      revenue: moneySchema,
      margin: z.number(),
      cost: z.number(),
      profit: z.number(),
    })
    .nullable()
    .describe('By the newest calculation; null: nothing was bought or used in its period.'),
  products: z.array(
    z.object({
      name: z.string(),
      category: z.string().nullable(),
      quantity: z.number(),
      amount: z.number(),
      lastAt: instantSchema,
    }),
  ),
  tally: z
    .object({
      contacted: z.number(),
      reached: z.number(),
      responded: z.number(),
      purchased: z.number(),
      bounced: z.number(),
      refused: z.number(),
    })
    .describe('Contacts of real campaigns, and how many came to what.'),
  purchases: z.array(
    z.object({
      at: instantSchema,
      amount: moneySchema,
      quantity: z.number(),
      product: z.string().nullable(),
      channel: z.string().nullable(),
      repeated: z
        .boolean()
        .describe('An exact repeat within its source; counted once or twice as the source says.'),
      lines: z
        .array(z.object({ product: z.string(), quantity: z.number(), amount: moneySchema }))
        .describe(
          'What it consists of, where that is more than one thing; `product` is then null.',
        ),
    }),
  ),
  contacts: z.array(
    z.object({
      id: idSchema.describe('Outward id of the contact.'),
      run: namedSchema,
      runKind: runKindSchema,
      node: z.number(),
      channel: channelSchema,
      status: z.string(),
      reason: z.string().nullable(),
      orderedAt: instantSchema,
      settledAt: instantSchema.nullable(),
      responses: z.array(z.object({ kind: z.string(), firstAt: instantSchema, count: z.number() })),
    }),
  ),
  enrolments: z.array(
    z.object({
      run: namedSchema,
      runKind: runKindSchema,
      campaign: namedSchema,
      enteredAt: instantSchema,
      state: z.enum(['ready', 'parked', 'held', 'ended']),
      reason: z.string().nullable(),
      node: z.number(),
    }),
  ),
})
export type Customer = z.infer<typeof customerSchema>
