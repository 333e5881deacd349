import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import type { DiagnosticCode } from '../../engine/diagnostics.ts'
import { loopHeads } from '../../engine/graph.ts'
import { canonicalJson, planHash } from '../../engine/plan-hash.ts'
import { planSchema } from '../../schemas/plan.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { scenarios, soundScenarios } from './arbitrary-scenario.ts'
import { catalogueWith } from './catalogue.ts'
import { draw, line, type NodeInput, nodeIn, planOf } from './draw.ts'

/** Expects exactly these findings, as `CODE step`. */
function check(
  scenario: Scenario,
  expected: readonly `${DiagnosticCode} ${string}`[],
  catalogue: Catalogue = catalogueWith(),
): void {
  const { plan, diagnostics } = compile(scenario, catalogue)
  const found = diagnostics.map((one) => `${one.code} ${one.nodeId ?? '-'}`)
  expect(found.sort()).toEqual([...expected].sort())
  expect(plan === null).toBe(diagnostics.some((one) => one.level === 'error'))
}

const savedId = '8b7f0a52-6a0d-4f0e-9d51-0d0f8a5b6c01'
const mail = (id: string, more: Partial<Extract<NodeInput, { kind: 'channel' }>> = {}) =>
  ({ id, kind: 'channel', ...more }) as const satisfies NodeInput
const pause = (id: string, more: Partial<Extract<NodeInput, { kind: 'wait' }>> = {}) =>
  ({ id, kind: 'wait', ...more }) as const satisfies NodeInput
const start = (next: string): NodeInput => ({ id: 'start', kind: 'segment', next: { next } })
const end: NodeInput = { id: 'end', kind: 'exit' }
const coupon = (validDays: number): NodeInput => ({
  id: 'coupon',
  kind: 'offer',
  offer: {
    from: 'made',
    content: {
      name: 'Coupon',
      reward: { kind: 'coupon', name: '10 %', faceValue: 1, unitCost: 1, stock: null, validDays },
    },
  },
})

test('a complete line has nothing to complain about', () =>
  check(line(mail('mail'), pause('pause')), []))

// Settings

test.each<[string, NodeInput, `${DiagnosticCode} x`[]]>([
  ['an offer that says nothing', { id: 'x', kind: 'offer', offer: null }, ['OFFER_MISSING x']],
  [
    'a saved offer that is gone',
    { id: 'x', kind: 'offer', offer: { from: 'saved', offerId: savedId } },
    ['OFFER_UNKNOWN x'],
  ],
  ['a contact without a channel', mail('x', { channel: null }), ['CHANNEL_MISSING x']],
  ['a contact without a message', mail('x', { message: null }), ['MESSAGE_MISSING x']],
  [
    'a message of white space',
    mail('x', { message: { subject: 'Hello', body: ' ' } }),
    ['MESSAGE_MISSING x'],
  ],
  ['an e-mail without subject', mail('x', { message: { body: 'Hello' } }), ['SUBJECT_MISSING x']],
  [
    'a tag that names nothing',
    mail('x', { message: { subject: 'Hello', body: '{{nmae}}' } }),
    ['MESSAGE_TAG_UNKNOWN x'],
  ],
  [
    'a tag that is not closed',
    mail('x', { message: { subject: 'Hello {{name', body: 'Hello' } }),
    ['MESSAGE_TAG_BROKEN x'],
  ],
  [
    'a link that leads nowhere',
    mail('x', { message: { subject: 'Hello', body: 'See {{link}}' } }),
    ['LINK_MISSING x'],
  ],
  [
    'hours that are none',
    mail('x', { sendFrom: '09:00', sendUntil: '09:00' }),
    ['SEND_HOURS_EMPTY x'],
  ],
  [
    'hours within the quiet hours',
    mail('x', { sendFrom: '22:00', sendUntil: '06:00' }),
    ['SEND_HOURS_QUIET x'],
  ],
  ['a wait without an end', pause('x', { until: null }), ['WAIT_MISSING x']],
  [
    'a wait for a date that has passed',
    pause('x', { until: { mode: 'date', date: '2026-03-01', time: '09:00' } }),
    ['WAIT_DATE_PAST x'],
  ],
  ['a call without script', { id: 'x', kind: 'call', script: '' }, ['SCRIPT_MISSING x']],
  ['a change of nothing', { id: 'x', kind: 'update', changes: [] }, ['CHANGES_MISSING x']],
  [
    'an experiment of one arm',
    { id: 'x', kind: 'experiment', arms: [{ port: 'a', share: 100 }], next: { a: 'end' } },
    ['ARMS_MISSING x'],
  ],
  [
    'shares that make 90',
    {
      id: 'x',
      kind: 'experiment',
      arms: [
        { port: 'a', share: 50 },
        { port: 'b', share: 40 },
      ],
      next: { a: 'end', b: 'end' },
    },
    ['SHARES_SUM x'],
  ],
  [
    'a condition without a rule',
    { id: 'x', kind: 'condition', branches: [{ port: 'a' }], next: { a: 'end', else: 'end' } },
    ['BRANCH_RULE_MISSING x'],
  ],
  [
    'a branch named like the last one',
    {
      id: 'x',
      kind: 'condition',
      branches: [{ port: 'else', rule: { type: 'everyone' } }],
      next: { else: 'end' },
    },
    ['PORT_RESERVED x'],
  ],
  [
    'a rule that cannot hold',
    {
      id: 'x',
      kind: 'condition',
      branches: [{ port: 'a', rule: { type: 'any', rules: [] } }],
      next: { a: 'end', else: 'end' },
    },
    ['RULE_INVALID x'],
  ],
])('settings: %s', (_what, node, expected) => check(line(pause('before'), node), expected))

