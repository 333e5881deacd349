import { z } from 'zod'
import { zoneSchema } from '../basics.ts'
import { roleSchema } from '../role.ts'

const passwordSchema = z.string().min(10).max(128).describe('10–128 characters.')

/** POST /session */
export const signInSchema = z
  .object({ email: z.email().max(200), password: z.string().min(1).max(128) })
  .strict()

/** POST /session/password; signs every other session of this person out. */
export const changePasswordSchema = z
  .object({ current: z.string().min(1).max(128), next: passwordSchema })
  .strict()

/** GET /session, and the answer to signing in: who asks. */
export const sessionSchema = z.object({
  by: z.enum(['person', 'key']),
  id: z.string(),
  name: z.string(),
  email: z.string().nullable().describe('Null for an API key.'),
  role: roleSchema,
  mustChangePassword: z
    .boolean()
    .describe('True until a one-time password is replaced; all else answers 403 until then.'),
  installation: z.object({
    zone: zoneSchema,
    currency: z.string().describe('ISO 4217, e.g. KRW.'),
    gateOpen: z.boolean().describe('False: nothing is sent until an operator confirms.'),
  }),
})
export type Session = z.infer<typeof sessionSchema>

/** POST /users */
export const createUserSchema = z
  .object({ email: z.email().max(200), name: z.string().min(1).max(120), role: roleSchema })
  .strict()
/** PATCH /users/{id} */
export const changeUserSchema = z
  .object({ role: roleSchema.optional(), disabled: z.boolean().optional() })
  .strict()

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: roleSchema,
  disabled: z.boolean(),
  createdAt: z.iso.datetime({ offset: true }),
})
export type User = z.infer<typeof userSchema>

/** The password is shown this once and must be changed at the first sign-in. */
export const createdUserSchema = z.object({ user: userSchema, oneTimePassword: z.string() })
