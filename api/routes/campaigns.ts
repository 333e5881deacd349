import { createRoute, z } from '@hono/zod-openapi'
import {
  archiveCampaign,
  type Campaign,
  createCampaign,
  listCampaigns,
  loadCampaign,
  saveCampaign,
} from '../../db/scenarios/campaigns.ts'
import {
  campaignSchema,
  campaignSummarySchema,
  campaignsQuerySchema,
  createCampaignSchema,
  saveCampaignSchema,
} from '../../schemas/api/campaigns.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['campaigns']
const idPath = z.object({ id: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/v1/campaigns',
  tags,
  summary: 'Campaigns, the one changed last first.',
  request: { query: campaignsQuerySchema },
  responses: ok(listOf(campaignSummarySchema)),
})
const create = createRoute({
  method: 'post',
  path: '/api/v1/campaigns',
  tags,
  summary: 'Begin a campaign.',
  request: { body: jsonBody(createCampaignSchema) },
  responses: created(campaignSchema),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/campaigns/{id}',
  tags,
  summary: 'One campaign with its brief, scenarios and runs.',
  request: { params: idPath },
  responses: ok(campaignSchema),
})
const save = createRoute({
  method: 'put',
  path: '/api/v1/campaigns/{id}',
  tags,
  summary: 'Save name and brief over the revision that was loaded.',
  request: { params: idPath, body: jsonBody(saveCampaignSchema) },
  responses: ok(campaignSchema),
})
const archive = createRoute({
  method: 'post',
  path: '/api/v1/campaigns/{id}/archive',
  tags,
  summary: 'Take a campaign out of the list; its runs go on.',
  request: { params: idPath },
  responses: ok(campaignSchema),
})
const restore = createRoute({
  method: 'post',
  path: '/api/v1/campaigns/{id}/restore',
  tags,
  summary: 'Put an archived campaign back into the list.',
  request: { params: idPath },
  responses: ok(campaignSchema),
})

export function campaignRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const archived = c.req.valid('query').archived === 'true'
      const campaigns = await listCampaigns(db, { archived })
      const items = campaigns.map(({ updatedAt, archivedAt, ...campaign }) => ({
        ...campaign,
        updatedAt: toIso(updatedAt),
        archivedAt: toIsoOrNull(archivedAt),
      }))
      return c.json({ items }, 200)
    })
    .openapi(create, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(render(await createCampaign(db, { ...c.req.valid('json'), by })), 201)
    })
    .openapi(load, async (c) =>
      c.json(render(await loadCampaign(db, c.req.valid('param').id)), 200),
    )
    .openapi(save, async (c) => {
      const change = { ...c.req.valid('json'), by: nameOf(c.get('actor')) }
      return c.json(render(await saveCampaign(db, c.req.valid('param').id, change)), 200)
    })
    .openapi(archive, async (c) => {
      const change = { archived: true, by: nameOf(c.get('actor')) }
      return c.json(render(await archiveCampaign(db, c.req.valid('param').id, change)), 200)
    })
    .openapi(restore, async (c) => {
      const change = { archived: false, by: nameOf(c.get('actor')) }
      return c.json(render(await archiveCampaign(db, c.req.valid('param').id, change)), 200)
    })
}

function render(campaign: Campaign) {
  return {
    ...campaign,
    createdAt: toIso(campaign.createdAt),
    updatedAt: toIso(campaign.updatedAt),
    archivedAt: toIsoOrNull(campaign.archivedAt),
    scenarios: campaign.scenarios.map((s) => ({ ...s, updatedAt: toIso(s.updatedAt) })),
    runs: campaign.runs.map((run) => ({
      ...run,
      startedAt: toIso(run.startedAt),
      endedAt: toIsoOrNull(run.endedAt),
    })),
  }
}
