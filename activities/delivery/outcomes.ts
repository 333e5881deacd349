import type { Retry, Settlement } from '../../db/contacts/deliveries.ts'
import type { SendResult } from '../channels/channel.ts'
import { keyOf, type Prepared, type Started } from './contact.ts'

/** What is to be written about the attempts of a chunk. */
export interface Outcomes {
  readonly settlements: readonly Settlement[]
  readonly retries: readonly Retry[]
}

/**
 * What the provider's answers mean for the attempts they answer. What it may have taken is tried again only where it
 * honours keys; elsewhere it stays unknown, and charged.
 */
export function outcomesOf(
  { adapter, started }: Prepared,
  results: readonly SendResult[],
): Outcomes {
  const byOutward = new Map(started.map((s) => [s.outgoing.outward, s]))
  const settlements: Settlement[] = []
  const retries: Retry[] = []
  for (const result of results) {
    const attempt = byOutward.get(result.outward)
    if (!attempt) continue
    if (result.result === 'retry') {
      const afterMs = result.afterMs ?? backoffMs(attempt.attempt)
      retries.push({ ...keyOf(attempt), afterMs, reason: result.code, begun: false })
    } else if (result.result === 'ambiguous' && adapter.keyed) {
      const afterMs = backoffMs(attempt.attempt)
      retries.push({ ...keyOf(attempt), afterMs, reason: result.code, begun: true })
    } else settlements.push(settlementOf(attempt, result))
  }
  return { settlements, retries }
}

function settlementOf(
  attempt: Started,
  result: Exclude<SendResult, { result: 'retry' }>,
): Settlement {
  const key = keyOf(attempt)
  switch (result.result) {
    case 'accepted':
      return { ...key, status: 3, reason: null, providerRef: result.providerRef, charged: true }
    case 'failed':
      return { ...key, status: 5, reason: result.code, providerRef: null, charged: false }
    case 'ambiguous':
      return { ...key, status: 7, reason: result.code, providerRef: null, charged: true }
  }
}

const backoffMaxMs = 15 * 60_000

/** A second at first, doubled with every attempt, at most a quarter of an hour. */
function backoffMs(attempt: number): number {
  return Math.min(backoffMaxMs, 1000 * 2 ** Math.min(attempt, 20))
}
