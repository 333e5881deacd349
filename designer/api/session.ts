import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Session } from '../../schemas/api/session.ts'
import { ask } from './client.ts'
import { renewSession } from './expiry.ts'
import { queries } from './queries.ts'

/** Who is signed in. Fails with NOT_SIGNED_IN when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask<Session>('/session', { signal }),
  staleTime: 60_000,
})

/** For pages behind the sign-in, where the frame has loaded it. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data
}

export async function signIn(credentials: { email: string; password: string }): Promise<Session> {
  const session = await ask<Session>('/session', { method: 'POST', body: credentials })
  queries.setQueryData(sessionQuery.queryKey, session)
  renewSession()
  return session
}

export async function changePassword(body: { current: string; next: string }): Promise<void> {
  await ask('/session/password', { method: 'POST', body })
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
}

export async function signOut(): Promise<void> {
  await ask('/session', { method: 'DELETE' })
  queries.clear()
}
