import type { InboxEvent } from '../../schemas/inbox.ts'

export interface InboxRow {
  readonly id: number
  readonly source: string
  readonly eventId: string
  readonly run: number | null
  readonly customer: number | null
  readonly event: InboxEvent
}

/** Why an event changes nothing; it is kept and shown. */
export interface EventProblem {
  readonly id: number
  readonly problem: string
}
