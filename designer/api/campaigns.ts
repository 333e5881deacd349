import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  Campaign,
  CampaignSummary,
  campaignRunSchema,
  campaignScenarioSchema,
  saveCampaignSchema,
} from '../../schemas/api/campaigns.ts'
import type {
  createScenarioSchema,
  ScenarioDetail,
  saveTemplateSchema,
  templateSchema,
} from '../../schemas/api/scenarios.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { ask } from './client.ts'
import { queries } from './queries.ts'

export type CampaignScenario = z.infer<typeof campaignScenarioSchema>
export type CampaignRun = z.infer<typeof campaignRunSchema>
export type Template = z.infer<typeof templateSchema>

export const campaignsQuery = (archived = false) =>
  queryOptions({
    queryKey: ['campaigns', { archived }],
    queryFn: async ({ signal }) =>
      (await ask<{ items: CampaignSummary[] }>('/campaigns', { query: { archived }, signal }))
        .items,
  })

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', id],
    queryFn: ({ signal }) => ask<Campaign>(`/campaigns/${id}`, { signal }),
  })

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async ({ signal }) => (await ask<{ items: Template[] }>('/templates', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
})

export async function createCampaign(name: string): Promise<Campaign> {
  const made = await ask<Campaign>('/campaigns', { method: 'POST', body: { name } })
  await queries.invalidateQueries({ queryKey: ['campaigns'] })
  return made
}

/** Saves name and brief over the `revision` that was loaded; a newer one makes it fail with CONFLICT. */
export async function saveCampaign(
  id: string,
  body: z.input<typeof saveCampaignSchema>,
): Promise<Campaign> {
  const saved = await ask<Campaign>(`/campaigns/${id}`, { method: 'PUT', body })
  queries.setQueryData(campaignQuery(id).queryKey, saved)
  await queries.invalidateQueries({ queryKey: ['campaigns'] })
  return saved
}

export async function archiveCampaign(id: string, archived: boolean): Promise<void> {
  await ask(`/campaigns/${id}/${archived ? 'archive' : 'restore'}`, { method: 'POST' })
  await queries.invalidateQueries({ queryKey: ['campaigns'] })
}

export async function createScenario(
  body: z.input<typeof createScenarioSchema>,
): Promise<ScenarioDetail> {
  const made = await ask<ScenarioDetail>('/scenarios', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: ['campaigns'] })
  return made
}

/** Keeps the draft of a scenario, as it is saved, to begin others with. */
export async function saveTemplate(body: z.input<typeof saveTemplateSchema>): Promise<void> {
  await ask('/templates', { method: 'POST', body })
  await queries.invalidateQueries({ queryKey: ['templates'] })
}

export async function removeTemplate(id: string): Promise<void> {
  await ask(`/templates/${id}`, { method: 'DELETE' })
  await queries.invalidateQueries({ queryKey: ['templates'] })
}

/** Begins the rehearsal of a template over the customers of now; the id of one made within ten minutes, if there is. */
export const templateRehearsalQuery = (id: string, language: 'ko' | 'en') =>
  queryOptions({
    queryKey: ['templates', id, language, 'rehearsal'],
    queryFn: async ({ signal }) =>
      (
        await ask<{ id: string }>(`/templates/${id}/rehearsals`, {
          method: 'POST',
          body: { language },
          signal,
        })
      ).id,
    staleTime: 300_000,
    retry: false,
  })

/** The drawing a template makes. */
export const templateDrawingQuery = (id: string, language: 'ko' | 'en') =>
  queryOptions({
    queryKey: ['templates', id, language],
    queryFn: ({ signal }) => ask<Scenario>(`/templates/${id}`, { query: { language }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
