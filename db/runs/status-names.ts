import type { ContactStatus } from '../../engine/decision.ts'

/** intent.status and enrolment.state are small numbers in rows and words everywhere else. */
const contactStatuses: Readonly<Record<number, ContactStatus>> = {
  0: 'ordered',
  2: 'started',
  3: 'accepted',
  4: 'refused',
  5: 'failed',
  6: 'expired',
  7: 'unknown',
  8: 'cancelled',
}
const enrolmentStates = ['ready', 'parked', 'held', 'ended'] as const
export type EnrolmentState = (typeof enrolmentStates)[number]

export function contactStatusOf(status: number): ContactStatus {
  const name = contactStatuses[status]
  if (!name) throw new RangeError(`No contact has the status ${status}`)
  return name
}

export function enrolmentStateOf(state: number): EnrolmentState {
  const name = enrolmentStates[state]
  if (!name) throw new RangeError(`No enrolment has the state ${state}`)
  return name
}
