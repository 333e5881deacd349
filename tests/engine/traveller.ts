import type { Clock, ContactFact, Traveller } from '../../engine/decision.ts'
import type { ResponseKind } from '../../schemas/basics.ts'
import { monday } from './catalogue.ts'

export const hour = 3_600_000
export const day = 24 * hour

/** Somebody in Seoul who entered and arrived on Monday morning, of whom nothing is known. */
export function traveller(more: Partial<Traveller> = {}): Traveller {
  return {
    seed: 'run1:customer1',
    zone: 'Asia/Seoul',
    visit: 1,
    enteredAt: monday,
    arrivedAt: monday,
    customer: { fields: {}, history: [], consents: [] },
    contacts: [],
    purchases: [],
    rewardLeft: true,
    ...more,
  }
}

/** A contact of node `node`, accepted on Monday morning unless the test says otherwise. */
export function contact(
  node: number,
  responses: Partial<Record<ResponseKind, number>> = {},
  more: Partial<ContactFact> = {},
): ContactFact {
  return {
    node,
    visit: 1,
    status: 'accepted',
    orderedAt: monday,
    settledAt: monday,
    reason: null,
    responses: Object.entries(responses).map(([kind, firstAt]) => ({
      kind: kind as ResponseKind,
      firstAt,
      count: 1,
    })),
    ...more,
  }
}

export function at(now: number, pauses: Clock['pauses'] = []): Clock {
  return { now, pauses }
}
