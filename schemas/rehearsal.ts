import { z } from 'zod'
import { channelSchema, moneySchema, responseKindSchema, zoneSchema } from './basics.ts'
import { nodeIdSchema } from './node.ts'
import { nodeNoSchema } from './plan.ts'
import { defaultSimulation, simulationSchema } from './run.ts'

/** How a rehearsal is made; what a run of the same settings would do is what it predicts. */
export const rehearsalSettingsSchema = z
  .object({
    asOf: z.iso
      .datetime({ offset: true })
      .nullable()
      .default(null)
      .describe('The audience is taken and the first step made at this instant; null: now.'),
    sampleSize: z
      .int()
      .min(1)
      .max(10_000_000)
      .nullable()
      .default(null)
      .describe('So many of the audience, drawn by chance; null: all.'),
    budget: moneySchema
      .nullable()
      .default(null)
      .describe('Hard stop for the cost of contacts; null: none.'),
    cohortSize: z
      .int()
      .min(1)
      .max(10_000)
      .default(5000)
      .describe('Enrolments that come due together, as in a run; 1: each at its own instant.'),
    admitPerMinute: z
      .int()
      .min(1)
      .max(10_000_000)
      .nullable()
      .default(null)
      .describe('Customers admitted per minute; null: all at once.'),
    admitDays: z
      .int()
      .min(1)
      .max(366)
      .default(30)
      .describe('Days in which customers come in, where the scenario admits by schedule or event.'),
    seed: z.int().min(0).max(2_147_483_647).default(1),
    simulation: simulationSchema.default(defaultSimulation).describe('How customers answer.'),
    minutesPerCall: z
      .number()
      .min(0)
      .max(480)
      .nullable()
      .default(null)
      .describe('Working time of one call; null: unknown, and calls are counted only.'),
    days: z
      .int()
      .min(1)
      .max(3660)
      .default(730)
      .describe('How far ahead at most; who is still inside then is counted as standing.'),
  })
  .strict()
export type RehearsalSettings = z.infer<typeof rehearsalSettingsSchema>

const count = z.int().min(0)
const perDay = z.array(z.number()).describe('One number per day of `days`.')
const countsBy = z.record(z.string(), count)

export const rehearsedNodeSchema = z.object({
  node: nodeIdSchema,
  entered: count,
  ports: countsBy.describe('How many left by each way out.'),
  ended: count.describe('Left the scenario here: at an end, or taken out by an exit rule.'),
  won: count.describe('Of those, with success.'),
  standing: count.describe('Still here when the rehearsal ended.'),
  held: countsBy.describe('Stopped here for want of budget (BUDGET) or by our own bug; by reason.'),
  contacts: count.describe('Contacts made here.'),
  unsent: countsBy.describe('Contacts that were refused or expired here; by reason.'),
  enteredPerDay: perDay,
  contactsPerDay: perDay,
})

