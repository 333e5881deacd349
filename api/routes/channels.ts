import { createRoute } from '@hono/zod-openapi'
import { listChannelTroubles } from '../../db/contacts/channel-trouble.ts'
import { listOf } from '../../schemas/api/common.ts'
import { channelStateSchema } from '../../schemas/api/settings.ts'
import { channelSchema } from '../../schemas/basics.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const list = createRoute({
  method: 'get',
  path: '/api/v1/channels',
  tags: ['settings'],
  summary:
    'Every channel: whether real contacts can be made on it, and whether its provider takes them.',
  responses: ok(listOf(channelStateSchema)),
})

export function channelRoutes({ db, liveChannels }: Deps) {
  return createArea().openapi(list, async (c) => {
    const troubles = await listChannelTroubles(db)
    const items = channelSchema.options.map((channel) => {
      const trouble = troubles.find((one) => one.channel === channel)
      return {
        channel,
        isReady: liveChannels?.includes(channel) ?? false,
        trouble: trouble
          ? { code: trouble.code, since: toIso(trouble.since), attempts: trouble.attempts }
          : null,
      }
    })
    return c.json({ items }, 200)
  })
}
