import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { versionDetailSchema } from '../../schemas/api/scenarios.ts'
import { ask } from './client.ts'

export type VersionDetail = z.infer<typeof versionDetailSchema>

/** A published version never changes, so it is asked for once. */
export const versionQuery = (scenario: string, version: number) =>
  queryOptions({
    queryKey: ['scenarios', scenario, 'versions', version],
    queryFn: ({ signal }) =>
      ask<VersionDetail>(`/scenarios/${scenario}/versions/${version}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
