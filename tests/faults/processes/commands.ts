import type { Point } from '../../../engine/points.ts'

/** What a process of the proof is told, as JSON in its first argument. */
export interface Settings {
  /** worker, router or api, and which of them. */
  readonly name: string
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly prefix: string
  /** Path of the bundled workflows. */
  readonly codePath: string
  readonly smtpUrl: string
  readonly smsUrl: string
  readonly letterDir: string
  readonly publicUrl: string
  /** For an api. */
  readonly port: number
  readonly sendTimeoutMs: number
  /** A deliberate bug to be wired in; null: as shipped. */
  readonly bug: string | null
}

/** From the driver. At the `nth` passing from now on: die on the spot, or stand still until told to go. */
export type Command =
  | {
      readonly do: 'arm'
      readonly point: Point
      readonly nth: number
      readonly act: 'die' | 'stand'
    }
  | { readonly do: 'disarm' }
  | { readonly do: 'go' }

/** To the driver. */
export type Message =
  | { readonly says: 'ready' }
  | { readonly says: 'standing'; readonly at: Point }
  /** Gone on from there, it came to this point. */
  | { readonly says: 'passed'; readonly at: Point }

export function readSettings(): Settings {
  return JSON.parse(process.argv[2] ?? '') as Settings
}

export function say(message: Message): void {
  process.send?.(message)
}

/** Aborts when asked to end in good order; whoever loses its driver ends at once. */
export function untilAsked(): AbortSignal {
  const asked = new AbortController()
  process.once('SIGTERM', () => asked.abort())
  process.once('disconnect', () => process.exit(1))
  return asked.signal
}
