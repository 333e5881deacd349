import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { offerContentSchema } from '../kinds/offer.ts'
import { nodeNoSchema, planSchema } from '../plan.ts'
import { policySchema } from '../policy.ts'
import { ruleSchema } from '../rule.ts'
import { nodeSchema, scenarioSchema } from '../scenario.ts'
import { idSchema, instantSchema, namedSchema } from './common.ts'

/** POST /scenarios */
export const createScenarioSchema = z
  .object({
    campaign: idSchema,
    name: z
      .string()
      .min(1)
      .max(120)
      .optional()
      .describe('Without it, the name of what it is made from.'),
    from: z.discriminatedUnion('make', [
      z.object({ make: z.literal('blank') }).strict(),
      z
        .object({
          make: z.literal('template'),
          template: z.string().min(1).max(60).describe('`id` of GET /templates.'),
          language: z.enum(['ko', 'en']).default('ko'),
        })
        .strict(),
      z.object({ make: z.literal('copy'), scenario: idSchema }).strict(),
      z.object({ make: z.literal('file'), scenario: scenarioSchema }).strict(),
    ]),
  })
  .strict()

/** GET /templates: the ones that come with Dasi, then those of the house by name. */
export const templateSchema = z.object({
  id: z.string(),
  name: z.object({ ko: z.string(), en: z.string() }),
  description: z.object({ ko: z.string(), en: z.string() }),
  own: z
    .object({ by: z.string(), at: instantSchema })
    .nullable()
    .describe('Who of the house saved it; null: it comes with Dasi.'),
})

/** POST /templates: the draft of a scenario, as it is saved. */
export const saveTemplateSchema = z
  .object({
    scenario: idSchema,
    name: z.string().trim().min(1).max(120),
    description: z.string().trim().max(500).default(''),
  })
  .strict()

/** GET /templates/{id}?language= : the drawing it makes. */
export const templatePathSchema = z.object({ id: z.string().min(1).max(60) })
export const templateQuerySchema = z.object({ language: z.enum(['ko', 'en']).default('ko') })

/** GET /scenarios/{id}/history: drafts as their authors left them, newest first, at most a hundred. */
export const draftMarkSchema = z.object({
  revision: z.number(),
  savedBy: z.string(),
  savedAt: instantSchema,
})
export const draftMarkPathSchema = z.object({
  id: idSchema,
  revision: z.coerce.number().pipe(z.int().min(0)),
})
export const draftMarkDetailSchema = draftMarkSchema.extend({ draft: scenarioSchema })

/** PUT /scenarios/{id}; a draft may hold problems. 409 carries the newer draft in `details.current`. */
export const saveScenarioSchema = z
  .object({ draft: scenarioSchema, revision: z.int().min(0) })
  .strict()
export const savedScenarioSchema = z.object({ revision: z.number(), updatedAt: instantSchema })

/** What stands in `details.current` of a 409 on saving. */
export const newerDraftSchema = z.object({
  draft: scenarioSchema,
  revision: z.number(),
  updatedAt: instantSchema,
  updatedBy: z.string(),
})

export const versionSchema = z.object({
  version: z.number(),
  hash: z.string(),
  publishedAt: instantSchema,
  publishedBy: z.string(),
  runs: z.number(),
})
export type Version = z.infer<typeof versionSchema>

/** GET /scenarios/{id} */
export const scenarioDetailSchema = z.object({
  id: idSchema,
  name: z.string(),
  campaign: namedSchema,
  draft: scenarioSchema,
  revision: z.number(),
  updatedAt: instantSchema,
  updatedBy: z.string(),
  newest: versionSchema.nullable().describe('The newest plan; null: never published.'),
  changedSince: z.boolean().describe('The draft differs from what was published last.'),
})
export type ScenarioDetail = z.infer<typeof scenarioDetailSchema>

export const diagnosticSchema = z.object({
  code: z.string(),
  level: z.enum(['error', 'warning']),
  nodeId: z.string().nullable(),
  field: z.string().nullable(),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  fix: z.looseObject({ do: z.string() }).optional(),
})

/** GET /scenarios/{id}/check: what the server’s compiler says of the draft; the designer runs the same function. */
export const checkSchema = z.object({
  revision: z.number(),
  publishable: z.boolean(),
  diagnostics: z.array(diagnosticSchema),
})

/**
 * POST /scenarios/{id}/publish; 409 when the draft is newer than `revision`, 422 with `details.diagnostics` when it has
 * errors. Publishing what was published already answers that version.
 */
export const publishSchema = z.object({ revision: z.int().min(0) }).strict()

/** GET /scenarios/{id}/versions/{version} */
export const versionDetailSchema = versionSchema.extend({
  source: scenarioSchema.describe('The drawing as it was published.'),
  plan: planSchema,
})

/** GET /scenarios/{id}/catalogue: what the drawing refers to; engine/catalogue.ts with `now` as an ISO instant. */
export const catalogueSchema = z.object({
  segments: z.record(
    z.string(),
    z.object({ name: z.string(), rule: ruleSchema, size: z.number().nullable() }),
  ),
  offers: z.record(z.string(), offerContentSchema),
  nodes: z.record(
    z.string(),
    z.object({ no: nodeNoSchema, kind: z.enum(nodeSchema.options.map((o) => o.shape.kind.value)) }),
  ),
  policy: policySchema,
  budget: moneySchema.nullable(),
  now: instantSchema,
})
export type CatalogueAnswer = z.infer<typeof catalogueSchema>