test('shares with a decimal make exactly a hundred', () => {
  const arms = [33.3, 33.3, 33.4].map((share, i) => ({ port: 'abc'.charAt(i), share }))
  check(line({ id: 'x', kind: 'experiment', arms, next: { a: 'end', b: 'end', c: 'end' } }), [])
})

// Segment and references

const segmentNode = (audience: object | null) =>
  draw([{ ...start('end'), audience } as NodeInput, end])
const saved = { from: 'saved', segmentId: savedId }
const segments = (size: number | null) => ({
  segments: { [savedId]: { name: 'Dormant', rule: { type: 'everyone' as const }, size } },
})
test('a scenario needs an audience', () => check(segmentNode(null), ['SEGMENT_MISSING start']))
test('a saved segment must exist, and should have customers', () => {
  check(segmentNode(saved), ['SEGMENT_UNKNOWN start'])
  check(segmentNode(saved), ['AUDIENCE_EMPTY start'], catalogueWith(segments(0)))
  check(segmentNode(saved), [], catalogueWith(segments(null)))
})
test('saved segments and offers are embedded as they are when published', () => {
  const rule = { type: 'field', field: 'points', op: 'atLeast', value: 9 } as const
  const offer = { name: 'Saved', product: '', reward: null }
  const catalogue = catalogueWith({
    segments: { [savedId]: { name: 'Rich', rule, size: 7 } },
    offers: { [savedId]: offer },
  })
  const plan = planOf(
    draw([
      { ...start('offer'), audience: saved } as NodeInput,
      {
        id: 'offer',
        kind: 'offer',
        offer: { from: 'saved', offerId: savedId },
        next: { next: 'mail' },
      },
      mail('mail', { next: { next: 'end' } }),
      end,
    ]),
    catalogue,
  )
  expect(plan.audience).toEqual(rule)
  expect(nodeIn(plan, 'mail')).toMatchObject({ offer, offerNo: nodeIn(plan, 'offer').no })
})
test('a budget that the dearest way would overrun is told before the start', () => {
  const scenario = draw([
    { ...start('mail'), audience: saved } as NodeInput,
    mail('mail', { unitCost: 3500, next: { next: 'end' } }),
    end,
  ])
  const with100 = (budget: number) => catalogueWith({ ...segments(100), budget })
  check(scenario, ['COST_ABOVE_BUDGET -'], with100(349_999))
  check(scenario, [], with100(350_000))
})
test('a branch that awaits purchases for longer than they count is told', () => {
  const drawn = (attribution: object, window: number) =>
    draw(
      [
        start('mail'),
        mail('mail', { next: { next: 'back' } }),
        {
          ...{ id: 'back', kind: 'response', window: { amount: window, unit: 'days' } },
          next: { purchased: 'end', none: 'end' },
        },
        end,
      ],
      attribution,
    )
  check(drawn({ attribution: { days: 7 } }, 8), ['ATTRIBUTION_SHORT back'])
  check(drawn({ attribution: { days: 7 } }, 7), [])
  check(drawn({}, 400), [])
  expect(planOf(drawn({}, 7)).attribution).toEqual({
    ...{ days: 180, since: 'entering', products: [], categories: [] },
  })
})

