import type { InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { CallResult } from '../../schemas/kinds/call.ts'
import type { ContactFact, Decision, Traveller, Why } from '../decision.ts'
import { diagnostic } from '../diagnostics.ts'
import { durationMs } from '../durations.ts'
import { dueAfter } from '../pauses.ts'
import { checkTags } from './check-message.ts'
import { contactOfVisit, outcomeOf } from './contact.ts'
import type { KindMeaning, PlanNodeOf } from './kind.ts'

/**
 * A call by an agent: ordered on arrival; left with the first result an agent records while there is time, which runs
 * from the task’s acceptance by the desk; else as `unreached`. An agent’s `noAnswer` is final: attempts are counted at
 * the desk.
 */
export const call: KindMeaning<'call'> = {
  check: (node) => [
    ...(node.script.trim() === ''
      ? [diagnostic('SCRIPT_MISSING', { nodeId: node.id, field: 'script' })]
      : []),
    ...checkTags(node.script, { nodeId: node.id, field: 'script' }),
  ],
  needs: (at) => ({ contacts: [at.no] }),
  decide(at, traveller, clock) {
    const contact = contactOfVisit(traveller, at.no)
    const allowedMs = durationMs(at.node.within)
    if (!contact) {
      const expiresAt = dueAfter(traveller.arrivedAt, allowedMs, clock)
      const order = { order: 'contact', channel: 'call', expiresAt } as const
      return { do: 'park', dueAt: null, orders: [order] }
    }
    const outcome = outcomeOf(contact.status)
    // An unsettled order is settled by its expiry at the latest; leaving earlier would leave a call behind.
    if (outcome === 'open') return { do: 'park', dueAt: null, orders: [] }
    const settledAt = contact.settledAt ?? traveller.arrivedAt
    if (outcome !== 'made') {
      const why = { code: 'NOT_CALLED', ...(contact.reason && { reason: contact.reason }) }
      return leave(at, traveller, { result: 'unreached', at: settledAt, why })
    }
    const until = dueAfter(settledAt, allowedMs, clock)
    const first = firstResult(contact, until)
    if (first && first.at <= clock.now) {
      return leave(at, traveller, { ...first, why: { code: 'CALLED', result: first.result } })
    }
    if (clock.now < until) return { do: 'park', dueAt: first ? first.at : until, orders: [] }
    return leave(at, traveller, { result: 'unreached', at: until, why: { code: 'NOT_REACHED' } })
  },
}

function firstResult(
  contact: ContactFact,
  until: InstantMs,
): { result: CallResult; at: InstantMs } | null {
  let first: { result: CallResult; at: InstantMs } | null = null
  for (const { kind, firstAt } of contact.responses) {
    const result = resultOf(kind)
    if (!result || firstAt > until || (first && first.at <= firstAt)) continue
    first = { result, at: firstAt }
  }
  return first
}

function resultOf(kind: ResponseKind): CallResult | null {
  switch (kind) {
    case 'answered':
    case 'complaint':
    case 'refused':
    case 'wrongNumber':
      return kind
    case 'noAnswer':
      return 'unreached'
    case 'reached':
    case 'opened':
    case 'clicked':
    case 'replied':
    case 'purchased':
    case 'bounced':
    case 'unsubscribed':
      return null
  }
}

function leave(
  { node }: PlanNodeOf<'call'>,
  traveller: Traveller,
  { result, at, why }: { result: CallResult; at: InstantMs; why: Why },
): Decision {
  const port = node.branches.includes(result) ? result : 'next'
  return { do: 'go', port, why, at: Math.max(at, traveller.arrivedAt), orders: [] }
}
