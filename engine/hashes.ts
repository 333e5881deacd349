import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * Hash functions; each answers in hexadecimal, small letters. Ours run everywhere; where names are made by the thousand
 * the caller hands in those of its platform, which say the same several times quicker.
 */
export interface Hashes {
  sha1(bytes: Uint8Array): string
  sha256(bytes: Uint8Array): string
}

export const pureHashes: Hashes = {
  sha1: (bytes) => bytesToHex(sha1(bytes)),
  sha256: (bytes) => bytesToHex(sha256(bytes)),
}

/** Writes the bytes of a hexadecimal text from `at` on; the hyphens of a uuid are passed over. */
export function writeHex(bytes: Uint8Array, at: number, hex: string): void {
  let next = at
  for (let i = 0; i < hex.length; i += 2) {
    if (hex.charCodeAt(i) === hyphen) i += 1
    bytes[next] = (digitAt(hex, i) << 4) | digitAt(hex, i + 1)
    next += 1
  }
}

const hyphen = 45

/** 0–9 are 48–57, a–f 97–102, A–F 65–70. */
function digitAt(hex: string, at: number): number {
  const code = hex.charCodeAt(at)
  return code < 58 ? code - 48 : (code | 32) - 87
}
