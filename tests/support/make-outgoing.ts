import type { Outgoing } from '../../activities/channels/channel.ts'
import { uuidV5 } from '../../engine/outward-id.ts'

const namespace = '0b0c5b1e-3f2d-4a86-9a65-3a8f6b1d2c01'

/** One contact ready to leave, with its own outward id unless one is given. */
export function makeOutgoing(
  enrolment: number,
  { recipient, text, subject, run = 1, node = 3, ...rest }: MadeOutgoing = {},
): Outgoing {
  return {
    outward: rest.outward ?? uuidV5(namespace, `${run}/${node}/${enrolment}`),
    recipient: recipient ?? `c${enrolment}@example.invalid`,
    message: {
      subject: subject ?? `Hello ${enrolment}`,
      text: text ?? `Dear ${enrolment},\nhow are you?`,
      link: null,
      optOutUrl: rest.optOutUrl ?? null,
      openUrl: null,
    },
    customer: rest.customer ?? enrolment,
    place: { run, cohort: 1, node, enrolment, visit: 1, occurrence: 0 },
    expiresAt: rest.expiresAt ?? Date.parse('2026-11-25T00:00:00Z'),
  }
}

export interface MadeOutgoing {
  readonly outward?: string
  readonly recipient?: string
  readonly subject?: string
  readonly text?: string
  readonly optOutUrl?: string
  readonly customer?: number
  readonly run?: number
  readonly node?: number
  readonly expiresAt?: number
}
