import { createRoute } from '@hono/zod-openapi'
import { createEventIntake } from '../../db/inbox/inbox.ts'
import { eventsAcceptedSchema, eventsSchema } from '../../schemas/api/events.ts'
import { Failure } from '../../schemas/failure.ts'
import { createArea, jsonBody } from '../area.ts'
import type { Deps } from '../deps.ts'

const accept = createRoute({
  method: 'post',
  path: '/api/v1/events',
  tags: ['events'],
  summary: 'Hand in responses and purchases; each (source, eventId) counts once.',
  description:
    'Answered as soon as the events are stored; they are merged and acted on afterwards. One for a contact or a ' +
    'customer that is not known is kept and shown, and changes nothing.',
  request: { body: jsonBody(eventsSchema) },
  responses: {
    202: {
      description: 'Stored.',
      content: { 'application/json': { schema: eventsAcceptedSchema } },
    },
  },
})

/** Sources that Dasi itself writes; nobody else may speak in their name. */
const ownSource = /^(link|desk|mail|hook|sandbox)([.:].*)?$/

export function eventRoutes({ db, reach }: Deps) {
  const acceptEvents = createEventIntake(db)
  return createArea().openapi(accept, async (c) => {
    const batch = c.req.valid('json')
    if (ownSource.test(batch.source)) {
      throw new Failure('INVALID', `The source "${batch.source}" is Dasi’s own; choose another.`, {
        details: {
          reason: 'SOURCE_RESERVED',
          source: batch.source,
          field: 'source',
          value: batch.source,
        },
      })
    }
    const taken = await acceptEvents(batch)
    await reach?.('inbox.accepted')
    return c.json(taken, 202)
  })
}
