import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { deskCountsSchema } from '../../schemas/api/desk.ts'
import { ask } from './client.ts'

export type DeskCounts = z.infer<typeof deskCountsSchema>

/** Calls waiting; looked at every half minute while somebody looks at the page. */
export const deskCountsQuery = queryOptions({
  queryKey: ['desk', 'counts'],
  queryFn: ({ signal }) => ask<DeskCounts>('/desk/counts', { signal }),
  refetchInterval: 30_000,
})
