import { z } from 'zod'

export const roleSchema = z.enum(['admin', 'marketer', 'agent'])
export type Role = z.infer<typeof roleSchema>
