import { z } from 'zod'
import { channelSchema } from '../basics.ts'
import { policySchema } from '../policy.ts'
import { roleSchema } from '../role.ts'
import { instantSchema } from './common.ts'

/** GET /policy; PUT /policy makes a new version. */
export const policyAnswerSchema = z.object({
  version: z.number(),
  policy: policySchema,
  createdAt: instantSchema,
  createdBy: z.string(),
})
export const savePolicySchema = z
  .object({ policy: policySchema, version: z.int().min(1).describe('The one that was loaded.') })
  .strict()

/** POST /keys; `key` is shown this once. */
export const createKeySchema = z
  .object({
    name: z.string().min(1).max(120),
    role: roleSchema,
    expiresAt: instantSchema.nullable().default(null),
  })
  .strict()
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  createdAt: instantSchema,
  expiresAt: instantSchema.nullable(),
  revokedAt: instantSchema.nullable(),
  lastUsedAt: instantSchema.nullable(),
})
export type ApiKey = z.infer<typeof apiKeySchema>
export const createdKeySchema = z.object({ key: z.string(), details: apiKeySchema })

/** GET /channels: every channel, in the order of the list. */
export const channelStateSchema = z.object({
  channel: channelSchema,
  isReady: z.boolean().describe('Set up for real contacts; a sandbox needs none of them.'),
  trouble: z
    .object({
      code: z.string().describe('Of the last attempt.'),
      since: instantSchema.describe('Real time.'),
      attempts: z.number(),
    })
    .nullable()
    .describe('The provider takes nothing; null: it does, or was not asked yet.'),
})
export type ChannelState = z.infer<typeof channelStateSchema>

/** GET /audit?after=&limit= : every change by a person, newest first. */
export const auditEntrySchema = z.object({
  at: instantSchema,
  actor: z.string(),
  action: z.string(),
  subject: z.string().describe('Kind and id: campaign:<uuid>.'),
  named: z
    .object({ id: z.string().describe('What its page is found by.'), name: z.string() })
    .nullable()
    .describe('What the subject is called now; null: it is gone, or has no name.'),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** POST /gate; only an administrator, after looking at what was restored. */
export const gateSchema = z.object({ open: z.boolean() }).strict()
