import type { InstantMs } from '../schemas/basics.ts'
import type { Attribution } from '../schemas/scenario.ts'
import type { ContactFact } from './decision.ts'
import { dayMs } from './durations.ts'

/**
 * Whether a purchase that names its contact counts for the run: within the days that the scenario gives it, from entering
 * or from a contact that was made or may have been. SQL that says the same: db/attribution.ts.
 */
export function isAttributed(
  { since, days }: Attribution,
  {
    at,
    enteredAt,
    contacts,
  }: {
    readonly at: InstantMs
    readonly enteredAt: InstantMs
    readonly contacts: readonly Pick<ContactFact, 'status' | 'settledAt'>[]
  },
): boolean {
  if (since === 'entering') return at < enteredAt + days * dayMs
  return contacts.some(
    ({ status, settledAt }) =>
      (status === 'accepted' || status === 'unknown') &&
      settledAt !== null &&
      settledAt <= at &&
      settledAt > at - days * dayMs,
  )
}
