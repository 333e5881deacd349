import { createRoute, z } from '@hono/zod-openapi'
import { type LinkedContact, loadLinkedContact } from '../../db/contacts/contact-links.ts'
import { createEventIntake } from '../../db/inbox/inbox.ts'
import { loadInstallation } from '../../db/installation.ts'
import { type LinkUse, readLinkToken } from '../../engine/links.ts'
import { Failure } from '../../schemas/failure.ts'
import { createArea } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'
import { unsubscribePage } from '../unsubscribe-page.ts'

const tags = ['links']
const tokenSchema = z.object({ token: z.string().min(1).max(200) })
const page = { 'text/html': { schema: z.string() } }

const follow = createRoute({
  method: 'get',
  path: '/l/{token}',
  tags,
  summary: 'A tracked link of a message: counts the click and leads to the address the plan holds.',
  request: { params: tokenSchema },
  responses: { 302: { description: 'To the marketer’s page.' } },
})
const open = createRoute({
  method: 'get',
  path: '/o/{token}',
  tags,
  summary: 'The invisible picture of an e-mail: counts the opening. The token ends with .gif.',
  request: { params: tokenSchema },
  responses: {
    200: { description: 'A picture of one pixel.', content: { 'image/gif': { schema: z.any() } } },
  },
})
const askUnsubscribe = createRoute({
  method: 'get',
  path: '/u/{token}',
  tags,
  summary: 'Shows a page that asks whether to unsubscribe; changes nothing.',
  request: { params: tokenSchema },
  responses: { 200: { description: 'A page.', content: page } },
})
const unsubscribe = createRoute({
  method: 'post',
  path: '/u/{token}',
  tags,
  summary: 'Unsubscribes, by the page’s button or by a mail program’s one click (RFC 8058).',
  request: { params: tokenSchema },
  responses: { 200: { description: 'Done.', content: page } },
})

// The smallest transparent GIF.
const pixel = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  (letter) => letter.charCodeAt(0),
)

/** What stands in customers’ messages. A token that we did not make leads nowhere. */
export function linkRoutes({ db, reach }: Deps) {
  const acceptEvents = createEventIntake(db)
  let secret: Promise<Uint8Array> | undefined
  const find = async (use: LinkUse, token: string): Promise<LinkedContact> => {
    secret ??= loadInstallation(db).then((installation) => installation.secret)
    const outward = readLinkToken(await secret, { use, token })
    const contact = outward === null ? null : await loadLinkedContact(db, outward)
    if (!contact) throw new Failure('NOT_FOUND', 'This link leads nowhere (any more).')
    return contact
  }
  // Clicks and openings of one minute count as one: programs that check links repeat themselves.
  const note = async (
    { outward, now }: LinkedContact,
    response: 'clicked' | 'opened' | 'unsubscribed',
  ) => {
    const once = response === 'unsubscribed' ? '' : `:${Math.floor(Date.now() / 60_000)}`
    const event = { type: 'response' as const, contact: outward, response, at: toIso(now) }
    const eventId = `${outward}:${response}${once}`
    await acceptEvents({ source: 'link', events: [{ eventId, event }] })
    await reach?.('inbox.accepted')
  }
  return createArea()
    .openapi(follow, async (c) => {
      const contact = await find('l', c.req.valid('param').token)
      if (contact.linkUrl === null) throw new Failure('NOT_FOUND', 'This message has no link.')
      if (c.req.raw.method !== 'HEAD') await note(contact, 'clicked')
      c.header('referrer-policy', 'no-referrer')
      c.header('cache-control', 'no-store')
      return c.redirect(contact.linkUrl, 302)
    })
    .openapi(open, async (c) => {
      const contact = await find('o', c.req.valid('param').token.replace(/\.gif$/, ''))
      if (c.req.raw.method !== 'HEAD') await note(contact, 'opened')
      c.header('cache-control', 'no-store')
      c.header('cross-origin-resource-policy', 'cross-origin')
      return c.body(pixel, 200, { 'content-type': 'image/gif' })
    })
    .openapi(askUnsubscribe, async (c) => {
      const { language, unsubscribed } = await find('u', c.req.valid('param').token)
      c.header('cache-control', 'no-store')
      return c.html(unsubscribePage({ language, done: unsubscribed }), 200)
    })
    .openapi(unsubscribe, async (c) => {
      const contact = await find('u', c.req.valid('param').token)
      await note(contact, 'unsubscribed')
      c.header('cache-control', 'no-store')
      return c.html(unsubscribePage({ language: contact.language, done: true }), 200)
    })
}
