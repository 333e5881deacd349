import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Live } from '../../schemas/api/live.ts'
import type { ContactReport } from '../../schemas/api/report.ts'
import type { RunDetail, Standing, Timeline } from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'

export const scenarioRunsQuery = (scenario: string) =>
  queryOptions({
    queryKey: ['runs', { scenario }],
    queryFn: async ({ signal }) =>
      (await ask<{ items: RunDetail[] }>('/runs', { query: { scenario }, signal })).items,
    refetchInterval: 15_000,
  })

/** The canvas as it stood at the end of a past minute. */
export const liveAtQuery = (run: string, at: string) =>
  queryOptions({
    queryKey: ['runs', run, 'live', at],
    queryFn: ({ signal }) => ask<Live>(`/runs/${run}/live`, { query: { at }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export type Show = 'now' | 'held'

const rowsPerPage = 100

export const standingQuery = (run: string, node: number, show: Show) =>
  infiniteQueryOptions({
    queryKey: ['runs', run, 'nodes', node, show],
    queryFn: ({ pageParam, signal }) =>
      ask<{ items: Standing[]; next: string | null }>(`/runs/${run}/nodes/${node}/customers`, {
        query: { show, after: pageParam, limit: rowsPerPage },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

/** What was sent at a step and what came back. */
export const stepContactsQuery = (run: string, node: number) =>
  queryOptions({
    queryKey: ['runs', run, 'nodes', node, 'contacts'],
    queryFn: async ({ signal }) =>
      (
        await ask<{ contacts: ContactReport | null }>(`/runs/${run}/nodes/${node}/contacts`, {
          signal,
        })
      ).contacts,
    refetchInterval: 15_000,
  })

export const timelineQuery = (run: string, customer: string) =>
  queryOptions({
    queryKey: ['runs', run, 'customers', customer],
    queryFn: ({ signal }) => ask<Timeline>(`/runs/${run}/customers/${customer}`, { signal }),
    refetchInterval: 5000,
  })
