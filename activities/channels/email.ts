import addressparser from 'nodemailer/lib/addressparser'
import { Failure } from '../../schemas/failure.ts'
import type { ChannelAdapter, Outgoing, SendResult } from './channel.ts'
import { deadlineOf, inLanes } from './deadline.ts'
import { envelopeAddress, mimeOf, type Sender } from './email-mime.ts'
import {
  openSession,
  resetSession,
  type SmtpAnswer,
  type SmtpServer,
  type SmtpSession,
  transmit,
} from './smtp-session.ts'

export interface EmailOptions {
  /** smtp://user:password@host:587 (STARTTLS where the server offers it) or smtps://… */
  readonly url: string
  /** Sender, e.g. `Shop <shop@example.com>`. */
  readonly from: string
  /** Connections kept open at the same time. */
  readonly connections?: number
}

export type EmailAdapter = ChannelAdapter & { close(): void }

/**
 * E-mails through one mail server, over connections that stay open from chunk to chunk. SMTP knows no idempotency key,
 * so what was cut off after its first byte is ambiguous. A server that cannot be reached, refuses us (greeting, sign-in)
 * or answers 4yz means retry; 5yz about sender, recipient or message is final.
 * @throws Failure INVALID for an address or a sender that cannot be read.
 */
export function createEmailAdapter({ url, from, connections = 5 }: EmailOptions): EmailAdapter {
  const server = serverOf(url)
  const sender = senderOf(from)
  const idle: SmtpSession[] = []
  let closed = false

  async function sendOne(item: Outgoing, signal: AbortSignal): Promise<SendResult> {
    const to = envelopeAddress(item.recipient)
    if (to === null) return { outward: item.outward, result: 'failed', code: 'BAD_ADDRESS' }
    const session = idle.pop() ?? (await openSession(server, signal))
    if (!('connection' in session)) return unreached(item.outward, session)
    const mime = mimeOf({ ...item, recipient: to }, { from: sender, at: new Date() })
    const answer = await transmit(session, { from: sender.address, to, mime }, signal)
    const stale = answer.said === 'nothing' && !answer.begun && session.used > 1
    // The server had closed a connection that was idle; nothing of this message has left.
    if (stale && !signal.aborted) return sendOne(item, signal)
    const usable =
      answer.said === 'taken' ||
      (answer.said === 'refused' && answer.status !== 421 && (await resetSession(session, signal)))
    if (usable && !closed) idle.push(session)
    else session.connection.close()
    return resultOf(item.outward, answer)
  }

  return {
    keyed: false,
    chunkSize: 200,
    async send(batch, context) {
      const { signal, clear } = deadlineOf(context)
      try {
        return await inLanes(batch, { lanes: connections, signal }, (item) => sendOne(item, signal))
      } finally {
        clear()
      }
    },
    close() {
      closed = true
      for (const { connection } of idle.splice(0)) connection.quit()
    },
  }
}

function resultOf(outward: string, answer: SmtpAnswer): SendResult {
  switch (answer.said) {
    case 'taken':
      return { outward, result: 'accepted', providerRef: answer.response.slice(0, 200) || null }
    case 'refused': {
      const code = `SMTP_${answer.status}`
      return answer.status >= 500
        ? { outward, result: 'failed', code }
        : { outward, result: 'retry', code, afterMs: null }
    }
    case 'nothing':
      return answer.begun
        ? { outward, result: 'ambiguous', code: answer.code }
        : { outward, result: 'retry', code: answer.code, afterMs: null }
  }
}

/** Whatever a server says before the first message is about us, never about the recipient. */
function unreached(outward: string, answer: Exclude<SmtpAnswer, { said: 'taken' }>): SendResult {
  const code = answer.said === 'refused' ? `SMTP_${answer.status}` : answer.code
  return { outward, result: 'retry', code, afterMs: null }
}

function serverOf(url: string): SmtpServer {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed?.hostname || !['smtp:', 'smtps:'].includes(parsed.protocol)) {
    throw new Failure(
      'INVALID',
      'The mail server is not an address like smtp://user:password@host:587: correct SMTP_URL.',
      { details: { reason: 'SETUP' } },
    )
  }
  const secure = parsed.protocol === 'smtps:'
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(parsed.port) || (secure ? 465 : 587),
    secure,
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
  }
}

function senderOf(from: string): Sender {
  const [parsed] = addressparser(from, { flatten: true })
  const address = envelopeAddress(parsed?.address ?? '')
  if (!address) {
    throw new Failure(
      'INVALID',
      `"${from}" is no sender of e-mails: write MAIL_FROM like Shop <shop@example.com>.`,
      { details: { reason: 'SETUP' } },
    )
  }
  return { name: parsed?.name ?? '', address }
}
