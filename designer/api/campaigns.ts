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
  templateSchema,
} from '../../schemas/api/scenarios.ts'
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
