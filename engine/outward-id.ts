import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Channel } from '../schemas/basics.ts'
import type { NodeNo } from '../schemas/plan.ts'

/** What makes a contact the contact it is; the three uuids survive a restored backup, sequences do not. */
export interface ContactIdentity {
  /** Uuid of the run. */
  readonly run: string
  /** Uuid of the customer. */
  readonly customer: string
  /** Uuid of this entry of the customer into the run. */
  readonly entry: string
  readonly node: NodeNo
  readonly visit: number
  readonly channel: Channel
  /** Counts deliberate repetitions by an operator; 0 is the contact itself. */
  readonly occurrence: number
}

/**
 * The name under which a contact leaves the house: the same for every attempt of one contact, different for any other.
 * A UUIDv5 within the run's uuid.
 */
export function outwardId(contact: ContactIdentity): string {
  const { customer, entry, node, visit, channel, occurrence } = contact
  return uuidV5(contact.run, `${customer}/${entry}/${node}/${visit}/${channel}/${occurrence}`)
}

/** A name-based uuid (RFC 9562, 5.5) of an ASCII name within a namespace. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = new Uint8Array(16 + name.length)
  bytes.set(hexToBytes(namespace.replaceAll('-', '')))
  for (let i = 0; i < name.length; i++) bytes[16 + i] = name.charCodeAt(i)
  const hash = sha1(bytes)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = bytesToHex(hash.subarray(0, 16))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
