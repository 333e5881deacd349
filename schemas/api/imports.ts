import { z } from 'zod'
import { idSchema, instantSchema } from './common.ts'

/** POST /imports/{kind}?… with the CSV file as the body (text/csv, UTF-8, at most 512 MiB). */
export const importPathSchema = z.object({ kind: z.enum(['customers', 'purchases']) })
export const importQuerySchema = z.object({
  source: z
    .string()
    .min(1)
    .max(60)
    .describe('What the file comes from; part of what makes a row known.'),
  dryRun: z.enum(['true', 'false']).default('false'),
  delimiter: z
    .string()
    .max(10)
    .optional()
    .describe('One character, `tab` or `whitespace`; found out when missing.'),
  map: z
    .string()
    .max(4000)
    .optional()
    .describe('Columns, `field=column` separated by commas; column names or numbers from 1.'),
  dateFormat: z.string().max(20).optional().describe('For example YYYY-MM-DD or YYYYMMDD.'),
  header: z.enum(['true', 'false']).default('true'),
  createCustomers: z.enum(['true', 'false']).default('false'),
  fictional: z.enum(['true', 'false']).default('false'),
  consent: z.string().max(60).optional().describe('Channels, separated by commas.'),
})
export const rejectSchema = z.object({
  line: z.number(),
  reason: z.string(),
})
export const importedSchema = z.object({
  id: idSchema.nullable().describe('The import job; null for a dry run.'),
  dryRun: z.boolean(),
  counts: z.record(z.string(), z.number()),
  rejects: z.array(rejectSchema).describe('The first 100.'),
})
/** GET /imports */
export const importJobSchema = z.object({
  id: idSchema,
  kind: z.string(),
  source: z.string(),
  state: z.string(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  counts: z.record(z.string(), z.number()),
})
