import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { callReportSchema, runKindSchema } from '../run.ts'
import {
  customerNameSchema,
  idSchema,
  instantSchema,
  namedSchema,
  pageQuerySchema,
} from './common.ts'

export const purposeSchema = z.enum(['thanks', 'sales', 'survey'])

/** GET /desk/tasks?purpose=&run=&show=&after=&limit= ; those to call now first, then by their time. */
export const deskQuerySchema = pageQuerySchema.extend({
  purpose: purposeSchema.optional(),
  run: idSchema.optional(),
  show: z.enum(['open', 'mine', 'done']).default('open'),
})

export const taskRowSchema = z.object({
  id: idSchema,
  customer: customerNameSchema,
  run: namedSchema,
  runKind: runKindSchema,
  campaign: namedSchema,
  purpose: purposeSchema,
  attempt: z.number().describe('Which attempt comes next, from 1.'),
  maxAttempts: z.number(),
  nextAt: instantSchema.describe('By the run’s clock.'),
  due: z.boolean().describe('May be called now.'),
  expiresAt: instantSchema,
  lastPurchase: z.object({ at: instantSchema, amount: moneySchema }).nullable(),
  takenBy: z.string().nullable(),
  state: z.enum(['open', 'done', 'expired', 'cancelled']),
  outcome: z.string().nullable(),
})
export type TaskRow = z.infer<typeof taskRowSchema>

/** GET /desk/tasks/{id}, and the answer to taking it: the script with this customer’s facts. */
export const taskSchema = taskRowSchema.extend({
  phone: z.string().nullable(),
  region: z.string().nullable(),
  points: z.number(),
  recencyDays: z.number().nullable(),
  purchaseCount: z.number(),
  totalAmount: moneySchema,
  script: z.string(),
  takenUntil: instantSchema.nullable(),
  undoable: z.boolean().describe('The last report is mine and can be taken back.'),
  log: z.array(
    z.object({ at: instantSchema, agent: z.string(), outcome: z.string(), memo: z.string() }),
  ),
})
export type Task = z.infer<typeof taskSchema>

/** POST /desk/tasks/{id}/report */
export const reportTaskSchema = callReportSchema
  .extend({
    reportId: idSchema
      .optional()
      .describe('Chosen by the sender; the same report sent again under it counts once.'),
  })
  .strict()

/** GET /desk/counts */
export const deskCountsSchema = z.object({
  due: z.number(),
  later: z.number(),
  mine: z.number().describe('Taken by me now.'),
  doneToday: z.number().describe('Reported by me since midnight in the zone of the installation.'),
})
