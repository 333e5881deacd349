import { type Hashes, pureHashes, writeHex } from './hashes.ts'

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
  hashes: Hashes = pureHashes,
): string {
  const token = new Uint8Array(32)
  writeHex(token, 0, outward)
  writeHex(token, 16, codeOf(secret, { use, id: token }, hashes))
  return toBase64Url(token)
}

/** The outward id that a token was made for; null for any other text. Takes the same time for every wrong code. */
export function readLinkToken(
  secret: Uint8Array,
  { use, token }: { use: LinkUse; token: string },
): string | null {
  const bytes = fromBase64Url(token)
  if (bytes?.length !== 32) return null
  const code = new Uint8Array(16)
  writeHex(code, 0, codeOf(secret, { use, id: bytes }, pureHashes))
  let difference = 0
  for (const [i, byte] of code.entries()) difference |= byte ^ (bytes[16 + i] ?? 256)
  if (difference !== 0) return null
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'))
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Hexadecimal; of `id` the first 16 bytes count. */
function codeOf(
  secret: Uint8Array,
  { use, id }: { use: LinkUse; id: Uint8Array },
  hashes: Hashes,
): string {
  const { inner, outer } = padsOf(secret, hashes)
  inner[blockBytes] = use.charCodeAt(0)
  for (let i = 0; i < 16; i++) inner[blockBytes + 1 + i] = id[i] ?? 0
  writeHex(outer, blockBytes, hashes.sha256(inner))
  return hashes.sha256(outer).slice(0, 32)
}

/** What the two hashes of HMAC (RFC 2104) are made of: a block of the key each, then room for what is hashed. */
interface Pads {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}

const blockBytes = 64
const hashBytes = 32
const pads = new WeakMap<Uint8Array, Pads>()

/** Made once per secret. */
function padsOf(secret: Uint8Array, { sha256 }: Hashes): Pads {
  const known = pads.get(secret)
  if (known) return known
  const key = new Uint8Array(blockBytes)
  if (secret.length > blockBytes) writeHex(key, 0, sha256(secret))
  else key.set(secret)
  const made = {
    inner: new Uint8Array(blockBytes + 17),
    outer: new Uint8Array(blockBytes + hashBytes),
  }
  for (const [i, byte] of key.entries()) {
    made.inner[i] = byte ^ 0x36
    made.outer[i] = byte ^ 0x5c
  }
  pads.set(secret, made)
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
