import type { InstantMs } from '../../schemas/basics.ts'
import type { WaitUntil } from '../../schemas/kinds/wait.ts'
import { dateTimeIn, nextWeekdayTime } from '../calendar.ts'
import type { Clock, Traveller } from '../decision.ts'
import { diagnostic } from '../diagnostics.ts'
import { durationMs } from '../durations.ts'
import { dueAfter } from '../pauses.ts'
import type { KindMeaning } from './kind.ts'

/** Lets time pass. A date that has passed on arrival does not wait. */
export const wait: KindMeaning<'wait'> = {
  check(node, { catalogue }) {
    const at = { nodeId: node.id, field: 'until' }
    const { until } = node
    if (!until) return [diagnostic('WAIT_MISSING', at)]
    // Past everywhere on Earth: the last zone to reach an hour is twelve behind UTC.
    return until.mode === 'date' &&
      dateTimeIn('Etc/GMT+12', until.date, until.time) <= catalogue.now
      ? [diagnostic('WAIT_DATE_PAST', at, { values: { date: until.date } })]
      : []
  },
  needs: () => ({}),
  decide(at, traveller, clock) {
    // The compiler lets no wait without an end pass.
    if (!at.node.until) throw new Error(`Step ${at.id} of a published plan has no end of its wait`)
    const dueAt = waitsUntil(at.node.until, traveller, clock)
    if (clock.now < dueAt) return { do: 'park', dueAt, orders: [] }
    return {
      do: 'go',
      port: 'next',
      why: { code: 'WAITED' },
      at: Math.max(dueAt, traveller.arrivedAt),
      orders: [],
    }
  },
}

/** The instant a wait ends for a customer: lengths of time stand still in pauses, dates and hours do not. */
export function waitsUntil(
  until: WaitUntil,
  traveller: Pick<Traveller, 'arrivedAt' | 'zone'>,
  clock: Clock,
): InstantMs {
  const { arrivedAt, zone } = traveller
  switch (until.mode) {
    case 'duration': {
      const passedAt = dueAfter(arrivedAt, durationMs(until.duration), clock)
      return until.thenAt ? nextWeekdayTime(zone, until.thenAt, passedAt) : passedAt
    }
    case 'date':
      return dateTimeIn(zone, until.date, until.time)
    case 'weekday':
      // After arrival, not at it: who returns in a loop at the very hour waits for the next one.
      return nextWeekdayTime(zone, until, arrivedAt + 1)
  }
}
