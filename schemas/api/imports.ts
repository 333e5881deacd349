import { z } from 'zod'
import { idSchema, instantSchema, problemSchema } from './common.ts'

export const importKindSchema = z.enum([
  'customers',
  'products',
  'purchases',
  'lines',
  'points',
  'consents',
  'addresses',
  'attributes',
  'scores',
])
/** What a file can bring. */
export type ImportKind = z.output<typeof importKindSchema>

const flagSchema = z.enum(['true', 'false']).default('false')

/** POST /imports/{kind}?… with the file as the body (text/csv, UTF-8 or CP949, at most 512 MiB). All or nothing. */
export const importPathSchema = z.object({ kind: importKindSchema })
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
  encoding: z
    .enum(['utf-8', 'cp949', 'utf-16le', 'utf-16be'])
    .optional()
    .describe('Found out when missing.'),
  file: z.string().max(200).optional().describe('The file’s name, for the record.'),
  job: idSchema.optional().describe('An id of your own by which to watch and to cancel it.'),
  createCustomers: flagSchema.describe(
    'Purchases and lines: make customers whom nobody knows, without name or address; else their rows are rejected.',
  ),
})

/** A thing to know of a file or of what became of it: by its code, and in English. */
export const importNoteSchema = z.object({
  code: z.enum([
    ...(['CONVERTED', 'COLUMNS_UNUSED', 'COLUMNS_MISSING', 'MAYBE_CUT'] as const),
    ...(['NOTHING_NEW', 'SAME_ID', 'SAME_LINE', 'REPEATED', 'OF_KNOWN_PURCHASES'] as const),
  ]),
  value: z.string().nullable().describe('The encoding, columns or number that it tells of.'),
  text: z.string(),
})
export type ImportNote = z.infer<typeof importNoteSchema>

/** What the file held and what became of it; the same whether it was stored or tried. */
export const importedSchema = z.object({
  /** Of the record of imports; null for a dry run. */
  id: idSchema.nullable(),
  kind: importKindSchema,
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
  notes: z.array(importNoteSchema),
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
  by: z.string(),
  file: z.string().nullable(),
  progress: z.object({
    bytes: z.number().optional(),
    rows: z.number().optional(),
    rejected: z.number().optional(),
  }),
  failure: problemSchema.nullable().describe('Why it failed.'),
  hasRejects: z.boolean(),
})

/** POST /imports/{kind}/preview with the beginning of the file as the body, at most 1 MiB. Nothing is kept. */
export const previewQuerySchema = importQuerySchema.pick({
  source: true,
  delimiter: true,
  header: true,
  encoding: true,
})
export const previewedSchema = z.object({
  encoding: z.string(),
  delimiter: z.string(),
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())).describe('The first rows, at most 10.'),
  fields: z.array(z.object({ field: z.string(), required: z.boolean() })),
  mapping: z.record(z.string(), z.string()).describe('Proposed: field to column.'),
  remembered: z.boolean().describe('The mapping is that of the source’s last file.'),
  missing: z.array(z.string()),
  dateFormat: z
    .string()
    .nullable()
    .describe('Proposed; null: the year comes first, or nothing looks like a date.'),
  proposals: z
    .array(
      z.object({
        column: z.string(),
        key: z.string(),
        type: z.enum(['text', 'number', 'boolean']),
        examples: z.array(z.string()),
      }),
    )
    .describe('Columns nobody knows, as attributes they could be.'),
})

/** POST /feeds/{kind}: rows as a shop, a web site or a call centre sends them, each once by its event id. */
export const feedKindSchema = z.enum([
  'customers',
  'products',
  'points',
  'consents',
  'addresses',
  'attributes',
])
export const feedSchema = z.object({
  source: z.string().min(1).max(60),
  events: z
    .array(
      z.object({
        eventId: z.string().min(1).max(200),
        row: z
          .record(z.string().max(80), z.union([z.string().max(4000), z.number(), z.boolean()]))
          .describe(
            'By the names of fields, as a file’s columns are: customer, email, points, attributes.grade.',
          ),
      }),
    )
    .min(1)
    .max(1000),
})
export const fedSchema = z.object({
  taken: z.number(),
  repeated: z.number().describe('Events that had been taken before.'),
  rejected: z
    .array(z.object({ eventId: z.string(), code: z.string(), reason: z.string() }))
    .describe('Not taken: send them again when they are mended.'),
})
