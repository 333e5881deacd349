import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { deskCountsSchema, purposeSchema, Task, TaskRow } from '../../schemas/api/desk.ts'
import type { CallOutcome } from '../../schemas/basics.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type DeskCounts = z.infer<typeof deskCountsSchema>
export type Purpose = z.infer<typeof purposeSchema>

/** Calls waiting; looked at every half minute while somebody looks at the page. */
export const deskCountsQuery = queryOptions({
  queryKey: ['desk', 'counts'],
  queryFn: ({ signal }) => ask<DeskCounts>('/desk/counts', { signal }),
  refetchInterval: 30_000,
})

/** The queue: those to call now first, then by their time. */
export const tasksQuery = (purpose: Purpose | null) =>
  infiniteQueryOptions({
    queryKey: ['desk', 'tasks', purpose],
    queryFn: ({ pageParam, signal }) =>
      ask<{ items: TaskRow[]; next: string | null }>('/desk/tasks', {
        query: { purpose, show: 'open', after: pageParam, limit: 100 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 20_000,
  })

/** One call with its script. Asking for it takes it: nobody else is offered it until it is released or reported. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['desk', 'task', id],
    queryFn: async ({ signal }) => {
      const task = await ask<Task>(`/desk/tasks/${id}`, { signal })
      if (task.state !== 'open') return task
      return ask<Task>(`/desk/tasks/${id}/take`, { method: 'POST', signal })
    },
    staleTime: 0,
    retry: false,
  })

export async function releaseTask(id: string): Promise<void> {
  await ask(`/desk/tasks/${id}/release`, { method: 'POST' })
}

export async function reportTask(input: {
  id: string
  outcome: CallOutcome
  memo: string
}): Promise<void> {
  const { id, ...body } = input
  // A page that closes must not lose it.
  await ask(`/desk/tasks/${id}/report`, { method: 'POST', body, keepalive: true })
  await queries.invalidateQueries({ queryKey: ['desk'] })
}