// Shape

test('the start must be a segment that exists, and the only one', () => {
  check(draw([end], { start: 'ghost' }), ['START_UNKNOWN -'])
  check(draw([end], { start: 'end' }), ['START_NOT_SEGMENT end'])
  check(draw([start('other'), { id: 'other', kind: 'segment', next: { next: 'end' } }, end]), [
    'EDGE_TO_SEGMENT start',
    'SEGMENT_NOT_FIRST other',
  ])
})
test('an empty branch and one that leads to nothing are told with a repair', () => {
  check(draw([start('mail'), mail('mail')]), ['BRANCH_EMPTY mail'])
  check(draw([start('mail'), mail('mail', { next: { next: 'ghost' } })]), ['EDGE_TO_UNKNOWN mail'])
  const { diagnostics } = compile(draw([start('mail'), mail('mail')]), catalogueWith())
  expect(diagnostics[0]?.fix).toEqual({ do: 'endBranch', nodeId: 'mail', port: 'next' })
})
test('steps that nothing leads to, and ids given twice, are told', () => {
  check(draw([start('end'), end, pause('lost', { next: { next: 'end' } })]), ['UNREACHABLE lost'])
  check(draw([start('end'), end, { id: 'end', kind: 'goal' }]), ['DUPLICATE_ID end'])
})
test('an id stays bound to its kind for ever', () => {
  const nodes = { x: { no: 3, kind: 'call' as const } }
  check(line(pause('x')), ['KIND_CHANGED x'], catalogueWith({ nodes }))
})

// Loops

const loop = (limit: number | undefined, inside: NodeInput, exhausted?: string) =>
  draw([
    start('call'),
    {
      id: 'call',
      kind: 'call',
      branches: ['unreached'],
      ...(limit !== undefined && { maxVisits: limit }),
      next: { next: 'end', unreached: inside.id, ...(exhausted && { exhausted }) },
    },
    { ...inside, next: { next: 'call', else: 'call', yes: 'call' } },
    end,
  ])
test('calling again up to three times, with a wait between, is allowed', () => {
  check(loop(3, pause('pause')), [])
  expect(loopHeads(planOf(loop(3, pause('pause'))))).toEqual([1])
})
test('returning without a limit, or without a wait, is not', () => {
  check(loop(undefined, pause('pause')), ['LOOP_UNLIMITED call'])
  check(loop(3, { id: 'quick', kind: 'update' }), ['LOOP_WITHOUT_WAIT call'])
  const date = pause('pause', { until: { mode: 'date', date: '2030-01-01', time: '09:00' } })
  check(loop(3, date), ['LOOP_WITHOUT_WAIT call'])
})
test('who has used up the visits must not be led back', () =>
  check(loop(3, pause('pause'), 'pause'), ['LOOP_EXHAUSTED call']))
