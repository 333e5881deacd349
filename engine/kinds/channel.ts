import type { ContactFact, Decision, Traveller } from '../decision.ts'
import { durationMs } from '../durations.ts'
import { dueAfter } from '../pauses.ts'
import { checkMessage } from './check-message.ts'
import { contactOfVisit, type NotMade, outcomeOf } from './contact.ts'
import type { KindMeaning, PlanNodeOf } from './kind.ts'

/** One touch by e-mail, text message or letter: ordered on arrival, left when it is settled. */
export const channel: KindMeaning<'channel'> = {
  check: (node, { catalogue }) => checkMessage(node, catalogue),
  needs: (at) => ({ contacts: [at.no] }),
  decide(at, traveller, clock) {
    const contact = contactOfVisit(traveller, at.no)
    if (!contact) {
      // The compiler lets no channel node without a channel pass.
      if (!at.node.channel) throw new Error(`Step ${at.id} of a published plan has no channel`)
      const expiresAt = dueAfter(traveller.arrivedAt, durationMs(at.node.expiresAfter), clock)
      const order = { order: 'contact', channel: at.node.channel, expiresAt } as const
      return { do: 'park', dueAt: null, orders: [order] }
    }
    const outcome = outcomeOf(contact.status)
    if (outcome === 'open') return { do: 'park', dueAt: null, orders: [] }
    if (outcome === 'made') return sent(contact, traveller)
    return unsent(at, outcome, { contact, traveller })
  },
}

function sent(contact: ContactFact, traveller: Traveller): Decision {
  const code = contact.status === 'unknown' ? 'SENT_UNKNOWN' : 'SENT'
  return { do: 'go', port: 'next', why: { code }, at: leftAt(contact, traveller), orders: [] }
}

function unsent(
  at: PlanNodeOf<'channel'>,
  status: NotMade,
  { contact, traveller }: { contact: ContactFact; traveller: Traveller },
): Decision {
  const why = { code: unsentCode[status], ...(contact.reason && { reason: contact.reason }) }
  const rest = { why, at: leftAt(contact, traveller), orders: [] }
  switch (at.node.unsent) {
    case 'continue':
      return { do: 'go', port: 'next', ...rest }
    case 'branch':
      return { do: 'go', port: 'unsent', ...rest }
    case 'leave':
      return { do: 'end', result: 'left', ...rest }
  }
}

const unsentCode: Readonly<Record<NotMade, string>> = {
  refused: 'REFUSED',
  failed: 'FAILED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
}

function leftAt(contact: ContactFact, traveller: Traveller): number {
  return Math.max(traveller.arrivedAt, contact.settledAt ?? traveller.arrivedAt)
}
