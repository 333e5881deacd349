import { smsParts } from '../../engine/render/sms-parts.ts'
import type { ChannelAdapter, Outgoing, SendResult } from './channel.ts'
import { deadlineOf, inLanes } from './deadline.ts'

export interface SmsOptions {
  /** Where messages are posted. */
  readonly url: string
  /** Sent as `Authorization: Bearer …`; null: the gateway wants none. */
  readonly key: string | null
  /** Requests on their way at the same time. */
  readonly requests?: number
}

/**
 * Text messages through an HTTP gateway: POST JSON `{ to, text, size }`, size being `sms` or `lms`, with the outward id
 * as `Idempotency-Key`, so that a message whose answer was lost may be sent again. An `id` in the answer is kept. 408,
 * 425, 429 (RFC 6585) and 5xx mean retry, after `Retry-After` if given (RFC 9110, 10.2.3); so does 401, which speaks of
 * our key and not of the contact; any other 4xx is final.
 */
export function createSmsAdapter({ url, key, requests = 16 }: SmsOptions): ChannelAdapter {
  return {
    keyed: true,
    remembers: true,
    chunkSize: 200,
    async send(batch, context) {
      const { signal, clear } = deadlineOf(context)
      try {
        return await inLanes(batch, { lanes: requests, signal }, (item) =>
          sendOne(item, { url, key, signal }),
        )
      } finally {
        clear()
      }
    },
  }
}

async function sendOne(
  { outward, recipient, message }: Outgoing,
  { url, key, signal }: { url: string; key: string | null; signal: AbortSignal },
): Promise<SendResult> {
  const to = phoneNumber(recipient)
  if (to === null) return { outward, result: 'failed', code: 'BAD_NUMBER' }
  const { as } = smsParts(message.text)
  if (as === 'tooLong') return { outward, result: 'failed', code: 'TOO_LONG' }
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': outward,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ to, text: message.text, size: as }),
    })
    return await resultOf(outward, response)
  } catch (error) {
    return lost(outward, error, signal)
  }
}

/** Digits, with a leading + for numbers of other countries; null if it is no number. */
function phoneNumber(text: string): string | null {
  const digits = text.replaceAll(/[\s().-]/g, '')
  return /^\+?\d{7,15}$/.test(digits) ? digits : null
}

async function resultOf(outward: string, response: Response): Promise<SendResult> {
  const { status, ok } = response
  if (ok) {
    return { outward, result: 'accepted', providerRef: idOf(await response.text().catch(() => '')) }
  }
  await response.body?.cancel()
  const code = `HTTP_${status}`
  if (status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)) {
    return { outward, result: 'failed', code }
  }
  const afterMs = retryAfterMs(response.headers.get('retry-after'), Date.now())
  return { outward, result: 'retry', code, afterMs }
}

/** Seconds or an HTTP date, as milliseconds from `nowMs`; null if it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** The gateway has said yes: an answer that cannot be read costs the reference, not the contact. */
function idOf(body: string): string | null {
  try {
    const { id } = JSON.parse(body) as { id?: unknown }
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : null
  } catch {
    return null
  }
}

const beforeAnyByte: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ENOTFOUND: 'HOST_UNKNOWN',
  EAI_AGAIN: 'HOST_UNKNOWN',
  EHOSTUNREACH: 'HOST_UNREACHABLE',
  ENETUNREACH: 'HOST_UNREACHABLE',
  UND_ERR_CONNECT_TIMEOUT: 'TIMED_OUT',
}

function lost(outward: string, error: unknown, signal: AbortSignal): SendResult {
  const cause = error instanceof Error ? (error.cause as { code?: string } | undefined) : undefined
  const early = beforeAnyByte[cause?.code ?? '']
  if (early) return { outward, result: 'retry', code: early, afterMs: null }
  const code = signal.aborted ? String(signal.reason) : 'LOST'
  return { outward, result: 'ambiguous', code }
}
