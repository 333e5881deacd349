import { z } from 'zod'
import { idSchema, instantSchema } from './common.ts'

const flagSchema = z.enum(['true', 'false']).default('false')

/** POST /imports/{kind}?… with the file as the body (text/csv, UTF-8 or CP949, at most 512 MiB). All or nothing. */
export const importPathSchema = z.object({ kind: z.enum(['customers', 'purchases']) })
export const importQuerySchema = z.object({
  source: z
    .string()
    .min(1)
    .max(60)
    .describe('What the file comes from; rows are known again within their source.'),
  dryRun: flagSchema.describe('Read, check and report everything, and store nothing.'),
  delimiter: z
    .string()
    .max(20)
    .optional()
    .describe('One character, `tab` or `whitespace`; found out when missing.'),
  map: z
    .string()
    .max(4000)
    .optional()
    .describe('`field=column`, separated by commas; a column by its name or by its place, #1.'),
  dateFormat: z.string().max(40).optional().describe('For example yyyyMMdd.'),
  header: z
    .enum(['true', 'false'])
    .default('true')
    .describe('Whether the first line names columns.'),
  createCustomers: flagSchema.describe(
    'Purchases: make customers whom nobody knows, without name or address; else their rows are rejected.',
  ),
})

/** What the file held and what became of it; the same whether it was stored or tried. */
export const importedSchema = z.object({
  kind: z.enum(['customers', 'purchases']),
  dryRun: z.boolean(),
  read: z.number().describe('Rows behind the header.'),
  counts: z
    .record(z.string(), z.number())
    .describe('stored, known, created, …, by the kind of import.'),
  columns: z.record(z.string(), z.string()).describe('Field to column.'),
  ignoredColumns: z.array(z.string()),
  rejected: z.object({
    total: z.number(),
    byCode: z.record(z.string(), z.number()),
    first: z.array(z.object({ line: z.number(), code: z.string(), reason: z.string() })),
  }),
  notes: z.array(z.string()),
})

/** GET /imports: the latest, newest first. */
export const importJobSchema = z.object({
  id: idSchema,
  kind: z.string(),
  source: z.string(),
  state: z.string(),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  counts: z.record(z.string(), z.number()),
})
