import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Plan } from '../schemas/plan.ts'

/** The address of a plan by its content: SHA-256 in hex of its canonical JSON (keys sorted, no white space). */
export function planHash(plan: Plan): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(plan))))
}

/** JSON text that is the same for equal values, whatever the order of their keys; absent and undefined are equal. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? sorted(part) : part))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  )
}
