import { z } from 'zod'
import { channelSchema, moneySchema } from '../basics.ts'
import { nodeNoSchema } from '../plan.ts'
import { runKindSchema, runSettingsSchema, runStateSchema } from '../run.ts'
import {
  customerNameSchema,
  idSchema,
  instantSchema,
  namedSchema,
  pageOf,
  pageQuerySchema,
} from './common.ts'
import { operationActionSchema } from './operations.ts'

/** POST /runs; 422 when the version needs a channel that is not set up, or the gate is closed. */
export const launchSchema = z
  .object({
    scenario: idSchema,
    version: z.int().min(1).optional().describe('Without it, the newest plan.'),
    settings: runSettingsSchema,
  })
  .strict()

/** GET /runs?campaign=&scenario=&state= ; newest first, at most 200. */
export const runsQuerySchema = z.object({
  campaign: idSchema.optional(),
  scenario: idSchema.optional(),
  state: z.enum(['active', 'ended']).optional().describe('active: not ended and not cancelled.'),
})

/** GET /runs/{id} */
export const runDetailSchema = z.object({
  id: idSchema,
  name: z.string(),
  campaign: namedSchema,
  scenario: namedSchema,
  version: z.number(),
  kind: runKindSchema,
  state: runStateSchema,
  settings: runSettingsSchema,
  audienceSize: z.number().nullable().describe('Null until the audience is taken.'),
  excluded: z
    .record(z.string(), z.number())
    .describe('Who was left out of the audience, by reason.'),
  admitted: z.number(),
  budget: z.object({ total: moneySchema.nullable(), spent: moneySchema }),
  clock: z.object({
    now: instantSchema.describe('The run’s own instant.'),
    secondsPerDay: z.number().nullable().describe('Sandbox: real seconds per day; else null.'),
  }),
  startedAt: instantSchema,
  startedBy: z.string(),
  asOf: instantSchema,
  endedAt: instantSchema.nullable(),
  accepting: z.boolean().describe('More customers may come in: by schedule or event.'),
  admissionDue: instantSchema
    .nullable()
    .describe('When the audience is taken again or admission closes, by the run’s clock.'),
  closedAt: instantSchema
    .nullable()
    .describe('Nobody has been admitted since this instant of real time.'),
})
export type RunDetail = z.infer<typeof runDetailSchema>

/** now: stands there; held: of those, only who is held; passed: went on from there; left: left the scenario there. */
export const atNodeShowSchema = z.enum(['now', 'held', 'passed', 'left'])
export type AtNodeShow = z.infer<typeof atNodeShowSchema>

/** GET /runs/{id}/nodes/{node}/customers?show=&search=&port=&after=&limit= : who is or was at a step. */
export const atNodeQuerySchema = pageQuerySchema.extend({
  show: atNodeShowSchema.default('now'),
  search: z
    .string()
    .max(120)
    .optional()
    .describe('Only those whose id begins so, or in whose name it stands.'),
  port: z.string().max(60).optional().describe('passed: only by this way out.'),
})
export const nodePathSchema = z.object({ id: idSchema, node: z.coerce.number().pipe(nodeNoSchema) })
export const atNodeSchema = z.object({
  customer: customerNameSchema,
  state: z.enum(['ready', 'parked', 'held', 'ended']).describe('Now, wherever that is.'),
  visit: z.number(),
  arrivedAt: instantSchema.describe('By the run’s clock.'),
  due: instantSchema
    .nullable()
    .describe('By the run’s clock; null: only a response moves it, or it has gone.'),
  leftAt: instantSchema.nullable().describe('By the run’s clock; null: it stands there.'),
  port: z.string().nullable().describe('The way it went; null: none, or it was moved by hand.'),
  reason: z.string().nullable().describe('Why it is held, or how it left.'),
})
export type AtNode = z.infer<typeof atNodeSchema>
export const atNodePageSchema = pageOf(atNodeSchema).extend({
  found: z
    .number()
    .nullable()
    .describe('How many `search` finds, with the first page; null: the counts of the step say it.'),
})
export type AtNodePage = z.infer<typeof atNodePageSchema>

/** GET /runs/{id}/call-load : the calls before the desk, day by day, and what it can do in a day. */
export const callLoadSchema = z.object({
  open: z.number().describe('Calls of the run that wait for somebody, within `days`.'),
  due: z.number().describe('Of them, those whose time has come.'),
  lastDay: z.number().describe('Of them, those that run out before the day is over.'),
  agents: z.number().describe('People who work at the desk.'),
  perAgentDay: z
    .number()
    .nullable()
    .describe('Calls one of them ends in a day; null: nobody has in the last 14 days.'),
  days: z
    .array(z.object({ day: z.iso.date(), calls: z.number(), others: z.number() }))
    .describe('From today by the run’s clock, 14 at most; `others`: calls of other runs.'),
})
export type CallLoad = z.infer<typeof callLoadSchema>

export const runCustomerPathSchema = z.object({ id: idSchema, customer: idSchema })