test('a loop within a loop needs limits of its own, told together', () => {
  const scenario = draw([
    start('outer'),
    pause('outer', { next: { next: 'inner' } }),
    pause('inner', { next: { next: 'choice' } }),
    {
      id: 'choice',
      kind: 'experiment',
      arms: ['a', 'b', 'c'].map((port) => ({ port, share: port === 'c' ? 40 : 30 })),
      next: { a: 'inner', b: 'outer', c: 'end' },
    },
    end,
  ])
  check(scenario, ['LOOP_UNLIMITED outer', 'LOOP_UNLIMITED inner'])
})

// Contacts and responses

const branch = (more: Partial<Extract<NodeInput, { kind: 'response' }>> = {}): NodeInput => ({
  id: 'branch',
  kind: 'response',
  outcomes: [{ response: 'clicked', leave: 'atOnce' }],
  next: { clicked: 'end', none: 'end' },
  ...more,
})
test('a response branch needs a contact before it, unless it asks for purchases alone', () => {
  check(line(branch()), ['CONTACT_MISSING branch'])
  const buys = [{ response: 'purchased' as const, leave: 'atOnce' as const }]
  check(line(branch({ outcomes: buys, next: { purchased: 'end', none: 'end' } })), [])
})
test('a response branch listens to the nearest contact on every way that leads to it', () => {
  const plan = planOf(
    draw([
      start('first'),
      mail('first', { next: { next: 'p' } }),
      pause('p', { next: { next: 'mail' } }),
      mail('mail', { unsent: 'branch', next: { next: 'branch', unsent: 'text' } }),
      mail('text', { channel: 'sms', next: { next: 'branch' } }),
      branch(),
      end,
    ]),
  )
  const nos = ['mail', 'text'].map((id) => nodeIn(plan, id).no)
  expect([...nodeIn(plan, 'branch').contacts].sort()).toEqual(nos.sort())
})
test('named contacts must be contacts, and come before', () => {
  check(line(mail('mail'), branch({ contacts: ['start'] })), ['CONTACT_UNKNOWN branch'])
  const later = draw([
    start('mail'),
    mail('mail', { next: { next: 'branch' } }),
    branch({ contacts: ['late'], next: { clicked: 'late', none: 'end' } }),
    mail('late', { next: { next: 'end' } }),
    end,
  ])
  check(later, ['CONTACT_NOT_BEFORE branch'])
})
test('a response that no contact before can have is told', () =>
  check(line(mail('letter', { channel: 'letter' }), branch()), ['OUTCOME_IMPOSSIBLE branch']))
test('contacts that follow one another at once are told, with a wait as repair', () => {
  const close = line(mail('one'), { id: 'u', kind: 'update' }, mail('two'))
  check(close, ['CONTACTS_TOO_CLOSE one'])
  expect(compile(close, catalogueWith()).diagnostics[0]?.fix).toEqual({
    do: 'insertWait',
    nodeId: 'u',
    port: 'next',
  })
  check(line(mail('one'), pause('p'), mail('two')), [])
})
test('another channel for who could not be contacted follows at once', () =>
  check(
    line(mail('one', { unsent: 'branch', next: { next: 'end', unsent: 'two' } }), mail('two')),
    [],
  ))

// Rewards

const promise = mail('late', { message: { subject: 'Hello', body: '{{rewardCode}}' } })
const twoWeeks = pause('pause', {
  until: { mode: 'duration', duration: { amount: 2, unit: 'weeks' } },
})
test('a reward must not run out before the message that promises it', () => {
  check(line(coupon(13), twoWeeks, promise), ['REWARD_EXPIRES_EARLY late'])
  check(line(coupon(14), twoWeeks, promise), [])
  check(line(coupon(1), twoWeeks, mail('late')), [])
})
test('a reward that runs out while responses are awaited is told', () =>
  check(line(coupon(6), promise, branch()), ['REWARD_EXPIRES_IN_WINDOW branch']))
test('waits before a response branch lie within its window', () =>
  check(line(coupon(15), promise, twoWeeks, branch({ window: { amount: 15, unit: 'days' } })), []))
