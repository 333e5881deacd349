import { z } from 'zod'
import {
  buyingSettingsSchema,
  outsideScoreKeySchema,
  propensitySettingsSchema,
  rfmSettingsSchema,
  scoreKindSchema,
} from '../score.ts'
import { instantSchema } from './common.ts'

/** GET /scores: models, the newest first. */
export const scoreModelSchema = z.object({
  id: z.number(),
  kind: scoreKindSchema,
  name: z.string(),
  version: z.number(),
  settings: z.unknown(),
  parameters: z.unknown().describe('As fitted, with standard errors; they depend on the kind.'),
  quality: z.unknown().describe('How far the model can be trusted; depends on the kind.'),
  windowFrom: instantSchema.nullable().describe('The oldest data it looked at.'),
  asOf: instantSchema.describe('The newest data it looked at.'),
  customers: z.number().describe('How many customers have its scores.'),
  madeAt: instantSchema,
  madeBy: z.string(),
  keys: z.array(z.string()).describe('Scores that come from it now; none: a later version did.'),
})
export type ScoreModelRow = z.infer<typeof scoreModelSchema>

export const scoresQuerySchema = z.object({
  name: z.string().max(120).optional(),
  current: z.enum(['true', 'false']).default('false'),
})

/** POST /scores: make scores for everybody, as of an instant (now by default). */
export const makeScoresSchema = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('rfm'),
      asOf: instantSchema.optional(),
      settings: rfmSettingsSchema.prefault({}),
    })
    .strict(),
  z
    .object({
      kind: z.literal('buying'),
      asOf: instantSchema.optional(),
      settings: buyingSettingsSchema.prefault({}),
    })
    .strict(),
  z
    .object({
      kind: z.literal('propensity'),
      asOf: instantSchema.optional(),
      settings: propensitySettingsSchema.prefault({}),
    })
    .strict(),
])

/** POST /scores/outside: values from a model of somebody else’s. */
export const outsideScoresSchema = z
  .object({
    key: outsideScoreKeySchema,
    model: z.string().min(1).max(80),
    windowFrom: instantSchema.nullable().default(null),
    asOf: instantSchema,
    note: z.string().max(500).default(''),
    values: z
      .array(z.object({ customer: z.string().min(1).max(80), value: z.number() }).strict())
      .min(1)
      .max(1_000_000),
  })
  .strict()
export const outsideSavedSchema = z.object({
  version: z.number(),
  customers: z.number(),
  unknown: z.array(z.string()).describe('Customers nobody has, at most 1000.'),
})

/** GET /scores/{key}/distribution */
export const distributionSchema = z.object({
  key: z.string(),
  bins: z.array(z.object({ from: z.number(), to: z.number(), customers: z.number() })),
})
