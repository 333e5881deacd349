import { createHash } from 'node:crypto'
import type { IncomingEvent } from '../db/inbox/inbox.ts'
import type { InstantMs } from '../schemas/basics.ts'

type Told = Extract<IncomingEvent['event'], { type: 'response' }>

/**
 * What a mail that came back says of an e-mail of ours: a delivery status notification (RFC 3464) that it could not be
 * delivered or was, a complaint (RFC 5965) that its recipient wants no more, anything else that answers it (RFC 5322,
 * In-Reply-To) a reply. Null: it is about none of ours, or says nothing yet, as a notice of delay and an automatic
 * answer (RFC 3834) do. Ours are known by their Message-ID, whose local part is the id of the contact.
 */
export function eventOfMail(mail: string, now: InstantMs): IncomingEvent | null {
  const [head = '', body = ''] = divided(mail.replaceAll('\r\n', '\n'))
  const header = fieldsOf(head)
  const told = toldBy(header, body)
  if (!told) return null
  const sentAt = Date.parse(header.get('date') ?? '')
  const at = new Date(Number.isNaN(sentAt) ? now : Math.min(sentAt, now)).toISOString()
  const name = header.get('message-id') ?? mail
  const eventId = createHash('sha256').update(name).digest('hex')
  return { eventId, event: { type: 'response', at, ...told } }
}

type WhatIsTold = Omit<Told, 'type' | 'at'>

function toldBy(header: ReadonlyMap<string, string>, body: string): WhatIsTold | null {
  const type = header.get('content-type')?.toLowerCase() ?? ''
  if (type.startsWith('multipart/report')) {
    const contact = returnedContact(body)
    if (contact === null) return null
    if (type.includes('feedback-report')) return { contact, response: 'unsubscribed' }
    return type.includes('delivery-status') ? deliveryTold(contact, body) : null
  }
  const automatic = header.get('auto-submitted') ?? 'no'
  if (!/^no\b/i.test(automatic)) return null
  const answered = `${header.get('in-reply-to') ?? ''} ${header.get('references') ?? ''}`
  const contact = contactIn(answered)
  return contact === null ? null : { contact, response: 'replied' }
}

/** The fields of the one recipient that each of our mails has. */
function deliveryTold(contact: string, body: string): WhatIsTold | null {
  const action = /^action:\s*(\w+)/im.exec(body)?.[1]?.toLowerCase()
  const status = /^status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(body)?.[1] ?? null
  const detail = status === null ? {} : { detail: status }
  if (action === 'delivered') return { contact, response: 'reached', ...detail }
  if (action !== 'failed') return null
  // RFC 3463: 4.x.x gave up on something that may pass, such as a full mailbox.
  const permanent = !status?.startsWith('4')
  return { contact, response: 'bounced', permanent, ...detail }
}

/** The Message-ID of the mail that is returned, whole or by its head, as the last part of a report. */
function returnedContact(body: string): string | null {
  const ids = [...unfolded(body).matchAll(/^message-id:(.*)$/gim)]
  return contactIn(ids.at(-1)?.[1] ?? '')
}

function contactIn(text: string): string | null {
  const found = /<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^\s>]+>/i.exec(text)
  return found?.[1]?.toLowerCase() ?? null
}

function divided(mail: string): [string, string] {
  const end = mail.indexOf('\n\n')
  return end === -1 ? [mail, ''] : [mail.slice(0, end), mail.slice(end + 2)]
}

function fieldsOf(head: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of unfolded(head).split('\n')) {
    const [, name, value] = /^([!-9;-~]+):\s*(.*)$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name.toLowerCase(), value)
  }
  return fields
}

/** RFC 5322, 2.2.3: a line that begins with white space goes on with the one before. */
function unfolded(text: string): string {
  return text.replaceAll(/\n[ \t]+/g, ' ')
}
