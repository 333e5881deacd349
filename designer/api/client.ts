import type { Problem } from '../../schemas/api/common.ts'
import { ApiFailure } from './api-failure.ts'
import { expireSession } from './expiry.ts'
import { fetchProblemWords } from './problem-words.ts'

/**
 * Asks the API under /api/v1 and answers its JSON. Throws `ApiFailure` for everything but success. An expired session
 * also opens the sign-in dialog over the page, so that nothing on it is lost.
 */
export async function ask<Answer>(path: string, request: Ask = {}): Promise<Answer> {
  const response = await reach(path, request)
  if (response.ok) return (response.status === 204 ? null : await response.json()) as Answer
  const failure = new ApiFailure(await problemOf(response), { status: response.status })
  await fetchProblemWords()
  if (failure.code === 'NOT_SIGNED_IN' && path !== '/session') expireSession()
  throw failure
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>
  readonly body?: unknown
  /** Sent as it is, in place of a body. */
  readonly file?: Blob
  readonly signal?: AbortSignal
  /** Goes out even when the page is closed meanwhile; its body may have 64 KiB. */
  readonly keepalive?: boolean
}

/** The address of an answer that the browser itself opens: a download, a stream of events. */
export function addressOf(path: string, query: Ask['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value))
  return `/api/v1${path}${search.size > 0 ? `?${search}` : ''}`
}

async function reach(
  path: string,
  { method = 'GET', query, body, file, signal, keepalive = false }: Ask,
) {
  try {
    return await fetch(addressOf(path, query), {
      method,
      credentials: 'same-origin',
      keepalive,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(file ? { body: file, headers: { 'content-type': 'text/csv' } } : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    const problem = { code: 'NETWORK', message: 'The server does not answer.', details: {} }
    throw new ApiFailure(problem, { status: 0, cause: error })
  }
}

/** A proxy in between may answer something that is no problem of ours. */
async function problemOf(response: Response): Promise<Problem> {
  const fallback = { code: `HTTP_${response.status}`, message: response.statusText, details: {} }
  const text = await response.text()
  try {
    return { ...fallback, ...(JSON.parse(text) as Partial<Problem>) }
  } catch {
    return response.status >= 502 ? { ...fallback, code: 'UNAVAILABLE' } : fallback
  }
}