/** What a rehearsal comes to. Days are calendar days in the zone of the installation; money in its currency. */
export const rehearsalResultSchema = z.object({
  customers: count.describe('How many were rehearsed.'),
  startsAt: z.number().describe('Epoch milliseconds.'),
  lastLeavesAt: z
    .number()
    .nullable()
    .describe('Epoch milliseconds; null: somebody is still inside, or there is nobody.'),
  days: z
    .array(z.iso.date())
    .describe('From the first to the last day on which something happens.'),
  nodes: z.array(rehearsedNodeSchema).describe('In the order of their numbers.'),
  contacts: z.object({
    total: count,
    customers: count.describe('Customers with at least one contact.'),
    perDay: z.partialRecord(channelSchema, perDay),
  }),
  responses: z
    .array(z.object({ channel: channelSchema, response: responseKindSchema, n: count }))
    .describe('What comes back from the contacts, also after somebody has left.'),
  calls: z.object({
    total: count,
    perDay: perDay.describe('Call tasks that come to the desk.'),
    minutesPerDay: perDay.nullable(),
  }),
  cost: z.object({
    contacts: z.number(),
    rewards: z.number().describe('Unit cost of the rewards issued; not charged to the budget.'),
    perDay: perDay.describe('Of contacts.'),
    budget: z.number().nullable(),
    exhaustedOn: z.iso.date().nullable().describe('First day on which the budget did not suffice.'),
    held: count.describe('Customers held for want of budget.'),
  }),
  purchases: z.object({
    n: count,
    amount: z.number(),
    customers: count.describe('Customers with at least one purchase.'),
    perDay,
    amountPerDay: perDay,
  }),
  rewards: z.array(
    z.object({
      node: nodeIdSchema,
      name: z.string(),
      issued: count,
      cost: z.number(),
      faceValue: z.number(),
      stock: count.nullable(),
      soldOut: count.describe('Customers for whom none was left.'),
      soldOutOn: z.iso.date().nullable(),
    }),
  ),
  /** Contacts that were refused or did not go out in time, by channel and reason. */
  exclusions: z.array(z.object({ channel: channelSchema, reason: z.string(), n: count })),
  uncontacted: z.object({
    total: count.describe('Customers who are never contacted.'),
    reasons: countsBy.describe(
      'By the last refusal; NO_CONTACT_STEP: their path has none; BUDGET; WAITING: not yet.',
    ),
  }),
  ends: z.object({
    success: count,
    completed: count,
    left: count,
    standing: count,
    held: count,
    leftBy: countsBy.describe('Why they left early, by reason code.'),
  }),
  assumptions: z.object({
    responses: z.array(
      z.object({
        channel: channelSchema,
        response: responseKindSchema,
        probability: z.number(),
        meanHours: z.number(),
      }),
    ),
    purchaseAmount: z.number(),
    codes: z
      .array(z.enum(['DELIVERED', 'PROFILE_NOW', 'EVENTS_DRAWN', 'SCHEDULE_DAYS', 'NO_REENTRY']))
      .describe(
        'DELIVERED: every contact that is sent arrives. PROFILE_NOW: profiles as they are now. EVENTS_DRAWN: everybody who belongs has the event once within `admitDays`. SCHEDULE_DAYS: newcomers of `admitDays` only. NO_REENTRY: nobody comes in twice.',
      ),
  }),
})
export type RehearsalResult = z.infer<typeof rehearsalResultSchema>
export type RehearsedNode = z.infer<typeof rehearsedNodeSchema>

const instantMs = z.number().describe('Epoch milliseconds.')
const purchaseSchema = z.object({
  at: instantMs,
  amount: z.number(),
  channel: z.string().nullable(),
  product: z.string().nullable(),
  category: z.string().nullable().optional(),
  lines: z
    .array(
      z.object({
        product: z.string(),
        category: z.string().nullable().optional(),
        amount: z.number(),
      }),
    )
    .readonly()
    .nullable()
    .optional(),
})
const channelMask = z.int().min(0).max(15).describe('Bits: e-mail 1, SMS 2, letter 4, call 8.')

/** A customer as the engine sees one who enters; for `rehearseOne` in the designer, handed over as it is. */
export const rehearsedCustomerSchema = z.object({
  no: z.int().min(0).describe('Number within the audience, from 0.'),
  uuid: z.uuid(),
  zone: zoneSchema,
  entersAt: instantMs.optional().describe('Without it, when the rehearsal starts.'),
  profile: z.object({
    gender: z.string().nullable().optional(),
    birthDate: z.iso.date().nullable().optional(),
    region: z.string().nullable().optional(),
    language: z.string().optional(),
    createdAt: instantMs.optional(),
    points: z.number().optional(),
    attributes: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .optional(),
    scores: z.record(z.string(), z.number()).nullable().optional(),
  }),
  totals: z
    .object({ firstAt: instantMs, lastAt: instantMs, count: z.number(), amount: z.number() })
    .nullable()
    .describe('Purchases up to the start.'),
  history: z
    .array(purchaseSchema)
    .describe('Purchases up to the start, oldest first, where the plan asks for them.'),
  later: z
    .array(purchaseSchema)
    .describe('Real purchases after the start, when that lies in the past; oldest first.'),
  earlier: z
    .array(
      z.object({
        at: instantMs,
        channel: channelSchema,
        campaign: z.uuid(),
        responses: z.array(responseKindSchema),
      }),
    )
    .optional()
    .describe('Contacts of real campaigns, where the plan asks for them.'),
  lists: z.array(z.uuid()).optional().describe('Lists the customer stands on, likewise.'),
  consent: channelMask,
  nightConsent: channelMask,
  suppressed: channelMask,
  reachable: channelMask.describe('Channels for which there is an address.'),
  recent: z.array(instantMs).describe('Advertising contacts that count towards the limit.'),
})
export type RehearsedCustomer = z.infer<typeof rehearsedCustomerSchema>

/** What the designer lets a sample customer do: an answer to the newest contact made at a step by then. */
export const givenResponseSchema = z
  .object({
    node: nodeNoSchema,
    kind: responseKindSchema,
    at: instantMs,
    amount: moneySchema.optional().describe('Of a purchase.'),
  })
  .strict()
export type GivenResponse = z.infer<typeof givenResponseSchema>
