import type { InstantMs } from '../../schemas/basics.ts'
import type { Plan } from '../../schemas/plan.ts'
import type { Policy } from '../../schemas/policy.ts'
import type {
  RehearsalResult,
  RehearsalSettings,
  RehearsedCustomer,
} from '../../schemas/rehearsal.ts'
import type { Clock } from '../decision.ts'
import { dayMs, minuteMs } from '../durations.ts'
import { cohortSizeOf } from '../entry.ts'
import { enter } from './journey.ts'
import { runAlone, runTogether } from './settle.ts'
import { createLedger } from './shared.ts'
import { createTally } from './tally.ts'
import { type Journey, placesOf, type RehearsedMove, type World } from './world.ts'

export interface RehearsalOptions {
  readonly settings: Omit<RehearsalSettings, 'asOf' | 'sampleSize'>
  /** When the audience is taken and the first customer enters. */
  readonly startsAt: InstantMs
  readonly policy: Policy
  readonly policyVersion: number
  /** Zone of the installation. */
  readonly houseZone: string
  /** Pauses of the run to come, in order; none overlaps another. */
  readonly pauses?: Clock['pauses']
  /** Told of every step of everybody; of one customer in order. */
  readonly onMove?: (enrolment: number, move: RehearsedMove) => void
  /** Told now and then how many customers are through. */
  readonly onProgress?: (done: number) => void
}

/**
 * Leads a whole audience through a plan on virtual time: what a run of these settings would do to it, by the same
 * decisions, gate and draws; without a database and without Temporal. The audience comes in chunks, in order of number,
 * and may be asked for twice: while neither budget nor stock binds everybody goes alone and nothing of them is kept; if
 * one does, all are led together in order of time, and kept in memory meanwhile (about a kilobyte each).
 *
 * Beyond what the settings assume, every contact arrives (no provider fails), and real profiles change no more.
 */
export async function rehearse(
  plan: Plan,
  audience: () =>
    | AsyncIterable<readonly RehearsedCustomer[]>
    | Iterable<readonly RehearsedCustomer[]>,
  options: RehearsalOptions,
): Promise<RehearsalResult> {
  // Who listens to every step shall hear of each once.
  const alone = options.onMove ? null : await rehearseAlone(plan, audience(), options)
  return alone ?? rehearseTogether(plan, audience(), options)
}

/** Null if somebody would have been refused something that others had taken. */
async function rehearseAlone(
  plan: Plan,
  audience: AsyncIterable<readonly RehearsedCustomer[]> | Iterable<readonly RehearsedCustomer[]>,
  options: RehearsalOptions,
): Promise<RehearsalResult | null> {
  const { world, tally, isExceeded } = createStage(plan, options, { isStrict: false })
  const until = endOf(options)
  let done = 0
  for await (const chunk of audience) {
    for (const customer of chunk) {
      runAlone(world, enter(world, customer, entryAt(customer, options)), until)
      if (isExceeded()) return null
    }
    done += chunk.length
    options.onProgress?.(done)
  }
  return tally.result()
}

async function rehearseTogether(
  plan: Plan,
  audience: AsyncIterable<readonly RehearsedCustomer[]> | Iterable<readonly RehearsedCustomer[]>,
  options: RehearsalOptions,
): Promise<RehearsalResult> {
  const { world, tally } = createStage(plan, options, { isStrict: true })
  const journeys: Journey[] = []
  for await (const chunk of audience) {
    for (const customer of chunk) {
      journeys.push(enter(world, customer, entryAt(customer, options)))
    }
  }
  runTogether(world, journeys, {
    until: endOf(options),
    cohortSize: cohortSizeOf(plan.entry, options.settings),
  })
  options.onProgress?.(journeys.length)
  return tally.result()
}

function createStage(plan: Plan, options: RehearsalOptions, { isStrict }: { isStrict: boolean }) {
  const { settings, startsAt, houseZone, onMove } = options
  const tally = createTally(plan, { ...settings, startsAt, houseZone })
  const ledger = createLedger(plan, { budget: settings.budget, isStrict })
  const { record } = tally
  const world: World = {
    ...placesOf(plan, options),
    houseZone,
    seed: settings.seed,
    simulation: settings.simulation,
    isExact: cohortSizeOf(plan.entry, settings) === 1,
    pauses: options.pauses ?? [],
    shared: ledger,
    record: onMove
      ? {
          ...record,
          moved(journey, move) {
            record.moved(journey, move)
            onMove(journey.customer.no, move)
          },
        }
      : record,
  }
  return { world, tally, isExceeded: ledger.isExceeded }
}

/** When a customer is admitted: no sooner than they come, chunk by chunk, as many a minute as a run admits. */
function entryAt({ no, entersAt }: RehearsedCustomer, options: RehearsalOptions): InstantMs {
  const { startsAt, settings } = options
  const comesAt = Math.max(startsAt, entersAt ?? startsAt)
  const { admitPerMinute } = settings
  if (admitPerMinute === null) return comesAt
  const chunk = Math.max(1, Math.ceil(admitPerMinute / 6))
  const waitMs = Math.floor(no / chunk) * Math.round((chunk / admitPerMinute) * minuteMs)
  return Math.max(comesAt, startsAt + waitMs)
}

function endOf({ startsAt, settings }: RehearsalOptions): InstantMs {
  return startsAt + settings.days * dayMs
}
