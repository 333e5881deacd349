import fc from 'fast-check'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import { applyFix } from '../../engine/edit/apply-fix.ts'
import { connect } from '../../engine/edit/connect.ts'
import { insert } from '../../engine/edit/insert.ts'
import { update } from '../../engine/edit/update.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import { type ResponseKind, responseKindSchema } from '../../schemas/basics.ts'
import type { Plan } from '../../schemas/plan.ts'
import { type Kind, type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { catalogueWith } from './catalogue.ts'
import { line } from './draw.ts'

const ids = Array.from({ length: 9 }, (_, i) => `n${i}`)
const portNames = [
  'next',
  'none',
  'else',
  'unsent',
  'soldOut',
  'exhausted',
  'unreached',
  'purchased',
  'clicked',
  'a',
  'b',
]
const nodeIds = fc.constantFrom(...ids, 'ghost')
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const durations = fc.record({
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
})
const times = fc.constantFrom('00:00', '07:30', '08:00', '12:00', '21:00', '23:59')
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
const texts = fc.constantFrom('', 'Hello', '{{name | you}}', '{{link}}', '{{nonsense}}', '{{', '}}')
const rules = fc.constantFrom(
  { type: 'everyone' },
  { type: 'any', rules: [] },
  { type: 'field', field: 'points', op: 'atLeast', value: 10 },
  { type: 'field', field: 'gender', op: 'atLeast', value: true },
  { type: 'purchases', measure: 'count', op: 'atLeast', value: 2, withinDays: 30 },
)
const ports = fc.constantFrom('a', 'b', 'c', 'else', 'exhausted')
const uuid = fc.constantFrom(
  '8b7f0a52-6a0d-4f0e-9d51-0d0f8a5b6c01',
  '8b7f0a52-6a0d-4f0e-9d51-0d0f8a5b6c02',
)
const responses: fc.Arbitrary<ResponseKind> = fc.constantFrom(...responseKindSchema.options)
const unsent = fc.constantFrom('continue', 'leave', 'branch')
const contents = fc.record({
  name: fc.constantFrom('Coupon', 'Bundle'),
  reward: maybe(
    fc.record({
      kind: fc.constantFrom('coupon', 'points', 'gift'),
      name: fc.constant('Reward'),
      faceValue: fc.nat(9000),
      unitCost: fc.nat(9000),
      stock: maybe(fc.nat(3)),
      validDays: fc.integer({ min: 1, max: 60 }),
    }),
  ),
})

/** Settings of each kind as the schema allows them, sensible or not. */
const settings: Readonly<Record<Kind, fc.Arbitrary<object>>> = {
  segment: fc.record({
    audience: maybe(
      fc.oneof(
        fc.record({ from: fc.constant('rule'), rule: rules }),
        fc.record({ from: fc.constant('saved'), segmentId: uuid }),
      ),
    ),
  }),
  offer: fc.record({
    offer: maybe(
      fc.oneof(
        fc.record({ from: fc.constant('made'), content: contents }),
        fc.record({ from: fc.constant('saved'), offerId: uuid }),
      ),
    ),
    soldOut: unsent,
  }),
  channel: fc.record({
    channel: maybe(fc.constantFrom('email', 'sms', 'letter')),
    message: maybe(fc.record({ subject: texts, body: texts })),
    unitCost: fc.nat(4000),
    sendFrom: times,
    sendUntil: times,
    unsent,
  }),
  wait: fc.record({
    until: maybe(
      fc.oneof(
        fc.record({ mode: fc.constant('duration'), duration: durations }),
        fc.record({
          mode: fc.constant('duration'),
          duration: durations,
          thenAt: fc.record({ time: times, weekdays }),
        }),
        fc.record({
          mode: fc.constant('date'),
          date: fc.constantFrom('2020-02-29', '2026-03-09', '2031-12-31'),
          time: times,
        }),
        fc.record({ mode: fc.constant('weekday'), weekdays, time: times }),
      ),
    ),
  }),
  response: fc.record({
    contacts: fc.array(nodeIds, { maxLength: 3 }),
    outcomes: fc.array(
      fc.record({ response: responses, leave: fc.constantFrom('atOnce', 'atEnd') }),
      { maxLength: 4 },
    ),
    window: durations,
  }),
  condition: fc.record({
    branches: fc.array(fc.record({ port: ports, rule: maybe(rules) }), { maxLength: 3 }),
  }),
  experiment: fc.record({
    arms: fc.array(
      fc.record({
        port: ports,
        share: fc.constantFrom(0, 10, 33.3, 50, 90, 100),
        holdOut: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
  }),
  call: fc.record({
    script: texts,
    within: durations,
    branches: fc.array(fc.constantFrom('answered', 'complaint', 'unreached'), { maxLength: 3 }),
  }),
  update: fc.record({
    changes: fc.array(fc.constant({ op: 'addPoints', points: 5 }), { maxLength: 2 }),
  }),
  goal: fc.constant({}),
  exit: fc.constant({}),
}

export const kinds = Object.keys(settings) as readonly Kind[]

const nodes = fc.constantFrom(...kinds).chain((kind) =>
  fc
    .tuple(
      settings[kind],
      fc.dictionary(fc.constantFrom(...portNames), maybe(nodeIds), { maxKeys: 5 }),
      fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined, freq: 4 }),
      nodeIds,
    )
    .map(([own, next, maxVisits, id]) => ({
      ...own,
      kind,
      id,
      next: { ...next },
      ...(maxVisits !== undefined && { maxVisits }),
    })),
)

/** Any document that the schema lets pass, however little sense it makes: ids may be doubled, edges may lead anywhere. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    nodes: fc.array(nodes, { minLength: 1, maxLength: 12 }),
    start: nodeIds,
    exitRules: fc.array(
      fc.record({ response: responses, result: fc.constantFrom('success', 'left') }),
      { maxLength: 2 },
    ),
  })
  .map((drawn) => scenarioSchema.parse({ format: 1, name: 'Any', ...drawn }))

/** The same, with ids that are each used once and a start that exists: what the designer’s documents always are. */
export const documents: fc.Arbitrary<Scenario> = scenarios.map((scenario) => {
  const nodes = scenario.nodes.filter(
    (node, i, all) => all.findIndex((other) => other.id === node.id) === i,
  )
  const start = nodes.some((node) => node.id === scenario.start)
  return { ...scenario, nodes, start: start ? scenario.start : (nodes[0]?.id ?? 'ghost') }
})

const filledIn: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  offer: {
    offer: {
      from: 'made',
      content: {
        name: 'Coupon',
        reward: { kind: 'coupon', name: 'R', faceValue: 1, unitCost: 1, stock: 5, validDays: 900 },
      },
    },
  },
  channel: { channel: 'email', message: { subject: 'Hello', body: 'Hello' }, unsent: 'branch' },
  call: { script: 'Hello', branches: ['complaint', 'unreached'] },
  condition: { branches: [{ port: 'yes', rule: { type: 'everyone' } }] },
  update: { changes: [{ op: 'addPoints', points: 1 }] },
}
const drawnKinds = kinds.filter((kind) => kind !== 'segment' && kind !== 'exit')

export interface Sound {
  readonly scenario: Scenario
  readonly plan: Plan
}

/** One stroke of drawing: a step is inserted, or a branch led to another step. */
export interface Stroke {
  readonly kind: Kind
  readonly preset: Readonly<Record<string, unknown>>
  /** Which of the points where something can be put. */
  readonly place: number
  /** Only points after the step inserted last are meant. */
  readonly isNext: boolean
  /** Nothing is inserted; the branch continues at the step of this number. */
  readonly leadsTo: number | null
}

const strokes: fc.Arbitrary<Stroke> = fc
  .record({
    kind: fc.constantFrom(...drawnKinds),
    place: fc.nat(1000),
    leadsTo: fc.option(fc.nat(1000), { nil: null, freq: 2 }),
  })
  .map((stroke) => ({ ...stroke, isNext: false, preset: filledIn[stroke.kind] ?? {} }))

/**
 * Scenarios without errors, and their plans: drawn as a marketer would, by inserting complete steps at any point, now and
 * then leading a branch back or on to another step, and taking every repair that is proposed.
 */
export const soundScenarios: fc.Arbitrary<Sound> = drawn(
  fc.array(strokes, { minLength: 1, maxLength: 14 }),
)

/** The same, by these strokes. */
export function drawn(
  drawings: fc.Arbitrary<readonly Stroke[]>,
  { exitRules = [] }: { exitRules?: Scenario['exitRules'] } = {},
): fc.Arbitrary<Sound> {
  return drawings
    .map((all) => {
      let scenario: Scenario = { ...line(), exitRules }
      let last: string | null = null
      for (const { kind, preset, place, isNext, leadsTo } of all) {
        const anywhere = pointsOf(scenario)
        const next = anywhere.filter(({ after }) => isNext && after === last)
        const points = next.length > 0 ? next : anywhere
        const point = points[place % points.length]
        if (!point) continue
        const to = scenario.nodes[1 + ((leadsTo ?? 0) % (scenario.nodes.length - 1))]
        if (leadsTo !== null && to) scenario = connect(scenario, point, to.id).scenario
        else {
          const edited = insert(scenario, point, { kind, preset })
          scenario = edited.scenario
          last = edited.select ?? null
        }
      }
      return repaired(scenario, catalogueWith())
    })
    .filter((sound) => sound !== null)
}

function pointsOf(scenario: Scenario) {
  return scenario.nodes.flatMap((node) =>
    portsOf(node).map(({ port }) => ({ after: node.id, port })),
  )
}

/** Takes repairs until there are no errors; null if some error has none. */
function repaired(
  drawn: Scenario,
  catalogue: Catalogue,
): { scenario: Scenario; plan: Plan } | null {
  let scenario = drawn
  for (let round = 0; round < 60; round += 1) {
    const { plan, diagnostics } = compile(scenario, catalogue)
    if (plan) return { scenario, plan }
    const error = diagnostics.find((one) => one.level === 'error' && one.fix)
    const waitless = diagnostics.find((one) => one.code === 'LOOP_WITHOUT_WAIT')
    const listens = diagnostics.find((one) => one.code === 'OUTCOMES_MISSING')
    const deaf = diagnostics.find(
      ({ code }) => code === 'OUTCOME_IMPOSSIBLE' || code === 'CONTACT_MISSING',
    )
    if (error?.fix) scenario = applyFix(scenario, error.fix).scenario
    else if (waitless?.nodeId) {
      const point = { after: waitless.nodeId, port: firstPort(scenario, waitless.nodeId) }
      scenario = insert(scenario, point, { kind: 'wait' }).scenario
    } else if (listens?.nodeId) {
      const outcomes = [{ response: 'purchased', leave: 'atOnce' }]
      scenario = update(scenario, listens.nodeId, { outcomes }).scenario
    } else if (deaf?.nodeId) scenario = hearing(scenario, deaf.nodeId, deaf.values['response'])
    else return null
  }
  return null
}

/** Without an outcome that the contacts before cannot have; without contacts none but purchases. */
function hearing(scenario: Scenario, id: string, impossible: unknown): Scenario {
  const node = scenario.nodes.find((one) => one.id === id)
  if (node?.kind !== 'response') return scenario
  const outcomes = node.outcomes.filter(({ response }) =>
    impossible === undefined ? response === 'purchased' : response !== impossible,
  )
  return update(scenario, id, { outcomes }).scenario
}

function firstPort(scenario: Scenario, id: string): string {
  const node = scenario.nodes.find((one) => one.id === id)
  return (node && portsOf(node)[0]?.port) ?? 'next'
}
