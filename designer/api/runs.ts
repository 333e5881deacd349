import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Live } from '../../schemas/api/live.ts'
import type { Report } from '../../schemas/api/report.ts'
import type { messageRowSchema, RunDetail, sandboxMessageSchema } from '../../schemas/api/runs.ts'
import type { Channel } from '../../schemas/basics.ts'
import { ask } from './client.ts'

export type MessageRow = z.infer<typeof messageRowSchema>
export type SandboxMessage = z.infer<typeof sandboxMessageSchema>

/** Runs, newest first; `active` ones are looked at again every few seconds. */
export const runsQuery = (filter: { campaign?: string; state?: 'active' | 'ended' } = {}) =>
  queryOptions({
    queryKey: ['runs', filter],
    queryFn: async ({ signal }) =>
      (await ask<{ items: RunDetail[] }>('/runs', { query: filter, signal })).items,
    refetchInterval: filter.state === 'ended' ? false : 10_000,
  })

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => ask<RunDetail>(`/runs/${id}`, { signal }),
  })

/** The report of a run; while it runs, asked for again every quarter minute. */
export const reportQuery = (id: string, isActive: boolean) =>
  queryOptions({
    queryKey: ['runs', id, 'report'],
    queryFn: ({ signal }) => ask<Report>(`/runs/${id}/report`, { signal }),
    refetchInterval: isActive ? 15_000 : false,
  })

export interface MessageFilter {
  readonly channel?: Channel
  readonly customer?: string
}

export const messagesQuery = (run: string, filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['runs', run, 'messages', filter],
    queryFn: ({ pageParam, signal }) =>
      ask<{ items: MessageRow[]; next: string | null }>(`/runs/${run}/messages`, {
        query: { ...filter, after: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const messageQuery = (run: string, message: string) =>
  queryOptions({
    queryKey: ['runs', run, 'messages', message],
    queryFn: ({ signal }) => ask<SandboxMessage>(`/runs/${run}/messages/${message}`, { signal }),
  })

/** Counts of one run as they stand; for the pages that only glance at it. The canvas listens to the stream instead. */
export const glanceQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id, 'glance'],
    queryFn: ({ signal }) => ask<Live>(`/runs/${id}/live`, { signal }),
    refetchInterval: 5_000,
  })
