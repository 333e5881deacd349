import { z } from 'zod'

export const nodeIdSchema = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/)
  .describe('Identifies a step within its scenario; bound to its kind for ever.')
export type NodeId = z.infer<typeof nodeIdSchema>

/** One named way out of a node. Which ports a node has follows from its kind and settings: engine/kinds. */
export type Port = string

/**
 * What every node has. `next` maps ports to nodes; a port that is missing or null is an empty branch.
 * A node that is returned to needs `maxVisits`; who would exceed it leaves by the port `exhausted`.
 */
export const nodeBase = {
  id: nodeIdSchema,
  title: z
    .string()
    .max(80)
    .default('')
    .describe('What the marketer calls the step; empty: the kind speaks.'),
  note: z.string().max(2000).optional().describe('A remark for colleagues, shown on the canvas.'),
  next: z.record(z.string().max(60), nodeIdSchema.nullable()).default({}),
  maxVisits: z.int().min(2).max(20).optional().describe('How often one customer may enter, 2–20.'),
}
