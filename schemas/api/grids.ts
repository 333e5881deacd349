import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { axisSchema } from '../grid.ts'
import { ruleSchema } from '../rule.ts'
import { instantSchema } from './common.ts'

/** POST /grids: customers counted by one axis or by two. */
export const gridQuerySchema = z
  .object({
    rule: ruleSchema.default({ type: 'everyone' }).describe('Only these customers.'),
    rows: axisSchema,
    columns: axisSchema.nullable().default(null),
    asOf: instantSchema.optional().describe('Now by default.'),
  })
  .strict()

const cutSchema = z.union([z.number(), z.string()]).nullable()
const band = { rule: ruleSchema.describe('Who is in the band.') }
export const bandSchema = z.discriminatedUnion('kind', [
  z.object({ ...band, kind: z.literal('range'), from: cutSchema, below: cutSchema }),
  z.object({
    ...band,
    kind: z.literal('value'),
    value: z.union([z.string(), z.number(), z.boolean()]),
  }),
  z.object({ ...band, kind: z.literal('rule'), name: z.string() }),
  z.object({ ...band, kind: z.literal('other') }),
  z.object({ ...band, kind: z.literal('absent') }),
])
export type GridBand = z.infer<typeof bandSchema>

export const gridSchema = z.object({
  asOf: instantSchema,
  customers: z.number(),
  amount: moneySchema,
  rows: z.array(bandSchema),
  columns: z.array(bandSchema).describe('One band of kind other, where there is one axis only.'),
  cells: z
    .array(
      z.object({
        row: z.number().describe('Place in rows, from 0.'),
        column: z.number(),
        customers: z.number(),
        purchases: z.number(),
        amount: moneySchema.describe('All these customers ever spent, up to asOf.'),
      }),
    )
    .describe('Cells with customers; everybody stands in exactly one.'),
})
export type GridAnswer = z.infer<typeof gridSchema>

/** POST /retention: who first bought in a month, and bought again in later months. */
export const retentionQuerySchema = z
  .object({
    rule: ruleSchema.default({ type: 'everyone' }).describe('Only these customers.'),
    months: z.int().min(1).max(36).default(12).describe('Cohorts of the last so many months.'),
    asOf: instantSchema.optional(),
  })
  .strict()
export const retentionSchema = z.object({
  asOf: instantSchema,
  cohorts: z.array(
    z.object({
      month: z.string().describe('YYYY-MM, in the zone of the installation.'),
      customers: z.number().describe('Who first bought in it.'),
      active: z.array(z.number()).describe('Who bought so many months later, beginning with 0.'),
      amount: z.array(moneySchema).describe('What they spent then.'),
    }),
  ),
})
export type Retention = z.infer<typeof retentionSchema>
