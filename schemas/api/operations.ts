import { z } from 'zod'
import { channelSchema } from '../basics.ts'
import { nodeNoSchema } from '../plan.ts'
import { idSchema, instantSchema, pageQuerySchema } from './common.ts'

/** What an operator can do to customers of a run; `migrate` has routes of its own. */
export const steerActionSchema = z.enum(['skip', 'move', 'withdraw', 'retry', 'resend'])
export type SteerAction = z.infer<typeof steerActionSchema>
export const operationActionSchema = z.enum([...steerActionSchema.options, 'migrate'])
export type OperationAction = z.infer<typeof operationActionSchema>

/** Which customers of a run; what is left out does not narrow. */
export const selectionSchema = z
  .object({
    node: nodeNoSchema
      .optional()
      .describe('Who stands at this step; for resend: whose contact of this step is unknown.'),
    customer: idSchema.optional().describe('This customer alone.'),
    held: z.boolean().optional().describe('true: only who is held.'),
    search: z
      .string()
      .min(1)
      .max(120)
      .optional()
      .describe(
        'Only those whose id begins so, or in whose name it stands. Not kept once it is done.',
      ),
    reason: z
      .string()
      .min(1)
      .max(80)
      .optional()
      .describe('Held (resend: unknown) for this reason alone.'),
    until: instantSchema
      .optional()
      .describe(
        'Only who had come by this instant of the run’s clock. The check answers it; send it back, so that nobody who came since is taken along.',
      ),
  })
  .strict()
export type Selection = z.infer<typeof selectionSchema>

/** POST /runs/{id}/operations/check: what would be done, without doing it. */
export const operationWantedSchema = z
  .object({
    action: steerActionSchema,
    selection: selectionSchema,
    to: nodeNoSchema.optional().describe('move: the step to stand at afterwards.'),
  })
  .strict()

const refusedSchema = z
  .record(z.string(), z.number())
  .describe(
    'Selected customers it is not possible for, by reason: NOT_WAITING, NO_SUCH_STEP, STANDS_THERE, NOT_HELD, SENT_AGAIN, HAS_LEFT; migrate: NO_TARGET, CONTACT_IN_FLIGHT.',
  )
export const operationWarningSchema = z
  .enum(['MAY_ARRIVE_TWICE'])
  .describe('Say yes to it with `confirm: true`.')

export const operationCheckSchema = z.object({
  count: z.number().describe('Customers (resend: contacts) it would be done for.'),
  refused: refusedSchema,
  selection: selectionSchema.describe('To be sent with the operation.'),
  warning: operationWarningSchema.nullable(),
})

/**
 * POST /runs/{id}/operations: does it, cohort by cohort. Answers after some seconds at the latest; what is left goes on
 * by itself: look again with GET /runs/{id}/operations/{operation}.
 */
export const startOperationSchema = operationWantedSchema.extend({
  count: z
    .int()
    .min(0)
    .optional()
    .describe('What the check answered; 409 if more would be concerned now.'),
  confirm: z.boolean().default(false).describe('resend: it may reach customers twice. Yes.'),
})

/** One act of an operator; 409 when it is over. */
export const operationSchema = z.object({
  id: z.int(),
  action: operationActionSchema,
  selection: selectionSchema.nullable().describe('Null: a migration.'),
  to: z.number().nullable(),
  version: z.number().nullable().describe('migrate: the version customers go over to.'),
  state: z.enum(['running', 'done', 'stopped']),
  selected: z.number().describe('How many it was for when it began.'),
  applied: z.number(),
  refused: refusedSchema,
  cohorts: z.object({ done: z.number(), total: z.number() }),
  by: z.string(),
  at: instantSchema,
  endedAt: instantSchema.nullable(),
})
export type Operation = z.infer<typeof operationSchema>

export const operationPathSchema = z.object({
  id: idSchema,
  operation: z.coerce.number().pipe(z.int().min(1)),
})

/** POST /runs/{id}/customers/{customer}/move and /resend; skip, withdraw and retry have no body. */
export const moveOneSchema = z.object({ to: nodeNoSchema }).strict()
export const resendOneSchema = z
  .object({
    contact: idSchema.optional().describe('Outward id; without it, all that are unknown.'),
    confirm: z.literal(true).describe('It may reach the customer twice. Yes.'),
  })
  .strict()

/** POST /runs/{id}/rate, /finish and /budget */
export const changeRateSchema = z
  .object({ admitPerMinute: z.int().min(1).max(10_000_000).nullable() })
  .strict()
export const changeBudgetSchema = z
  .object({ total: z.number().min(0).max(1e13).nullable().describe('Null: no limit.') })
  .strict()

/** GET /runs/{id}/problems: what needs somebody, grouped by reason; read from counters, however large the run. */
export const problemGroupSchema = z.object({
  kind: z.enum(['held', 'unknown', 'notMade']),
  node: z.number(),
  reason: z.string().describe('Code; the designer words it.'),
  count: z.number(),
})
export type ProblemGroup = z.infer<typeof problemGroupSchema>

/** GET /runs/{id}/unknown?node=&reason=&after=&limit= : contacts of which nobody knows whether they were made. */
export const unknownQuerySchema = pageQuerySchema.extend({
  node: z.coerce.number().pipe(nodeNoSchema).optional(),
  reason: z.string().min(1).max(80).optional(),
})
export const unknownContactSchema = z.object({
  id: idSchema.describe('Outward id.'),
  customer: z.object({ id: idSchema, externalId: z.string(), name: z.string().nullable() }),
  node: z.number(),
  visit: z.number(),
  channel: channelSchema,
  reason: z.string().nullable(),
  startedAt: instantSchema.nullable().describe('By the run’s clock.'),
  settledAt: instantSchema.nullable(),
  sentAgain: z.boolean().describe('A repetition was ordered.'),
})
