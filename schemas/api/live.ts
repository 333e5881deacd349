import { z } from 'zod'
import { moneySchema } from '../basics.ts'
import { nodeIdSchema } from '../node.ts'
import { runStateSchema } from '../run.ts'
import { instantSchema } from './common.ts'

export const nodeCountsSchema = z.object({
  node: z.number(),
  nodeId: nodeIdSchema,
  entered: z.number(),
  now: z.number().describe('Stand here.'),
  passed: z.number().describe('Went on to another step, by a port or moved by hand.'),
  moved: z.number().describe('Of those passed: by an operator or to another version.'),
  left: z.number().describe('Left the scenario here.'),
  held: z.number().describe('Of those who stand here: wait for an operator or for budget.'),
  sent: z.number().describe('Contacts accepted.'),
  unsent: z
    .number()
    .describe('Contacts not made: refused, failed, expired and cancelled, and what is older.'),
  refused: z.number().describe('By the gate: consent, limits, exit rules, no address.'),
  failed: z.number().describe('The provider or the address said no for good.'),
  expired: z.number().describe('Could not be sent before its time was over.'),
  cancelled: z.number().describe('Taken back before it went out.'),
  unknown: z.number().describe('May have been made; nobody knows.'),
  ports: z.record(z.string(), z.number()).describe('Who left by each port.'),
})
export type NodeCounts = z.infer<typeof nodeCountsSchema>

/**
 * GET /runs/{id}/live?at= , and each event of GET /runs/{id}/live/stream (`event: live`, data as here; `event: beat`
 * every 15 seconds carries nothing). The first event comes at once and is complete, so is every later one: nothing has
 * to be caught up. With `at` the counts as they stood at the end of that minute of the run’s clock.
 */
export const liveSchema = z.object({
  at: instantSchema.describe('Real instant at which they were read.'),
  from: instantSchema
    .nullable()
    .describe('First minute with a change, by the run’s clock: the slider’s left end.'),
  state: runStateSchema,
  clockNow: instantSchema.describe('The run’s own instant of the counts.'),
  endedAt: instantSchema.nullable().describe('By the run’s clock; null: it goes on.'),
  audienceSize: z.number().nullable(),
  admitted: z.number(),
  active: z.number(),
  ended: z.number(),
  budget: z.object({ total: moneySchema.nullable(), spent: moneySchema }),
  nodes: z.array(nodeCountsSchema),
})
export type Live = z.infer<typeof liveSchema>

export const liveQuerySchema = z.object({
  at: instantSchema.optional().describe('By the run’s clock.'),
})
