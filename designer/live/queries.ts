import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Live } from '../../schemas/api/live.ts'
import type { Difference, RunVersion } from '../../schemas/api/migrations.ts'
import type { ContactReport } from '../../schemas/api/report.ts'
import type {
  AtNodePage,
  AtNodeShow,
  CallLoad,
  RunDetail,
  Timeline,
} from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'

export const scenarioRunsQuery = (scenario: string) =>
  queryOptions({
    queryKey: ['runs', { scenario }],
    queryFn: async ({ signal }) =>
      (await ask<{ items: RunDetail[] }>('/runs', { query: { scenario }, signal })).items,
    refetchInterval: 15_000,
  })

/** The canvas as it stands now, asked for once in a while. */
export const liveOnceQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', run, 'live', 'now'],
    queryFn: ({ signal }) => ask<Live>(`/runs/${run}/live`, { signal }),
    refetchInterval: 15_000,
  })

/** The canvas as it stood at the end of a past minute of the run’s clock. */
export const liveAtQuery = (run: string, at: string) =>
  queryOptions({
    queryKey: ['runs', run, 'live', at],
    queryFn: ({ signal }) => ask<Live>(`/runs/${run}/live`, { query: { at }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Which customers of a step. */
export interface PeopleFilter {
  readonly show: AtNodeShow
  /** The beginning of an id, or a part of a name; empty: all. */
  readonly search: string
  /** passed: only by this way. */
  readonly port: string | null
}

const rowsPerPage = 100

export const peopleQuery = (run: string, node: number, { show, search, port }: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['runs', run, 'nodes', node, { show, search, port }],
    queryFn: ({ pageParam, signal }) =>
      ask<AtNodePage>(`/runs/${run}/nodes/${node}/customers`, {
        query: { show, search, port, after: pageParam, limit: rowsPerPage },
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

/** `entry`: which time of entering; null: the newest. */
export const timelineQuery = (run: string, customer: string, entry: string | null) =>
  queryOptions({
    queryKey: ['runs', run, 'customers', customer, entry],
    queryFn: ({ signal }) =>
      ask<Timeline>(`/runs/${run}/customers/${customer}`, { query: { entry }, signal }),
    refetchInterval: 5000,
  })

/** The calls that wait for the desk, day by day. */
export const callLoadQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', run, 'callLoad'],
    queryFn: ({ signal }) => ask<CallLoad>(`/runs/${run}/call-load`, { signal }),
    refetchInterval: 15_000,
  })

/** The versions of a run’s scenario, newest first. */
export const runVersionsQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', run, 'versions'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: RunVersion[] }>(`/runs/${run}/versions`, { signal })).items,
  })

/** From the version new entries take to another. */
export const differenceQuery = (run: string, version: number) =>
  queryOptions({
    queryKey: ['runs', run, 'versions', version, 'difference'],
    queryFn: ({ signal }) =>
      ask<Difference>(`/runs/${run}/versions/${version}/difference`, { signal }),
  })
