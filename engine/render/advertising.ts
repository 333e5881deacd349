import type { Policy } from '../../schemas/policy.ts'
import { tagsOf } from './tags.ts'

/**
 * Adds what advertising by e-mail or text message must carry, unless the author has written it: the label first (in the
 * subject of an e-mail, in the text of a message), the sender's name, and how to opt out at the end. Label, name and
 * opt-out text come from the policy. Letters and calls are left as they are.
 * Source: Korea, Act on Promotion of Information and Communications Network Utilization, art. 50 (4), and its
 * Enforcement Decree, annex 6.
 */
export function layOut(texts: Texts, policy: Policy): { subject: string; body: string } {
  const { channel, advertising, subject, body } = texts
  if (!advertising || channel === 'letter' || channel === 'call') return { subject, body }
  const names = new Set(tagsOf(body).tags.map((tag) => tag.name))
  const named = names.has('sender') || body.includes(policy.senderName)
  const optOut = names.has('optOut') || body.includes(policy.optOutText)
  const end = optOut ? '' : '\n{{optOut}}'
  if (channel === 'email') {
    const sender = named ? '' : '\n{{sender}}'
    const closing = sender || end ? `\n${sender}${end}` : ''
    return { subject: labelled(subject, policy), body: `${body}${closing}` }
  }
  const lead = named ? '' : `[${plain(policy.senderName)}] `
  const text = body.startsWith(policy.advertisingLabel)
    ? body.slice(policy.advertisingLabel.length).trimStart()
    : body
  return { subject, body: `${plain(policy.advertisingLabel)}${lead}${text}${end}` }
}

/** What the author wrote, by channel. */
export interface Texts {
  readonly channel: 'email' | 'sms' | 'letter' | 'call'
  readonly advertising: boolean
  readonly subject: string
  readonly body: string
  readonly linkUrl: string | null
}

function labelled(subject: string, policy: Policy): string {
  const label = plain(policy.advertisingLabel)
  return subject.startsWith(label) ? subject : `${label} ${subject}`.trim()
}

/** House texts are no templates: their braces must not be read as tags. */
function plain(text: string): string {
  return text.replaceAll(/[{}]/g, '')
}
