import { z } from 'zod'
import {
  rehearsalResultSchema,
  rehearsalSettingsSchema,
  rehearsedCustomerSchema,
} from '../rehearsal.ts'
import { customerNameSchema, idSchema, instantSchema, problemSchema } from './common.ts'

/** POST /scenarios/{id}/rehearsals: the draft, or a published version, over its real audience. */
export const startRehearsalSchema = rehearsalSettingsSchema
  .extend({
    version: z.int().min(1).nullable().default(null).describe('Null: the draft as it is saved.'),
  })
  .strict()

/** POST /templates/{id}/rehearsals: one made of it within ten minutes is given instead of a new one. */
export const rehearseTemplateSchema = z.object({ language: z.enum(['ko', 'en']) }).strict()

export const rehearsalStateSchema = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled'])

/** GET /rehearsals/{rehearsal}; kept for an hour after it has ended, in memory. */
export const rehearsalSchema = z.object({
  id: idSchema,
  scenario: idSchema.nullable().describe('Null: a template was rehearsed.'),
  version: z.number().nullable().describe('Null: the draft.'),
  revision: z.number().nullable().describe('Of the draft that was rehearsed.'),
  settings: rehearsalSettingsSchema,
  state: rehearsalStateSchema,
  startedAt: instantSchema,
  startedBy: z.string(),
  endedAt: instantSchema.nullable(),
  progress: z.object({
    done: z.number().describe('Customers rehearsed so far.'),
    total: z.number().nullable().describe('Null while the audience is being taken.'),
  }),
  failure: problemSchema.nullable().describe('Why it failed.'),
  result: rehearsalResultSchema.nullable(),
})
export type RehearsalAnswer = z.infer<typeof rehearsalSchema>

/** GET /scenarios/{id}/sample-customer */
export const sampleCustomerQuerySchema = z.object({
  customer: idSchema.optional().describe('Without it, somebody of the audience.'),
  asOf: instantSchema.optional().describe('When the customer enters; without it, now.'),
})

/** What `rehearseOne` needs besides the plan, which the designer compiles itself. */
export const sampleCustomerSchema = z.object({
  customer: customerNameSchema,
  belongs: z.boolean().describe('Whether the customer is in the audience.'),
  rehearsed: rehearsedCustomerSchema,
  startsAt: z.number().describe('Epoch milliseconds.'),
  houseZone: z.string().describe('Zone of the installation.'),
  policyVersion: z.number(),
})
