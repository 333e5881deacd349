import { z } from 'zod'
import { customerNameSchema, idSchema, instantSchema, pageQuerySchema } from './common.ts'

/** GET /quality: how good customers' data is, by field, with what stands out. Shares are from 0 to 1. */
export const qualitySchema = z.object({
  measuredAt: instantSchema.nullable().describe('Null: nobody has measured yet.'),
  customers: z.number(),
  subjects: z.array(
    z.object({
      subject: z.string().describe('A field of a customer, or attributes.<key>.'),
      total: z.number(),
      filled: z.number(),
      valid: z.number(),
      trend: z.array(z.object({ at: instantSchema, filled: z.number(), valid: z.number() })),
    }),
  ),
  duplicates: z.array(
    z.object({
      by: z.enum(['email', 'phone', 'nameAndBirthDate']),
      groups: z.number(),
      customers: z.number(),
      first: z
        .array(z.array(customerNameSchema))
        .describe('At most 20 groups of at most 5; the one known longest first.'),
    }),
  ),
  stale: z.number().describe('Customers about whom nothing has come in for two years.'),
  sources: z.array(
    z.object({
      source: z.string(),
      kind: z.string(),
      imports: z.number(),
      lastAt: instantSchema,
      usualDays: z.number().nullable().describe('Median between imports.'),
      isLate: z.boolean(),
      rejects: z
        .string()
        .nullable()
        .describe('The last import of it that has a file of rejects: GET /imports/{id}/rejects.'),
      trend: z
        .array(
          z.object({
            at: instantSchema,
            rows: z.number(),
            rejected: z.number(),
            filled: z.record(z.string(), z.number()).describe('Of files of customers, by field.'),
            faults: z
              .record(z.string(), z.number())
              .describe('Rows that were not taken, by the field at fault or the reason’s code.'),
          }),
        )
        .describe('Its last imports, at most 12, the oldest first.'),
    }),
  ),
  changes: z.array(
    z.object({
      source: z.string(),
      kind: z.string(),
      at: instantSchema,
      what: z
        .string()
        .describe(
          'rows, rejected, averageAmount, filled.<field>, fault.<field or code> or columns.',
        ),
      before: z.number(),
      after: z.number(),
      missing: z.array(z.string()),
    }),
  ),
})
export type Quality = z.output<typeof qualitySchema>

export const badPathSchema = z.object({
  field: z.string().max(60).describe('A field, or attributes.<key>; with stale, any.'),
})
export const badFileQuerySchema = z.object({
  problem: z.enum(['invalid', 'missing', 'stale']),
  search: z.string().max(100).optional().describe('Part of an id, a name or a value.'),
})
export const badQuerySchema = pageQuerySchema.extend(badFileQuerySchema.shape)
/** GET /quality/{field}/customers: who has something to put right. */
export const badCustomerSchema = customerNameSchema.extend({ value: z.string().nullable() })

/** POST /customers/{id}/merge: `gone` becomes one with the customer of the address. */
export const mergeSchema = z.object({ gone: idSchema })
export const mergedSchema = z.object({ merge: z.number() })
export const mergingSchema = z.object({
  id: z.number(),
  kept: idSchema,
  gone: idSchema,
  goneExternalId: z.string(),
  goneName: z.string().nullable(),
  by: z.string(),
  at: instantSchema,
})
