import { z } from 'zod'
import { nodeIdSchema } from './node.ts'
import { nodeSchema } from './scenario.ts'

/** Steps taken out of a scenario to be put into one: what the clipboard holds. Edges that led out of it are empty. */
export const fragmentSchema = z
  .object({
    format: z.literal(1),
    entry: nodeIdSchema.describe('The step that comes first when the fragment is pasted.'),
    nodes: z.array(nodeSchema).min(1).max(500),
  })
  .strict()
export type Fragment = z.infer<typeof fragmentSchema>
