import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  GridAnswer,
  gridQuerySchema,
  Retention,
  retentionQuerySchema,
} from '../../schemas/api/grids.ts'
import type { Overlap, SegmentEffectAnswer, SegmentSizeRow } from '../../schemas/api/segments.ts'
import { ask } from './client.ts'

export type GridWanted = z.input<typeof gridQuerySchema>

/** Customers by one axis or two; the last table stays until the next is there. */
export const gridQuery = (body: GridWanted) =>
  queryOptions({
    queryKey: ['grids', body],
    queryFn: ({ signal }) => ask<GridAnswer>('/grids', { method: 'POST', body, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

export const retentionQuery = (body: z.input<typeof retentionQuerySchema>) =>
  queryOptions({
    queryKey: ['retention', body],
    queryFn: ({ signal }) => ask<Retention>('/retention', { method: 'POST', body, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })

/** How these saved segments overlap, now or as of an instant. */
export const overlapQuery = (segments: readonly string[], asOf?: string) =>
  queryOptions({
    queryKey: ['segments', 'overlap', segments, asOf],
    queryFn: ({ signal }) =>
      ask<Overlap>('/segments/overlap', {
        ...{ method: 'POST', signal },
        body: { segments, ...(asOf === undefined ? {} : { asOf }) },
      }),
    placeholderData: keepPreviousData,
  })

export const segmentSizesQuery = (segment: string) =>
  queryOptions({
    queryKey: ['segments', segment, 'sizes'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: SegmentSizeRow[] }>(`/segments/${segment}/sizes`, { signal })).items,
  })

export const segmentEffectQuery = (segment: string, run: string) =>
  queryOptions({
    queryKey: ['segments', segment, 'effect', run],
    queryFn: ({ signal }) =>
      ask<SegmentEffectAnswer>(`/segments/${segment}/effect`, { query: { run }, signal }),
  })
