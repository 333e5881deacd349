import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { briefSchema } from '../brief.ts'
import { runKindSchema, runStateSchema } from '../run.ts'
import { idSchema, instantSchema } from './common.ts'

/** POST /campaigns; without a brief an empty one. */
export const createCampaignSchema = z
  .object({ name: z.string().min(1).max(120), brief: briefSchema.optional() })
  .strict()

/** PUT /campaigns/{id}; `revision` is the one that was loaded, else 409 with the newer campaign in `details.current`. */
export const saveCampaignSchema = z
  .object({
    name: z.string().min(1).max(120),
    brief: briefSchema,
    revision: z.int().min(0),
  })
  .strict()

export const campaignSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  programme: briefSchema.shape.programme,
  startsOn: z.string().nullable(),
  endsOn: z.string().nullable(),
  budget: moneySchema.nullable(),
  targetSize: z.number().nullable(),
  scenarios: z.number().describe('How many drawings it has.'),
  activeRuns: z.number(),
  runs: z.number(),
  updatedAt: instantSchema,
  archivedAt: instantSchema.nullable(),
})
export type CampaignSummary = z.infer<typeof campaignSummarySchema>

export const campaignScenarioSchema = z.object({
  id: idSchema,
  name: z.string(),
  revision: z.number(),
  version: z.number().nullable().describe('Newest plan; null: never published.'),
  updatedAt: instantSchema,
  updatedBy: z.string(),
})

export const campaignRunSchema = z.object({
  id: idSchema,
  name: z.string(),
  scenario: z.object({ id: idSchema, name: z.string() }),
  version: z.number(),
  kind: runKindSchema,
  state: runStateSchema,
  audienceSize: z.number().nullable(),
  spent: moneySchema,
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
})

/** GET /campaigns/{id}: the brief, the drawings, the runs (newest first). */
export const campaignSchema = z.object({
  id: idSchema,
  name: z.string(),
  brief: briefSchema,
  revision: z.number(),
  createdBy: z.string(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  archivedAt: instantSchema.nullable(),
  scenarios: z.array(campaignScenarioSchema),
  runs: z.array(campaignRunSchema),
})
export type Campaign = z.infer<typeof campaignSchema>

/** GET /campaigns?archived= */
export const campaignsQuerySchema = z.object({
  archived: z.enum(['true', 'false']).default('false'),
})
