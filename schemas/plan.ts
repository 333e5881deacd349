import { z } from 'zod'
import { offerContentSchema } from './kinds/offer.ts'
import { entrySchema, reentrySchema } from './kinds/segment.ts'
import { nodeIdSchema } from './node.ts'
import { ruleSchema } from './rule.ts'
import { attributionSchema, exitRuleSchema, nodeSchema } from './scenario.ts'

/** A node’s number within its scenario: small, dense, never given to another node. What rows refer to. */
export const nodeNoSchema = z.int().min(0).max(32_000)
export type NodeNo = z.infer<typeof nodeNoSchema>

/**
 * A published scenario: immutable, content-addressed, every successor resolved.
 * `next` maps every port the node has to a node number, or to null where the path ends.
 * `node` is the drawing’s node with every default filled in; saved segments and offers are embedded beside it.
 */
export const planSchema = z
  .object({
    format: z.literal(1),
    name: z.string(),
    start: nodeNoSchema,
    audience: ruleSchema,
    entry: entrySchema.prefault({ by: 'once' }),
    reentry: reentrySchema.prefault({ allow: 'never' }),
    exitRules: z.array(exitRuleSchema),
    attribution: attributionSchema.prefault({}),
    nodes: z.array(
      z
        .object({
          no: nodeNoSchema,
          id: nodeIdSchema,
          node: nodeSchema,
          next: z.record(z.string(), nodeNoSchema.nullable()),
          contacts: z
            .array(nodeNoSchema)
            .describe('Response branch: the contacts it listens to, resolved.'),
          offer: offerContentSchema
            .nullable()
            .describe('Offer: what is proposed. Channel, call: the nearest offer before it.'),
          offerNo: nodeNoSchema.nullable().describe('The node the offer comes from.'),
        })
        .strict(),
    ),
  })
  .strict()
export type Plan = z.infer<typeof planSchema>
export type PlanNode = Plan['nodes'][number]
