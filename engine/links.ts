import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** What a link in a message is for, and its folder under the public address: `l` leads to the marketer’s page, `o` counts
 * an opening (followed by `.gif`), `u` unsubscribes. */
export type LinkUse = 'l' | 'o' | 'u'

/**
 * Token = outward id (16 bytes) and the first 128 bits of HMAC-SHA-256(secret, use ‖ outward), base64url.
 * The outward id alone is no secret: providers and Message-IDs carry it. With a code per use, who can count an opening
 * (a mail proxy, a forwarded message) still cannot unsubscribe anybody.
 */
export function linkToken(
  secret: Uint8Array,
  { use, outward }: { use: LinkUse; outward: string },
): string {
  const token = new Uint8Array(32)
  const id = hexToBytes(outward.replaceAll('-', ''))
  token.set(id)
  token.set(codeOf(secret, use, id), 16)
  return toBase64Url(token)
}

/** The outward id that a token was made for; null for any other text. Takes the same time for every wrong code. */
export function readLinkToken(
  secret: Uint8Array,
  { use, token }: { use: LinkUse; token: string },
): string | null {
  const bytes = fromBase64Url(token)
  if (bytes?.length !== 32) return null
  const id = bytes.subarray(0, 16)
  const code = codeOf(secret, use, id)
  let difference = 0
  for (const [i, byte] of code.entries()) difference |= byte ^ (bytes[16 + i] ?? 256)
  if (difference !== 0) return null
  return bytesToHex(id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function codeOf(secret: Uint8Array, use: LinkUse, id: Uint8Array): Uint8Array {
  const named = new Uint8Array(17)
  named[0] = use.charCodeAt(0)
  named.set(id, 1)
  return keyed(secret).clone().update(named).digest().subarray(0, 16)
}

const begun = new WeakMap<Uint8Array, ReturnType<typeof hmac.create>>()

/** The HMAC with the secret already taken in: half of its work, done once instead of for every link. */
function keyed(secret: Uint8Array): ReturnType<typeof hmac.create> {
  const known = begun.get(secret)
  if (known) return known
  const made = hmac.create(sha256, secret)
  begun.set(secret, made)
  return made
}

// RFC 4648, section 5, without padding.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const pairs = [...alphabet].flatMap((a) => [...alphabet].map((b) => a + b))

function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += `${pairs[bits >> 12]}${pairs[bits & 4095]}`
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3))
}

/** Null when a character is none of the alphabet’s, or the last one carries bits that no encoder writes. */
function fromBase64Url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null
  const out: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = alphabet.indexOf(letter)
    if (value < 0) return null
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      out.push((bits >> held) & 255)
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? new Uint8Array(out) : null
}
