import { z } from 'zod'
import { idSchema, instantSchema } from './common.ts'

/** What can need attention, the gravest first. The designer words each code; `message` says the same in English. */
export const alertCodeSchema = z.enum([
  'GATE_CLOSED',
  'DISK_FULL',
  'NOBODY_WORKS',
  'ROUTER_STALE',
  'PROVIDER_DOWN',
  'HELD',
  'BUDGET_EXHAUSTED',
  'NOBODY_ENTERS',
  'UNKNOWN_CONTACTS',
  'CONTACTS_EXPIRED',
  'BOUNCES_RISE',
  'BUDGET_NEAR_END',
  'OLDER_VERSION',
])
export type AlertCode = z.infer<typeof alertCodeSchema>

/** error: nothing goes on, or nobody is contacted; warning: somebody should look soon; notice: good to know. */
export const alertLevelSchema = z.enum(['error', 'warning', 'notice'])

/** GET /alerts?run= : what needs attention now, the gravest first; the empty list when nothing does. */
export const alertSchema = z.object({
  code: alertCodeSchema,
  level: alertLevelSchema,
  run: z.object({ id: idSchema, name: z.string() }).nullable().describe('Null: the whole house.'),
  since: instantSchema.nullable().describe('Real time, where it is known.'),
  values: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe('Counts, codes and step numbers that explain it.'),
  message: z.string(),
  remedy: z.string(),
})
export type Alert = z.infer<typeof alertSchema>

export const alertsQuerySchema = z.object({ run: idSchema.optional() })
