import { z } from 'zod'
import { migrationSchema } from './api/migrations.ts'
import { selectionSchema } from './api/operations.ts'
import { nodeNoSchema } from './plan.ts'

/** What stands in the row of an act that goes on cohort by cohort; a migration names plans by their rows. */
export const steerRequestSchema = z.object({
  selection: selectionSchema,
  to: nodeNoSchema.nullable(),
  contact: z.uuid().nullable(),
})
export type SteerRequest = z.infer<typeof steerRequestSchema>

export const migrateRequestSchema = migrationSchema.extend({ plan: z.int() })
export type MigrateRequest = z.infer<typeof migrateRequestSchema>
