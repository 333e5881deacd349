import type { InstantMs } from '../schemas/basics.ts'

/** Instants are epoch milliseconds inside and ISO 8601 in UTC on the wire. */
export function toIso(at: InstantMs): string {
  return new Date(at).toISOString()
}

export function toIsoOrNull(at: InstantMs | null): string | null {
  return at === null ? null : toIso(at)
}
