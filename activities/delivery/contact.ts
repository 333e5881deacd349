import type {
  Addressee,
  AttemptKey,
  Entry,
  IntentToSend,
  NodeRef,
  Settlement,
} from '../../db/contacts/deliveries.ts'
import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import type { Channel } from '../../schemas/basics.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import { type ChannelAdapter, type Outgoing, postalRecipient } from '../channels/channel.ts'

/** An intent with its enrolment and its customer. */
export interface Contact extends IntentToSend {
  readonly entry: Entry
  readonly to: Addressee
  /** The attempt whose outcome nobody saw; null: nothing is on its way. */
  readonly begun: Begun | null
}

export interface Begun extends WrittenAhead {
  readonly cost: number
  /** When it was counted towards the contact limit. */
  readonly startedAt: number
}

/** A contact whose attempt stands in the database and may go out now. */
export interface Started {
  readonly enrolment: number
  readonly visit: number
  readonly occurrence: number
  readonly attempt: number
  readonly startedAt: number
  /** Counted towards the contact limit. */
  readonly counted: boolean
  readonly cost: number
  readonly outgoing: Outgoing
}

export interface Prepared {
  readonly adapter: ChannelAdapter
  readonly started: readonly Started[]
  /** Contacts that need no network to be settled: refused, expired, cancelled, unknown. */
  readonly settled: readonly Settlement[]
  /** Enrolments whose contact waits for budget. */
  readonly withoutBudget: readonly number[]
}

/** What is kept of an attempt: enough to send the very same again. */
export interface WrittenAhead {
  readonly recipient: string
  readonly message: RenderedMessage
}

export function writtenAhead({ recipient, message }: Outgoing): WrittenAhead {
  return { recipient, message }
}

export function startedOf(
  ref: NodeRef,
  intent: Contact,
  {
    recipient,
    message,
    ...facts
  }: WrittenAhead & { cost: number; counted: boolean; startedAt: number },
): Started {
  const { outward, customer, expiresAt } = intent
  const { attempt, ...key } = keyOf(intent)
  return {
    ...key,
    ...facts,
    attempt: attempt + 1,
    outgoing: { outward, customer, expiresAt, recipient, message, place: { ...ref, ...key } },
  }
}

export function keyOf({ enrolment, visit, occurrence, attempt }: AttemptKey): AttemptKey {
  return { enrolment, visit, occurrence, attempt }
}

export function recipientOf(intent: Contact, channel: Channel): string | null {
  switch (channel) {
    case 'email':
      return intent.to.email ?? null
    case 'sms':
    case 'call':
      return intent.to.phone ?? null
    case 'letter': {
      const { name, postalCode, address } = intent.to
      return address
        ? postalRecipient({ name: name ?? '', postalCode: postalCode ?? '', address })
        : null
    }
  }
}

/** The way to the world at a contact node. */
export function channelOf({ node, id }: PlanNode): Channel {
  if (node.kind === 'call') return 'call'
  if (node.kind === 'channel' && node.channel) return node.channel
  throw new Error(`Contacts are made at channel and call nodes only, not at ${id}`)
}

/** Whether an attempt is on its way whose outcome nobody saw, and can be made again. */
export function isBegun(contact: Contact): contact is Contact & { begun: Begun } {
  return contact.begun !== null
}

export function divide<T, Part extends T>(
  items: readonly T[],
  belongs: (item: T) => item is Part,
): [Part[], T[]]
export function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]]
export function divide<T>(items: readonly T[], belongs: (item: T) => boolean): [T[], T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))]
}
