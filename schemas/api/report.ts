import { z } from 'zod'
import { channelSchema, moneySchema } from '../basics.ts'
import { instantSchema } from './common.ts'

const shareSchema = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .describe('Share 0–1, or difference of shares −1–1, with its 95 % interval.')

/** Also GET /runs/{id}/nodes/{node}/contacts, for one step; null there where nothing was ordered. */
export const contactReportSchema = z.object({
  node: z.number(),
  channel: channelSchema,
  ordered: z.number(),
  accepted: z.number().describe('Customers with a contact accepted here: what rates are of.'),
  statuses: z.record(z.string(), z.number()),
  reasons: z.record(z.string(), z.number()),
  responses: z.record(z.string(), z.number()).describe('Customers per kind of response.'),
  late: z
    .record(z.string(), z.number())
    .describe('Of those: the response came after the branch that awaited it was taken.'),
  rates: z.record(z.string(), shareSchema).describe('The same as shares of those accepted.'),
  cost: moneySchema,
})
export type ContactReport = z.infer<typeof contactReportSchema>

/**
 * GET /runs/{id}/report: the textbook funnel. Woke up: the first purchase since the first contact; won back: the
 * second. Sales = average basket × visits × people.
 */
export const reportSchema = z.object({
  at: instantSchema,
  enrolled: z.number(),
  active: z.number().describe('Still on their way.'),
  excluded: z.record(z.string(), z.number()),
  funnel: z.array(
    z.object({
      step: z.enum(['contacted', 'wokeUp', 'thanked', 'wonBack']),
      customers: z.number(),
      cost: moneySchema.nullable().describe('Null where a step costs nothing by its nature.'),
      unitCost: moneySchema.nullable().describe('Cost per customer of this step.'),
      ofContacted: z.number().nullable().describe('Share 0–1 of those contacted.'),
      ofPrevious: z
        .number()
        .nullable()
        .describe('Share 0–1 of the step before; thanked and won back: of those who woke up.'),
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
    perHead: moneySchema.nullable().describe('Total per customer contacted.'),
  }),
  returnOnInvestment: z.number().nullable().describe('(sales − cost) ÷ cost; null without cost.'),
  rewards: z.object({
    issued: z.number(),
    redeemed: z.number(),
    cost: moneySchema.describe('What those issued cost us.'),
    redeemedCost: moneySchema,
    owed: moneySchema.describe('Face value issued, not redeemed, not expired.'),
  }),
  contacts: z.array(contactReportSchema),
  arms: z
    .array(
      z.object({
        node: z.number(),
        port: z.string(),
        label: z.string(),
        holdOut: z.boolean(),
        people: z.number(),
        contacted: z.number(),
        buyers: z.number().describe('Who bought since coming to the experiment.'),
        rate: shareSchema.nullable().describe('Buyers among people.'),
        aboveHoldOut: shareSchema.nullable().describe('Rate less that of the hold-out.'),
        purchases: z.number(),
        amount: z.number(),
        cost: moneySchema.describe('Of contacts and rewards.'),
      }),
    )
    .describe('Arms of every experiment.'),
  bands: z
    .array(
      z.object({
        dormancy: z
          .enum(['0', '1-2', '3-5', '6+', 'never'])
          .describe('Whole months without a purchase when the run began; never: bought nothing.'),
        pointsThird: z
          .union([z.literal(1), z.literal(2), z.literal(3)])
          .describe('Third of the run’s customers by points; 1 has the fewest.'),
        enrolled: z.number(),
        contacted: z.number(),
        wokeUp: z.number(),
        thanked: z.number(),
        wonBack: z.number(),
        purchases: z.number(),
        amount: z.number(),
      }),
    )
    .describe('Dormancy × points; the sums are the totals of the run.'),
  planned: z
    .array(
      z.object({
        figure: z.enum(['customers', 'cost', 'responseRate', 'wonBackRate', 'sales']),
        planned: z.number().nullable(),
        actual: z.number().nullable(),
      }),
    )
    .describe('The campaign’s brief beside this run; rates in percent of those contacted.'),
  ends: z.record(z.string(), z.number()).describe('How enrolments ended, by result.'),
})
export type Report = z.infer<typeof reportSchema>
