import { createRoute } from '@hono/zod-openapi'
import { writeAudit } from '../../db/accounts/audit.ts'
import { htmlOf } from '../../engine/render/html.ts'
import { lmsMaxBytes, smsParts } from '../../engine/render/sms-parts.ts'
import {
  previewedSchema,
  previewSchema,
  testSendSchema,
  testSentSchema,
} from '../../schemas/api/preview.ts'
import { Failure } from '../../schemas/failure.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { type Preview, type PreviewWanted, previewMessage } from '../preview-message.ts'

const tags = ['messages']

const preview = createRoute({
  method: 'post',
  path: '/api/v1/preview',
  tags,
  summary: 'A message as one customer would get it; nothing is sent.',
  request: { body: jsonBody(previewSchema) },
  responses: ok(previewedSchema),
})
const send = createRoute({
  method: 'post',
  path: '/api/v1/preview/send',
  tags,
  summary: 'Send one test message to an address of one’s own.',
  request: { body: jsonBody(testSendSchema) },
  responses: ok(testSentSchema),
})

export function previewRoutes({ db, testSender }: Deps) {
  return createArea()
    .openapi(preview, async (c) => {
      const wanted = c.req.valid('json')
      return c.json(render(wanted, await previewMessage(db, wanted)), 200)
    })
    .openapi(send, async (c) => {
      const { to, ...wanted } = c.req.valid('json')
      const { channel } = wanted
      if (!testSender) {
        throw new Failure('NOT_READY', `The channel ${channel} is not set up on this server.`, {
          details: { reason: 'CHANNELS_NOT_SET_UP', channels: [channel] },
        })
      }
      const { message } = await previewMessage(db, wanted)
      const { providerRef } = await testSender({ channel, to, message })
      const actor = nameOf(c.get('actor'))
      await writeAudit(db, { actor, action: 'message.test', subject: `channel:${channel}` })
      return c.json({ accepted: true as const, providerRef }, 200)
    })
}

function render({ channel }: PreviewWanted, { customer, message, variant, missing }: Preview) {
  const { id, externalId, name } = customer
  const sms = channel === 'sms' ? smsParts(message.text) : null
  return {
    customer: { id, externalId, name },
    recipient: recipientOf(channel, customer),
    subject: message.subject,
    text: message.text,
    html: channel === 'email' ? htmlOf(message) : null,
    bytes: sms?.bytes ?? new TextEncoder().encode(message.text).length,
    parts: sms ? Math.max(1, Math.ceil(sms.bytes / lmsMaxBytes)) : null,
    size: sms?.as ?? null,
    unsupported: [...(sms?.unsupported ?? [])],
    variant,
    missing: [...missing],
  }
}

function recipientOf(
  channel: PreviewWanted['channel'],
  customer: Preview['customer'],
): string | null {
  if (channel === 'email') return customer.email
  if (channel !== 'letter') return customer.phone
  const { address, postalCode, name } = customer
  return address === null ? null : [name, address, postalCode].filter(Boolean).join('\n')
}
