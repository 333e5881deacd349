import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'

/** One way to the world. `send` is called after the gate has agreed and the attempt is written down. */
export interface ChannelAdapter {
  /**
   * Sending again with the same outward id has no second effect, so an ambiguous attempt may be repeated.
   * False: what is ambiguous stays unknown.
   */
  readonly keyed: boolean
  /**
   * The provider itself knows an outward id again, so that even a database that was restored and has forgotten a contact
   * cannot make it twice. Without it what may have been forgotten becomes unknown.
   */
  readonly remembers?: boolean
  /** How many contacts one call of `send` takes at most. */
  readonly chunkSize: number
  /**
   * Sends a chunk and answers once for every contact, in any order, within `timeoutMs`: what has not begun by then, or
   * when `signal` aborts, is `retry` with `NOT_BEGUN`. One contact's failure never touches another's. Throws only when
   * nothing is known of the whole chunk (our own database is gone).
   */
  send(batch: readonly Outgoing[], context: SendContext): Promise<readonly SendResult[]>
}

export interface SendContext {
  readonly signal: AbortSignal
  /** For the whole chunk, from this call on. */
  readonly timeoutMs: number
}

/** One rendered contact, ready to leave. */
export interface Outgoing {
  /** Uuid: idempotency key, local part of Message-ID, line id of a print file, id of a call task. */
  readonly outward: string
  /** E-mail address or telephone number; for a letter the lines of `postalRecipient`. */
  readonly recipient: string
  readonly message: RenderedMessage
  readonly customer: number
  readonly place: ContactPlace
  /** By the run's clock: later than this the contact is stale. */
  readonly expiresAt: InstantMs
}

/** Where in a run a contact stands: the key of its intent. */
export interface ContactPlace {
  readonly run: number
  readonly cohort: number
  readonly node: NodeNo
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
}

/** What became of one contact; codes are upper-case words or a provider's status, never personal data. */
export type SendResult =
  | {
      readonly outward: string
      readonly result: 'accepted'
      readonly providerRef: string | null
    }
  /** For good: HTTP 4xx, SMTP 5yz. */
  | { readonly outward: string; readonly result: 'failed'; readonly code: string }
  /** Nothing was taken; try again, not before `afterMs` (Retry-After) if the provider named a time. */
  | {
      readonly outward: string
      readonly result: 'retry'
      readonly code: string
      readonly afterMs: number | null
    }
  /** Bytes left and no answer came: it may have been taken. */
  | { readonly outward: string; readonly result: 'ambiguous'; readonly code: string }

/** A postal recipient as three lines: name, postal code, address; line breaks inside become spaces. */
export function postalRecipient(to: {
  readonly name: string
  readonly postalCode: string
  readonly address: string
}): string {
  return [to.name, to.postalCode, to.address]
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .join('\n')
}
