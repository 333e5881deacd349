import type { SmsFault } from '../../../local/sinks/sms.ts'
import type { SmtpFault } from '../../../local/sinks/smtp.ts'

/** How a provider feels: it does this to a share of what it hears, or of certain recipients. */
export interface Mood {
  readonly fault: SmtpFault | SmsFault
  /** 0–1. */
  readonly share: number
  /** Source of an expression that the address must match. */
  readonly only?: string
}

export interface NamedMood {
  readonly name: string
  readonly provider: 'email' | 'sms'
  readonly mood: Mood
}

/** Every way in which a provider lets us down. */
export const moods: readonly NamedMood[] = [
  email('4yz at the recipient', { fault: 'refuse', status: 450, stage: 'rcpt' }),
  email('4yz after the message', { fault: 'refuse', status: 451, stage: 'data' }),
  email('421', { fault: 'refuse', status: 421, stage: 'data' }),
  email('5yz', { fault: 'refuse', status: 550, stage: 'rcpt' }, 0.2),
  email('garbage', { fault: 'garbage', stage: 'data' }, 0.2),
  email('hangs before the message', { fault: 'hang', stage: 'rcpt' }, 0.3),
  email('accepts and says nothing', { fault: 'hang', stage: 'data' }, 0.3),
  email('accepts and hangs up', { fault: 'drop', stage: 'data' }, 0.2),
  email('hangs up', { fault: 'drop', stage: 'rcpt' }, 0.3),
  email('slow', { fault: 'slow', stage: 'data', ms: 600 }),
  sms('400', { fault: 'status', status: 400 }, 0.2),
  sms('429 with Retry-After', { fault: 'status', status: 429, retryAfter: '2' }),
  sms('500', { fault: 'status', status: 500 }),
  sms('garbage', { fault: 'garbage' }, 0.3),
  sms('hangs', { fault: 'hang', taken: false }, 0.3),
  sms('accepts and says nothing', { fault: 'hang', taken: true }, 0.3),
  sms('accepts and hangs up', { fault: 'drop' }, 0.3),
  sms('slow', { fault: 'slow', ms: 600 }),
]

function email(name: string, fault: SmtpFault, share = 0.4): NamedMood {
  return { name: `mail server: ${name}`, provider: 'email', mood: { fault, share } }
}

function sms(name: string, fault: SmsFault, share = 0.4): NamedMood {
  return { name: `gateway: ${name}`, provider: 'sms', mood: { fault, share } }
}
