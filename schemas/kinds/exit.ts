import { z } from 'zod'
import { nodeBase } from '../node.ts'

/** The end of a path. */
export const exitSchema = z.object({ ...nodeBase, kind: z.literal('exit') }).strict()
