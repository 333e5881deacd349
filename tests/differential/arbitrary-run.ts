import fc from 'fast-check'
import { type Channel, type ResponseKind, responsesOf } from '../../schemas/basics.ts'
import { type Simulation, simulationSchema } from '../../schemas/run.ts'
import type { ExitRule, Kind } from '../../schemas/scenario.ts'
import { drawn, type Sound, type Stroke } from '../engine/arbitrary-scenario.ts'

/** One rehearsal and one run, which must come out the same. */
export interface ArbitraryRun {
  readonly sound: Sound
  readonly people: readonly ArbitraryPerson[]
  readonly settings: {
    readonly seed: number
    readonly cohortSize: number
    readonly budget: number | null
    readonly simulation: Simulation
  }
  /** Hour of the week at which the run starts, 0–167. */
  readonly startHour: number
}

export interface ArbitraryPerson {
  readonly zone: string
  readonly consent: number
  readonly nightConsent: number
  readonly suppressed: number
  readonly email: boolean
  readonly phone: boolean
  readonly address: boolean
  readonly points: number
  readonly mark: string | null
  /** Days before the start at which something was bought. */
  readonly boughtDaysAgo: readonly number[]
}

const usually = fc.oneof({ weight: 3, arbitrary: fc.constant(15) }, fc.nat(15))
const mostly = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean())

const people: fc.Arbitrary<ArbitraryPerson> = fc.record({
  zone: fc.constantFrom('Asia/Seoul', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu'),
  consent: usually,
  nightConsent: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(15)),
  suppressed: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat(15)),
  email: mostly,
  phone: mostly,
  address: mostly,
  points: fc.nat(20),
  mark: fc.option(fc.constantFrom('a', 'b'), { nil: null }),
  boughtDaysAgo: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
})

const durations = fc.record({
  amount: fc.integer({ min: 1, max: 9 }),
  unit: fc.constantFrom('hours', 'days'),
})
const times = fc.constantFrom('00:00', '07:30', '08:00', '12:00', '20:30', '23:59')
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
const outcomes = fc
  .uniqueArray(
    fc.constantFrom<ResponseKind>('purchased', 'clicked', 'opened', 'reached', 'unsubscribed'),
    { minLength: 1, maxLength: 3 },
  )
  .chain((kinds) =>
    fc.tuple(
      ...kinds.map((response) =>
        fc.record({
          response: fc.constant(response),
          leave: fc.constantFrom('atOnce', 'atEnd'),
        }),
      ),
    ),
  )

const rules = fc.constantFrom(
  { type: 'field', field: 'points', op: 'atLeast', value: 10 },
  { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 2 },
  { type: 'field', field: 'totalAmount', op: 'moreThan', value: 30_000 },
  { type: 'field', field: 'recencyDays', op: 'atMost', value: 30 },
  { type: 'field', field: 'attributes.mark', op: 'is', value: 'a' },
  { type: 'purchases', measure: 'count', op: 'atLeast', value: 1, withinDays: 20 },
  { type: 'consent', channel: 'email', given: true },
  { type: 'consent', channel: 'call', given: false },
)

