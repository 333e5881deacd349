import { z } from 'zod'
import { nodeIdSchema } from '../node.ts'
import { idSchema } from './common.ts'

const stepSchema = z.object({
  node: z.number(),
  nodeId: nodeIdSchema,
  kind: z.string(),
  title: z.string(),
})

/**
 * GET /runs/{id}/versions: the versions the customers of a run are on, and what newer ones there are, newest first.
 */
export const runVersionsSchema = z.object({
  items: z.array(
    z.object({
      version: z.number(),
      publishedAt: z.string(),
      publishedBy: z.string(),
      current: z.boolean().describe('New entries take this one.'),
      inUse: z.boolean().describe('Customers of the run are, or were, on it.'),
    }),
  ),
})

export type RunVersion = z.infer<typeof runVersionsSchema>['items'][number]

/** GET /runs/{id}/versions/{version}/difference: from the version new entries take to that one. */
export const runVersionPathSchema = z.object({
  id: idSchema,
  version: z.coerce.number().pipe(z.int().min(1)),
})
export const differenceSchema = z.object({
  from: z.number(),
  to: z.number(),
  added: z.array(stepSchema),
  removed: z.array(stepSchema.extend({ standing: z.number() })),
  changed: z.array(
    stepSchema.extend({
      standing: z.number().describe('Customers who stand there now.'),
      fields: z.array(
        z.object({
          field: z.string().describe('For example title, message.subject, until.duration.'),
          from: z.unknown().describe('Undefined: it was not there.'),
          to: z.unknown(),
        }),
      ),
    }),
  ),
  rewired: z.array(
    z.object({
      node: z.number(),
      nodeId: nodeIdSchema,
      port: z.string(),
      from: nodeIdSchema.nullable(),
      to: nodeIdSchema.nullable(),
    }),
  ),
  exitRules: z.boolean().describe('They differ.'),
  audience: z.boolean().describe('It differs; who takes part in the run stays as it was taken.'),
  unchanged: z.number().describe('Steps that stay as they are.'),
})
export type Difference = z.infer<typeof differenceSchema>

/** POST /runs/{id}/migration/check and POST /runs/{id}/migration */
export const migrationSchema = z
  .object({
    version: z.int().min(1),
    inside: z.boolean().default(true).describe('Move those who are in the run.'),
    newEntries: z.boolean().default(true).describe('Whoever enters from now on takes it too.'),
    mapping: z
      .record(nodeIdSchema, z.union([nodeIdSchema, z.null()]))
      .default({})
      .describe('For each removed step where its customers go; null: they leave the run.'),
    waits: z
      .enum(['recompute', 'keep'])
      .default('recompute')
      .describe(
        'Who stands at a changed wait or response branch: begun anew from their arrival by the new version, or finished by the old one.',
      ),
  })
  .strict()
export type Migration = z.infer<typeof migrationSchema>

/** What the migration would do, counted over the rows as they stand, without writing. */
export const migrationCheckSchema = z.object({
  version: z.number(),
  count: z.number().describe('Customers who would go over.'),
  rows: z.array(
    z.object({
      from: stepSchema.extend({ version: z.number() }),
      to: stepSchema.nullable().describe('Null: they leave the run.'),
      customers: z.number(),
      change: z.enum(['same', 'changed', 'moved', 'left', 'stay']),
      held: z.number().describe('Of them held; who is moved tries again there.'),
      openContacts: z
        .number()
        .describe(
          'Contacts not yet begun: those of a step that stays get the new text, others are cancelled.',
        ),
      startedContacts: z.number().describe('On their way; they keep their text.'),
      waits: z.enum(['kept', 'recomputed']).nullable(),
    }),
  ),
  refused: z
    .record(z.string(), z.number())
    .describe(
      'NO_TARGET: a removed step without a mapping. CONTACT_IN_FLIGHT: they stay on the old version.',
    ),
  unmapped: z
    .array(nodeIdSchema)
    .describe('Removed steps where somebody stands, still to be mapped.'),
})
export type MigrationCheck = z.infer<typeof migrationCheckSchema>