test('different offers before one message are told', () =>
  check(
    draw([
      start('split'),
      {
        id: 'split',
        kind: 'experiment',
        arms: [
          { port: 'a', share: 50 },
          { port: 'b', share: 50 },
        ],
        next: { a: 'one', b: 'two' },
      },
      { id: 'one', kind: 'offer', next: { next: 'mail' } },
      { id: 'two', kind: 'offer', next: { next: 'mail' } },
      mail('mail', { next: { next: 'end' } }),
      end,
    ]),
    ['OFFER_AMBIGUOUS mail'],
  ))

// Plans

test('all problems are told at once, in the order of the document, worded with their values', () => {
  const { diagnostics } = compile(
    line(pause('a', { until: null }), mail('b', { message: { subject: 'x', body: '{{nmae}}' } })),
    catalogueWith(),
  )
  expect(diagnostics.map((one) => [one.nodeId, one.message])).toEqual([
    ['a', 'Say how long to wait.'],
    ['b', 'The message names "nmae", which is not known of customers.'],
  ])
})
test('a step keeps its number from plan to plan, and numbers are never given again', () => {
  const nodes = {
    start: { no: 0, kind: 'segment' },
    gone: { no: 7, kind: 'wait' },
    end: { no: 2, kind: 'exit' },
  } as const
  const plan = planOf(line(pause('new')), catalogueWith({ nodes }))
  expect(plan.nodes.map((at) => [at.id, at.no])).toEqual([
    ['start', 0],
    ['end', 2],
    ['new', 8],
  ])
})
test('ports that a step no longer has leave no trace in the plan', () => {
  const stale = line(mail('mail', { next: { next: 'end', unsent: 'end', bogus: 'end' } }))
  expect(planHash(planOf(stale))).toBe(planHash(planOf(line(mail('mail')))))
})
test('where ways meet, the first branch’s offer and contacts come first, whatever the order of the document', () => {
  const met = draw([
    start('split'),
    { id: 'split', kind: 'experiment', next: { a: 'one', b: 'two' } },
    { id: 'one', kind: 'offer', next: { next: 'mail' } },
    { id: 'two', kind: 'offer', next: { next: 'mail' } },
    mail('mail', { unsent: 'branch', next: { next: 'branch', unsent: 'text' } }),
    mail('text', { channel: 'sms', next: { next: 'branch' } }),
    branch(),
    end,
  ])
  const turned = { ...met, nodes: met.nodes.toReversed() }
  expect(planOf(turned)).toEqual(planOf(met))
})
test('the order of steps in the document does not change the plan', () => {
  fc.assert(
    fc.property(soundScenarios, ({ scenario, plan }) => {
      const turned = { ...scenario, nodes: scenario.nodes.toReversed() }
      expect(planHash(planOf(turned))).toBe(planHash(plan))
    }),
    { numRuns: 40 },
  )
})
test('canonical JSON sorts keys at every depth and leaves lists alone', () =>
  expect(canonicalJson({ b: [{ z: 1, a: undefined, c: 2 }], a: '다시' })).toBe(
    '{"a":"다시","b":[{"c":2,"z":1}]}',
  ))

test('whatever the drawing, compiling answers, and a plan it gives is one', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      const { plan, diagnostics } = compile(scenario, catalogueWith())
      if (plan) planSchema.parse(plan)
      else expect(diagnostics.some((one) => one.level === 'error')).toBe(true)
    }),
    { numRuns: 600 },
  )
})
test('in a plan every successor exists and every node can be reached', () => {
  fc.assert(
    fc.property(soundScenarios, ({ plan }) => {
      const nos = new Set(plan.nodes.map((at) => at.no))
      const targets = plan.nodes.flatMap((at) => [...Object.values(at.next), ...at.contacts])
      for (const no of targets) if (no !== null) expect(nos.has(no)).toBe(true)
      const led = new Set([plan.start, ...plan.nodes.flatMap((at) => Object.values(at.next))])
      for (const no of nos) expect(led.has(no)).toBe(true)
      expect(planSchema.parse(plan)).toEqual(plan)
    }),
    { numRuns: 80 },
  )
})
