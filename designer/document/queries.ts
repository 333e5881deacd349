import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  CatalogueAnswer,
  draftMarkDetailSchema,
  draftMarkSchema,
  ScenarioDetail,
  Version,
  versionDetailSchema,
} from '../../schemas/api/scenarios.ts'
import { ask } from '../api/client.ts'

export type VersionDetail = z.infer<typeof versionDetailSchema>
type DraftMark = z.infer<typeof draftMarkSchema>
type DraftMarkDetail = z.infer<typeof draftMarkDetailSchema>

export const scenarioQuery = (id: string) =>
  queryOptions({
    queryKey: ['scenarios', id],
    queryFn: ({ signal }) => ask<ScenarioDetail>(`/scenarios/${id}`, { signal }),
    // The document takes over from here; another visit starts from the server again.
    staleTime: 0,
    gcTime: 0,
  })

export const catalogueQuery = (id: string) =>
  queryOptions({
    queryKey: ['scenarios', id, 'catalogue'],
    queryFn: ({ signal }) => ask<CatalogueAnswer>(`/scenarios/${id}/catalogue`, { signal }),
    staleTime: 60_000,
  })

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['scenarios', id, 'versions'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: Version[] }>(`/scenarios/${id}/versions`, { signal })).items,
  })

/** A published version never changes. */
export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['scenarios', id, 'versions', version],
    queryFn: ({ signal }) => ask<VersionDetail>(`/scenarios/${id}/versions/${version}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The draft as its authors left it, newest first. */
export const draftMarksQuery = (id: string) =>
  queryOptions({
    queryKey: ['scenarios', id, 'history'],
    queryFn: async ({ signal }) =>
      (await ask<{ items: DraftMark[] }>(`/scenarios/${id}/history`, { signal })).items,
  })

/** One of them, which never changes. */
export const draftMarkQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['scenarios', id, 'history', revision],
    queryFn: ({ signal }) =>
      ask<DraftMarkDetail>(`/scenarios/${id}/history/${revision}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
