import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
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
    refetchInterval: 5000,
    retry: false,
  })
