import { z } from 'zod'
import type { ScoreModelRow } from '../../../schemas/api/scores.ts'

const estimateSchema = z.object({ value: z.number(), standardError: z.number().nullable() })
const estimatesSchema = z.record(z.string(), estimateSchema)

const rfmSchema = z.object({
  kind: z.literal('rfm'),
  parameters: z.object({
    recency: z.array(z.number()),
    frequency: z.array(z.number()),
    value: z.array(z.number()),
  }),
  quality: z.object({ cells: z.record(z.string(), z.number()) }),
})
const buyingSchema = z.object({
  kind: z.literal('buying'),
  parameters: z.object({ buying: estimatesSchema, spending: estimatesSchema.nullable() }),
  quality: z.object({
    fittedOn: z.number(),
    converged: z.boolean(),
    logLikelihood: z.number(),
    frequencyAmountCorrelation: z.number().nullable(),
  }),
})
const propensitySchema = z.object({
  kind: z.literal('propensity'),
  parameters: z.object({
    features: z.array(z.string()),
    coefficients: z.array(z.number()),
    standardErrors: z.array(z.number().nullable()),
    observations: z.number(),
    responses: z.number(),
    converged: z.boolean(),
  }),
  quality: z.object({
    heldOut: z.object({
      areaUnderCurve: z.number().nullable(),
      brier: z.number(),
      brierOfShare: z.number(),
      tenths: z.array(
        z.object({
          foretold: z.number(),
          happened: z.object({ value: z.number(), low: z.number(), high: z.number() }),
          customers: z.number(),
        }),
      ),
    }),
  }),
})

const readSchema = z.discriminatedUnion('kind', [rfmSchema, buyingSchema, propensitySchema])
export type ReadModel = z.infer<typeof readSchema>
export type ModelOf<Kind extends ReadModel['kind']> = Extract<ReadModel, { kind: Kind }>

/** What a model found and how far it can be trusted; null for a model of somebody else’s, which says neither. */
export function readModel(model: ScoreModelRow): ReadModel | null {
  return readSchema.safeParse(model).data ?? null
}
