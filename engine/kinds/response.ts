import type { InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { Clock, ContactFact, Traveller } from '../decision.ts'
import { diagnostic } from '../diagnostics.ts'
import { durationMs } from '../durations.ts'
import { dueAfter } from '../pauses.ts'
import { madeAt, newestContacts } from './contact.ts'
import type { KindMeaning, PlanNodeOf } from './kind.ts'

/**
 * Branches by what came back, in the order in which it happened and not in which it was processed: an outcome that
 * leaves at once is taken at the first instant at which it has happened and none listed above it has; failing that, the
 * highest that has happened is taken when the window ends; failing that, `none`. What happened before arrival counts as
 * known on arrival. A late turn therefore takes the same branch as a prompt one.
 */
export const response: KindMeaning<'response'> = {
  check(node) {
    const at = { nodeId: node.id, field: 'outcomes' }
    if (node.outcomes.length === 0) return [diagnostic('OUTCOMES_MISSING', at)]
    const listed = node.outcomes.map((outcome) => outcome.response)
    return listed
      .filter((name, i) => listed.indexOf(name) < i)
      .map((name) =>
        diagnostic('OUTCOME_DOUBLE', at, {
          values: { response: name },
          fix: { do: 'keepOutcomes', nodeId: node.id, responses: listed },
        }),
      )
  },
  needs: (at) => ({
    contacts: at.contacts,
    ...(at.node.outcomes.some((outcome) => outcome.response === 'purchased') && {
      purchases: true,
    }),
  }),
  decide(at, traveller, clock) {
    const window = windowOf(at, traveller, clock)
    const happened = outcomesIn(window, at, traveller)
    const taken = takenAtOnce(happened)
    // What is known to happen later than the run’s clock has not happened yet.
    if (taken && taken.at <= clock.now) return go(taken.response, taken.at, { code: 'RESPONDED' })
    if (clock.now < window.until) {
      return { do: 'park', dueAt: taken ? taken.at : window.until, orders: [] }
    }
    const leaveAt = Math.max(window.until, traveller.arrivedAt)
    const highest = happened.find((outcome) => outcome.at !== null)
    return highest
      ? go(highest.response, leaveAt, { code: 'RESPONDED' })
      : go('none', leaveAt, { code: 'NO_RESPONSE' })
  },
}

/** The window of a response branch: purchases count from `from`, exclusive, and everything until `until`, inclusive. */
export interface ResponseWindow {
  readonly from: InstantMs
  readonly until: InstantMs
  readonly contacts: readonly ContactFact[]
}

/**
 * Opens with the acceptance of the contact, or on arrival if none was made. Of several contacts the first opens it and
 * the last one’s acceptance decides when it ends, so that each of them has its full time.
 */
export function windowOf(
  at: PlanNodeOf<'response'>,
  traveller: Traveller,
  clock: Clock,
): ResponseWindow {
  const contacts = at.contacts.flatMap((no) => newestContacts(traveller, no))
  const made = contacts.map(madeAt).filter((instant) => instant !== null)
  const from = made.length > 0 ? Math.min(...made) : traveller.arrivedAt
  const last = made.length > 0 ? Math.max(...made) : traveller.arrivedAt
  return { from, until: dueAfter(last, durationMs(at.node.window), clock), contacts }
}

interface OutcomeAt {
  readonly response: ResponseKind
  readonly leave: 'atOnce' | 'atEnd'
  /** When the branch could first know of it: its instant, or arrival if that was later; null: not in the window. */
  readonly at: InstantMs | null
}

function outcomesIn(
  window: ResponseWindow,
  at: PlanNodeOf<'response'>,
  traveller: Traveller,
): readonly OutcomeAt[] {
  return at.node.outcomes.map((outcome) => {
    // No lower bound for what names its contact: it cannot precede it, but the clocks of two houses may differ.
    const instants = window.contacts.flatMap((contact) =>
      contact.responses
        .filter((fact) => fact.kind === outcome.response)
        .map((fact) => fact.firstAt),
    )
    if (outcome.response === 'purchased') {
      // A purchase at the very instant the window opens is what led here: the next branch must not count it again.
      const since = traveller.purchases.filter((purchase) => purchase.at > window.from)
      instants.push(...since.map((purchase) => purchase.at))
    }
    const inside = instants.filter((instant) => instant <= window.until)
    const known = inside.length > 0 ? Math.max(Math.min(...inside), traveller.arrivedAt) : null
    return { ...outcome, at: known }
  })
}

/** The at-once outcome that happened first among those that no higher outcome had preceded or joined. */
function takenAtOnce(
  outcomes: readonly OutcomeAt[],
): { response: ResponseKind; at: InstantMs } | null {
  let taken: { response: ResponseKind; at: InstantMs } | null = null
  let higherAt = Number.POSITIVE_INFINITY
  for (const { response: name, leave, at } of outcomes) {
    if (at === null || at >= higherAt) continue
    // Lower in the list and yet earlier than all above it: it was taken before they happened.
    if (leave === 'atOnce') taken = { response: name, at }
    higherAt = at
  }
  return taken
}

function go(port: string, at: InstantMs, why: { code: string }) {
  return { do: 'go', port, why: { ...why, response: port }, at, orders: [] } as const
}