const presets: Partial<Record<Kind, fc.Arbitrary<Record<string, unknown>>>> = {
  offer: fc.record({
    offer: fc.record({
      from: fc.constant('made'),
      content: fc.record({
        name: fc.constant('Coupon'),
        reward: fc.option(
          fc.record({
            kind: fc.constant('coupon'),
            name: fc.constant('Reward'),
            faceValue: fc.constant(3000),
            unitCost: fc.constant(3000),
            stock: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
            validDays: fc.constant(900),
          }),
          { nil: null },
        ),
      }),
    }),
    soldOut: fc.constantFrom('continue', 'leave', 'branch'),
  }),
  channel: fc.record({
    channel: fc.constantFrom('email', 'sms', 'letter'),
    message: fc.constant({ subject: 'Hello', body: 'Hello {{name | you}}' }),
    advertising: mostly,
    unitCost: fc.constantFrom(0, 20, 333.33),
    sendFrom: times,
    sendUntil: times,
    expiresAfter: durations,
    unsent: fc.constantFrom('continue', 'leave', 'branch'),
  }),
  wait: fc.record({
    until: fc.oneof(
      fc.record({ mode: fc.constant('duration'), duration: durations }),
      fc.record({
        mode: fc.constant('duration'),
        duration: durations,
        thenAt: fc.record({ time: times, weekdays }),
      }),
      fc.record({ mode: fc.constant('date'), date: fc.constant('2026-03-20'), time: times }),
      fc.record({ mode: fc.constant('weekday'), weekdays, time: times }),
    ),
  }),
  response: fc.record({ outcomes, window: durations }),
  condition: fc.record({
    branches: rules.map((rule) => [{ port: 'yes', rule }]),
  }),
  experiment: fc.constantFrom(20, 50, 80).map((share) => ({
    arms: [
      { port: 'a', share },
      { port: 'b', share: 100 - share, holdOut: true },
    ],
  })),
  call: fc.record({
    script: fc.constant('Hello'),
    within: durations,
    advertising: fc.boolean(),
    unitCost: fc.constantFrom(0, 500),
    branches: fc.uniqueArray(fc.constantFrom('answered', 'complaint', 'refused', 'unreached')),
  }),
  update: fc.record({
    changes: fc.array(
      fc.constantFrom(
        { op: 'addPoints', points: 7 },
        { op: 'set', attribute: 'mark', value: 'a' },
        { op: 'clear', attribute: 'mark' },
      ),
      { minLength: 1, maxLength: 2 },
    ),
  }),
}

const exitRules: fc.Arbitrary<ExitRule[]> = fc.array(
  fc.record({
    response: fc.constantFrom<ResponseKind>('unsubscribed', 'purchased', 'clicked', 'complaint'),
    atLeast: fc.integer({ min: 1, max: 2 }),
    result: fc.constantFrom('success', 'left'),
  }),
  { maxLength: 2 },
)

function stroke(kind: Kind, more: Partial<Stroke> = {}): fc.Arbitrary<Stroke> {
  return fc.record({
    kind: fc.constant(kind),
    preset: presets[kind] ?? fc.constant({}),
    place: more.place === undefined ? fc.nat(1000) : fc.constant(more.place),
    isNext: more.isNext === undefined ? mostly : fc.constant(more.isNext),
    leadsTo: more.isNext
      ? fc.constant(null)
      : fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.nat(1000)),
  })
}

/** A contact, and at once the branch that listens to it. */
function asked(kind: 'channel' | 'call'): fc.Arbitrary<Stroke[]> {
  return fc.tuple(stroke(kind), stroke('response', { place: 0, isNext: true }))
}

const alone = fc
  .constantFrom<Kind>('wait', 'offer', 'condition', 'experiment', 'update', 'goal', 'channel')
  .chain((kind) => fc.tuple(stroke(kind)))
const drawings = fc
  .array(fc.oneof(asked('channel'), asked('call'), alone), { minLength: 3, maxLength: 9 })
  .map((blocks) => blocks.flat())

const soundScenarios = exitRules.chain((rules) => drawn(drawings, { exitRules: rules }))

/** How customers answer, often enough that something happens. */
const simulations: fc.Arbitrary<Simulation> = fc
  .record({
    email: ratesOf('email'),
    sms: ratesOf('sms'),
    letter: ratesOf('letter'),
    call: ratesOf('call'),
  })
  .map((responses) => simulationSchema.parse({ responses, purchaseAmount: 38_400 }))

function ratesOf(channel: Channel): fc.Arbitrary<object> {
  const rates = responsesOf[channel]
    .filter((kind) => kind !== 'noAnswer')
    .map((kind) => [
      kind,
      fc.record({
        probability: fc.constantFrom(0, 0.2, 0.5, 0.9),
        meanHours: fc.constantFrom(0.05, 3, 40),
      }),
    ])
  return fc.record(Object.fromEntries(rates) as Record<string, fc.Arbitrary<object>>)
}

/** Any plan that compiles, with small settings, for a handful of any customers. */
export function arbitraryRuns({ limited }: { limited: boolean }): fc.Arbitrary<ArbitraryRun> {
  return fc.record({
    sound: soundScenarios,
    people: fc.array(people, { minLength: 1, maxLength: 8 }),
    settings: fc.record({
      seed: fc.nat(1000),
      cohortSize: fc.constantFrom(1, 3, 2000),
      budget: limited
        ? fc.option(fc.constantFrom(20, 1000, 2333.33), { nil: null, freq: 4 })
        : fc.constant(null),
      simulation: simulations,
    }),
    startHour: fc.nat(167),
  })
}
