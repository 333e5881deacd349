import type { Channel } from '../schemas/basics.ts'
import type { NodeNo } from '../schemas/plan.ts'
import { type Hashes, pureHashes, writeHex } from './hashes.ts'

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
export function outwardId(contact: ContactIdentity, hashes: Hashes = pureHashes): string {
  const { customer, entry, node, visit, channel, occurrence } = contact
  const name = `${customer}/${entry}/${node}/${visit}/${channel}/${occurrence}`
  return uuidV5(contact.run, name, hashes)
}

/** A name-based uuid (RFC 9562, 5.5) of an ASCII name within a namespace. */
export function uuidV5(namespace: string, name: string, { sha1 }: Hashes = pureHashes): string {
  const bytes = new Uint8Array(16 + name.length)
  writeHex(bytes, 0, namespace)
  for (let i = 0; i < name.length; i++) bytes[16 + i] = name.charCodeAt(i)
  const hex = sha1(bytes)
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
