import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Migration, MigrationCheck } from '../../schemas/api/migrations.ts'
import type {
  Operation,
  operationCheckSchema,
  operationWantedSchema,
  ProblemGroup,
} from '../../schemas/api/operations.ts'
import { ask } from '../api/client.ts'

export type Wanted = z.input<typeof operationWantedSchema>
export type Checked = z.infer<typeof operationCheckSchema>

/** What an act would do, without doing it. */
export const checkQuery = (run: string, wanted: Wanted) =>
  queryOptions({
    queryKey: ['runs', run, 'operations', 'check', wanted],
    queryFn: ({ signal }) =>
      ask<Checked>(`/runs/${run}/operations/check`, { method: 'POST', body: wanted, signal }),
    staleTime: 0,
    gcTime: 0,
  })

export function startOperation(
  run: string,
  body: Wanted & { count: number; confirm: boolean },
): Promise<Operation> {
  return ask<Operation>(`/runs/${run}/operations`, { method: 'POST', body })
}

/** What needs somebody, by step and reason. */
export const problemGroupsQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', run, 'problems'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: ProblemGroup[] }>(`/runs/${run}/problems`, { signal })).items,
    refetchInterval: 10_000,
    retry: false,
  })

/** What operators did to a run’s customers, newest first; looked at more often while something goes on. */
export const operationsQuery = (run: string) =>
  queryOptions({
    queryKey: ['runs', run, 'operations'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: Operation[] }>(`/runs/${run}/operations`, { signal })).items,
    refetchInterval: ({ state }) =>
      state.data?.some((operation) => operation.state === 'running') ? 1000 : 10_000,
  })

/** How far one act is. */
export const operationQuery = (run: string, id: number) =>
  queryOptions({
    queryKey: ['runs', run, 'operations', id],
    queryFn: ({ signal }) => ask<Operation>(`/runs/${run}/operations/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'running' ? false : 700),
  })

/** What a change of version would do, without doing it. */
export const migrationCheckQuery = (run: string, wanted: Migration) =>
  queryOptions({
    queryKey: ['runs', run, 'migration', wanted],
    queryFn: ({ signal }) =>
      ask<MigrationCheck>(`/runs/${run}/migration/check`, { method: 'POST', body: wanted, signal }),
    staleTime: 0,
    gcTime: 0,
  })

export function startMigration(run: string, body: Migration): Promise<Operation> {
  return ask<Operation>(`/runs/${run}/migration`, { method: 'POST', body })
}
