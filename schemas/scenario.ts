import { z } from 'zod'
import { responseKindSchema } from './basics.ts'
import { callSchema } from './kinds/call.ts'
import { channelNodeSchema } from './kinds/channel.ts'
import { conditionSchema } from './kinds/condition.ts'
import { exitSchema } from './kinds/exit.ts'
import { experimentSchema } from './kinds/experiment.ts'
import { goalSchema } from './kinds/goal.ts'
import { offerSchema } from './kinds/offer.ts'
import { responseSchema } from './kinds/response.ts'
import { segmentSchema } from './kinds/segment.ts'
import { updateSchema } from './kinds/update.ts'
import { waitSchema } from './kinds/wait.ts'
import { nodeIdSchema } from './node.ts'

export const nodeSchema = z.discriminatedUnion('kind', [
  segmentSchema,
  offerSchema,
  channelNodeSchema,
  waitSchema,
  responseSchema,
  conditionSchema,
  experimentSchema,
  callSchema,
  updateSchema,
  goalSchema,
  exitSchema,
])
export type Node = z.infer<typeof nodeSchema>
export type Kind = Node['kind']
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>

export const exitRuleSchema = z
  .object({
    response: responseKindSchema,
    atLeast: z.int().min(1).max(100).default(1).describe('How often since entering; 1–100.'),
    result: z.enum(['success', 'left']),
  })
  .strict()
  .describe(
    'Leave the scenario wherever one stands; looked at on every wake-up and before each contact.',
  )
export type ExitRule = z.infer<typeof exitRuleSchema>

const productSchema = z.string().min(1).max(120)

/** Which purchases count for a run: each once, for the newest entry of the customer who made it. */
export const attributionSchema = z
  .object({
    days: z
      .int()
      .min(1)
      .max(730)
      .default(180)
      .describe('How many days of 24 hours a purchase counts, 1–730.'),
    since: z
      .enum(['entering', 'contact'])
      .default('entering')
      .describe(
        'What the days count from: entering the scenario, or the last contact before the purchase.',
      ),
    products: z
      .array(productSchema)
      .max(200)
      .default([])
      .describe('Product codes that count; with `categories` both empty, every purchase counts.'),
    categories: z.array(productSchema).max(50).default([]).describe('Product categories.'),
  })
  .strict()
  .describe(
    'Which purchases count for the scenario. One that names its contact itself counts whatever its product.',
  )
export type Attribution = z.infer<typeof attributionSchema>

/** The drawing. Positions are not stored: the layout is computed. Order of `nodes` carries no meaning. */
export const scenarioSchema = z
  .object({
    format: z.literal(1).describe('Version of this language.'),
    name: z.string().min(1).max(120),
    start: nodeIdSchema.describe('The segment node everything begins with.'),
    nodes: z.array(nodeSchema).min(1).max(2000),
    exitRules: z.array(exitRuleSchema).max(20).default([]),
    attribution: attributionSchema
      .optional()
      .describe('Without it: every purchase within 180 days of entering.'),
  })
  .strict()
export type Scenario = z.infer<typeof scenarioSchema>