export const timelineQuerySchema = z.object({
  entry: idSchema.optional().describe('Which time of entering; without it, the newest.'),
})

const nextCauseSchema = z.enum([
  'moving',
  'waiting',
  'listening',
  'sending',
  'deferred',
  'retrying',
  'calling',
  'held',
  'paused',
  'gateClosed',
  'left',
])

const whySchema = z.record(z.string(), z.union([z.string(), z.number()]))

/** GET /runs/{id}/customers/{customer}: one customer’s way through the run, oldest first, with the reason of each turn. */
export const timelineSchema = z.object({
  customer: customerNameSchema,
  state: z.enum(['ready', 'parked', 'held', 'ended']),
  reason: z.string().nullable(),
  enteredAt: instantSchema,
  entries: z
    .array(
      z.object({
        id: idSchema,
        enteredAt: instantSchema,
        state: z.enum(['ready', 'parked', 'held', 'ended']),
      }),
    )
    .describe('Every time the customer entered, newest first; `?entry=` chooses one.'),
  now: z.object({
    node: z.number(),
    visit: z.number(),
    arrivedAt: instantSchema,
    due: instantSchema.nullable(),
  }),
  next: z
    .object({
      because: nextCauseSchema,
      reason: z
        .string()
        .nullable()
        .describe('The rule that defers or holds; the designer words it.'),
      at: instantSchema
        .nullable()
        .describe('By the run’s clock; null: as soon as it can be, or nobody knows when.'),
      exactAt: instantSchema
        .nullable()
        .describe('Before it was rounded up so that many come due together; null: it was not.'),
      port: z.string().nullable().describe('The way it then takes if nothing comes between.'),
      to: z.number().nullable().describe('The step that leads to; null: not known, or none.'),
    })
    .describe('What happens next, and when; pauses, quiet hours and limits included.'),
  moves: z.array(
    z.object({
      seq: z.number(),
      node: z.number(),
      visit: z.number(),
      port: z
        .string()
        .nullable()
        .describe('Null: the move ended the enrolment, or an operator or a migration made it.'),
      code: z.string().describe('Why; the designer words it.'),
      why: whySchema.nullable(),
      at: instantSchema.describe('The run’s logical instant.'),
      madeAt: instantSchema.describe('Real time.'),
    }),
  ),
  acts: z
    .array(
      z.object({
        operation: z.number().describe('`why.operation` of the moves it made.'),
        action: operationActionSchema,
        by: z.string(),
        at: instantSchema.describe('Real time.'),
        version: z.number().nullable().describe('migrate: the version it went over to.'),
      }),
    )
    .describe('What operators did to this customer, by name or with others.'),
  contacts: z.array(
    z.object({
      id: idSchema,
      node: z.number(),
      visit: z.number(),
      channel: channelSchema,
      status: z.string(),
      reason: z.string().nullable(),
      policy: z.number().nullable().describe('Version of the policy that refused it.'),
      cost: moneySchema,
      orderedAt: instantSchema,
      settledAt: instantSchema.nullable(),
      attempts: z.array(
        z.object({
          attempt: z.number(),
          startedAt: instantSchema.describe('Real time.'),
          result: z.string().nullable(),
        }),
      ),
      responses: z.array(
        z.object({
          kind: z.string(),
          firstAt: instantSchema,
          count: z.number(),
          late: z.boolean().describe('Came after the branch that awaited it was taken.'),
        }),
      ),
    }),
  ),
  purchases: z.array(
    z.object({
      at: instantSchema,
      amount: moneySchema,
      node: z.number().nullable().describe('The step of the last contact before it.'),
      late: z.boolean().describe('Came after the branch that awaited it was taken.'),
    }),
  ),
  rewards: z.array(
    z.object({
      node: z.number(),
      code: z.string(),
      faceValue: moneySchema,
      issuedAt: instantSchema,
      expiresAt: instantSchema,
      redeemedAt: instantSchema.nullable(),
    }),
  ),
})
export type Timeline = z.infer<typeof timelineSchema>

/** GET /runs/{id}/messages?node=&channel=&customer=&after=&limit= : what the sandbox accepted, newest first. */
export const messagesQuerySchema = pageQuerySchema.extend({
  node: z.coerce.number().pipe(nodeNoSchema).optional(),
  channel: channelSchema.optional(),
  customer: idSchema.optional(),
})
export const messageRowSchema = z.object({
  id: idSchema.describe('Outward id of the contact.'),
  customer: customerNameSchema,
  node: z.number(),
  channel: channelSchema,
  recipient: z.string().nullable(),
  subject: z.string(),
  acceptedAt: instantSchema.describe('By the run’s clock.'),
})
/** GET /runs/{id}/messages/{message} */
export const messagePathSchema = z.object({ id: idSchema, message: idSchema })
export const sandboxMessageSchema = messageRowSchema.extend({
  body: z.string(),
  times: z.number().describe('How often it was handed in; more than 1 would be a duplicate.'),
  responses: z.array(z.object({ kind: z.string(), firstAt: instantSchema, count: z.number() })),
})
