import { z } from 'zod'
import { nodeBase } from '../node.ts'

/** Marks success. Without a step after it the customer leaves the scenario as won. */
export const goalSchema = z.object({ ...nodeBase, kind: z.literal('goal') }).strict()
