import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  createdHookSchema,
  createHookSchema,
  hookSecretSchema,
} from '../../schemas/api/hooks.ts'
import type { createdUserSchema, User } from '../../schemas/api/session.ts'
import type {
  ApiKey,
  AuditEntry,
  ChannelState,
  createdKeySchema,
  policyAnswerSchema,
} from '../../schemas/api/settings.ts'
import type { Policy } from '../../schemas/policy.ts'
import type { Role } from '../../schemas/role.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type PolicyAnswer = z.infer<typeof policyAnswerSchema>
export type CreatedKey = z.infer<typeof createdKeySchema>
type Hook = z.infer<typeof hookSecretSchema>
export type CreatedUser = z.infer<typeof createdUserSchema>

export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: ({ signal }) => ask<PolicyAnswer>('/policy', { signal }),
})
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: async ({ signal }) =>
    (await ask<{ items: ChannelState[] }>('/channels', { signal })).items,
})
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await ask<{ items: User[] }>('/users', { signal })).items,
})
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await ask<{ items: ApiKey[] }>('/keys', { signal })).items,
})

export const hooksQuery = queryOptions({
  queryKey: ['hooks'],
  queryFn: async ({ signal }) => (await ask<{ items: Hook[] }>('/hooks', { signal })).items,
})
/** Every change by a person or a key, newest first, page by page. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ pageParam, signal }) =>
    ask<{ items: AuditEntry[]; next: string | null }>('/audit', {
      query: { after: pageParam, limit: 50 },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

/** Makes a new version of the house rules; fails with CONFLICT when `version` is no longer the newest. */
export async function savePolicy(policy: Policy, version: number): Promise<void> {
  await ask('/policy', { method: 'PUT', body: { policy, version } })
  await queries.invalidateQueries({ queryKey: policyQuery.queryKey })
}

export async function createUser(body: {
  email: string
  name: string
  role: Role
}): Promise<CreatedUser> {
  const made = await ask<CreatedUser>('/users', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: usersQuery.queryKey })
  return made
}

export async function changeUser(
  id: string,
  body: { role?: Role; disabled?: boolean },
): Promise<void> {
  await ask(`/users/${id}`, { method: 'PATCH', body })
  await queries.invalidateQueries({ queryKey: usersQuery.queryKey })
}

export async function createKey(body: {
  name: string
  role: Role
  expiresAt: string | null
}): Promise<CreatedKey> {
  const made = await ask<CreatedKey>('/keys', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: keysQuery.queryKey })
  return made
}

export async function revokeKey(id: string): Promise<void> {
  await ask(`/keys/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: keysQuery.queryKey })
}

export async function createHook(
  body: z.input<typeof createHookSchema>,
): Promise<z.infer<typeof createdHookSchema>> {
  const made = await ask<z.infer<typeof createdHookSchema>>('/hooks', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: hooksQuery.queryKey })
  return made
}

export async function revokeHook(id: string): Promise<void> {
  await ask(`/hooks/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: hooksQuery.queryKey })
}

/** Opens or closes the gate of the whole house. */
export async function setGate(open: boolean): Promise<void> {
  await ask('/gate', { method: 'POST', body: { open } })
}
