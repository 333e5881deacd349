import { expect, test } from 'vitest'
import type { Clock, ContactStatus, Decision, Traveller } from '../../../engine/decision.ts'
import { portsOf } from '../../../engine/kinds/ports.ts'
import { decide, needsOf } from '../../../engine/kinds/registry.ts'
import { monday } from '../catalogue.ts'
import { draw, line, type NodeInput, nodeIn, planOf } from '../draw.ts'
import { at, contact, day, hour, traveller } from '../traveller.ts'

/** One node in a line of its own; its number is 1. */
function check(
  node: NodeInput,
  facts: Partial<Traveller>,
  expected: Partial<Extract<Decision, { do: Decision['do'] }>> | Record<string, unknown>,
  clock: Clock = at(monday),
): void {
  const ports = { ...node.next }
  const here = nodeIn(planOf(line({ ...node, next: ports })), node.id)
  expect(decide(here, traveller(facts), clock)).toMatchObject(expected)
}

test('a segment lets everybody on at once', () =>
  expect(decide(nodeIn(planOf(line()), 'start'), traveller(), at(monday + day))).toMatchObject({
    do: 'go',
    port: 'next',
    at: monday,
    orders: [],
  }))

const coupon = (soldOut: 'continue' | 'leave' | 'branch'): NodeInput => ({
  id: 'x',
  kind: 'offer',
  soldOut,
  ...(soldOut === 'branch' && { next: { soldOut: 'end' } }),
  offer: {
    from: 'made',
    content: {
      name: 'Coupon',
      reward: { kind: 'coupon', name: 'C', faceValue: 1, unitCost: 1, stock: 1, validDays: 30 },
    },
  },
})
test('an offer without a reward goes on', () =>
  check({ id: 'x', kind: 'offer' }, {}, { do: 'go', port: 'next', orders: [] }))
test('a reward that is left is ordered', () =>
  check(coupon('leave'), {}, { do: 'go', port: 'next', orders: [{ order: 'reward' }] }))
test('a reward that is sold out is not, and the author says what happens', () => {
  check(coupon('continue'), { rewardLeft: false }, { do: 'go', port: 'next', orders: [] })
  check(coupon('branch'), { rewardLeft: false }, { do: 'go', port: 'soldOut', orders: [] })
  check(coupon('leave'), { rewardLeft: false }, { do: 'end', result: 'left', orders: [] })
})

const mail = (more: Partial<Extract<NodeInput, { kind: 'channel' }>> = {}): NodeInput => ({
  id: 'x',
  kind: 'channel',
  ...more,
})
const settled = (status: ContactStatus, reason: string | null = null) => ({
  contacts: [contact(1, {}, { status, reason, settledAt: monday + hour })],
})
test('a channel orders its contact once and parks until it is settled', () => {
  const orders = [{ order: 'contact', channel: 'email', expiresAt: monday + 3 * day }]
  check(mail(), {}, { do: 'park', dueAt: null, orders })
  for (const status of ['ordered', 'started'] as const) {
    const open = [contact(1, {}, { status, settledAt: null })]
    check(mail(), { contacts: open }, { do: 'park', dueAt: null, orders: [] })
  }
})
test('a contact of an earlier visit is not this one’s', () =>
  check(
    mail(),
    { visit: 2, contacts: [contact(1)] },
    { do: 'park', orders: [{ order: 'contact' }] },
  ))
test('time the run was paused does not bring a contact’s expiry nearer', () =>
  check(
    mail(),
    {},
    { orders: [{ order: 'contact', expiresAt: monday + 5 * day }] },
    at(monday + 3 * day, [{ from: monday + day, until: monday + 3 * day }]),
  ))
test('an accepted contact goes on, at the instant of acceptance', () =>
  check(mail(), settled('accepted'), { port: 'next', at: monday + hour, why: { code: 'SENT' } }))
test('a contact that may have gone out goes on and is not sent again', () =>
  check(mail({ unsent: 'leave' }), settled('unknown'), {
    do: 'go',
    port: 'next',
    why: { code: 'SENT_UNKNOWN' },
    orders: [],
  }))
test.each([
  ['refused', 'REFUSED'],
  ['failed', 'FAILED'],
  ['expired', 'EXPIRED'],
  ['cancelled', 'CANCELLED'],
] as const)(
  'a contact that is %s takes the way for the unsent, with its reason',
  (status, code) => {
    const why = { code, reason: 'NO_CONSENT' }
    const facts = settled(status, 'NO_CONSENT')
    check(mail(), facts, { do: 'go', port: 'next', why, at: monday + hour })
    check(mail({ unsent: 'branch', next: { unsent: 'end' } }), facts, {
      do: 'go',
      port: 'unsent',
      why,
    })
    check(mail({ unsent: 'leave' }), facts, { do: 'end', result: 'left', why })
  },
)

const until = (value: Extract<NodeInput, { kind: 'wait' }>['until']): NodeInput => ({
  id: 'x',
  kind: 'wait',
  until: value,
})
const threeDays = { amount: 3, unit: 'days' } as const
test('a wait ends when it is due, however late the turn', () => {
  const wait = until({ mode: 'duration', duration: threeDays })
  check(wait, {}, { do: 'go', at: monday + 3 * day }, at(monday + 3 * day))
  check(wait, {}, { do: 'go', at: monday + 3 * day }, at(monday + 30 * day))
})
test('a paused scenario keeps its remaining wait', () =>
  check(
    until({ mode: 'duration', duration: threeDays }),
    {},
    { do: 'park', dueAt: monday + 13 * day },
    at(monday + 12 * day, [{ from: monday + day, until: monday + 11 * day }]),
  ))
test('a wait may end at an hour on a weekday, in the customer’s zone', () => {
  const thenAt = { time: '10:00', weekdays: [1, 2, 3, 4, 5] }
  const wait = until({ mode: 'duration', duration: { amount: 5, unit: 'days' }, thenAt })
  check(wait, {}, { do: 'park', dueAt: monday + 7 * day + hour })
  check(wait, { zone: 'Asia/Tokyo' }, { do: 'park', dueAt: monday + 7 * day + hour })
  check(wait, { zone: 'UTC' }, { do: 'park', dueAt: monday + 7 * day + 10 * hour })
})
test('a wait for a date is not moved by a pause, and is over if it has passed', () => {
  const wait = until({ mode: 'date', date: '2026-03-05', time: '09:00' })
  const pauses = [{ from: monday, until: monday + 2 * day }]
  check(wait, {}, { do: 'park', dueAt: monday + 3 * day }, at(monday + 2 * day, pauses))
  const late = monday + 10 * day
  check(wait, { arrivedAt: late }, { do: 'go', at: late }, at(late))
})
test('who arrives at the very hour of the week waits for the next one', () =>
  check(until({ mode: 'weekday', weekdays: [1], time: '09:00' }), {}, { dueAt: monday + 7 * day }))

test('a condition takes the first rule that holds, else “else”', () => {
  const points = (value: number) =>
    ({ type: 'field', field: 'points', op: 'atLeast', value }) as const
  const node: NodeInput = {
    id: 'x',
    kind: 'condition',
    branches: [
      { port: 'rich', rule: points(1000) },
      { port: 'some', rule: points(100) },
    ],
    next: { rich: 'end', some: 'end', else: 'end' },
  }
  const having = (n: number) => ({ customer: { fields: { points: n }, history: [], consents: [] } })
  check(node, having(5000), { port: 'rich', why: { code: 'RULE', branch: 'rich' } })
  check(node, having(500), { port: 'some' })
  check(node, having(5), { port: 'else', why: { code: 'NO_RULE' } })
  const here = nodeIn(planOf(line(node)), 'x')
  expect(needsOf(here).fields).toEqual(['points'])
})

test('an experiment keeps a customer’s arm and keeps to its shares', () => {
  const node: NodeInput = {
    id: 'x',
    kind: 'experiment',
    arms: [
      { port: 'none', share: 0 },
      { port: 'control', share: 10, holdOut: true },
      { port: 'mail', share: 90 },
    ],
    next: { none: 'end', control: 'end', mail: 'end' },
  }
  const here = nodeIn(planOf(line(node)), 'x')
  const counts: Record<string, number> = {}
  for (let i = 0; i < 10_000; i += 1) {
    const drawn = decide(here, traveller({ seed: `1:${i}` }), at(monday))
    const again = decide(
      here,
      traveller({ seed: `1:${i}`, arrivedAt: monday + day }),
      at(monday + day),
    )
    if (drawn.do !== 'go' || again.do !== 'go') throw new Error('An experiment goes on at once')
    expect(again.port).toBe(drawn.port)
    counts[drawn.port] = (counts[drawn.port] ?? 0) + 1
  }
  expect(counts['none']).toBeUndefined()
  // Six standard deviations of a binomial with p = 0.1.
  expect(Math.abs((counts['control'] ?? 0) - 1000)).toBeLessThan(180)
})

const call: NodeInput = {
  id: 'x',
  kind: 'call',
  branches: ['complaint', 'unreached'],
  next: { complaint: 'end', unreached: 'end' },
}
const called = (kind: string, n: number) => ({
  contacts: [contact(1, { [kind]: monday + n * hour })],
})
const later = at(monday + 10 * day)
test('a call is ordered for the time it is allowed', () =>
  check(
    call,
    {},
    {
      do: 'park',
      dueAt: null,
      orders: [{ order: 'contact', channel: 'call', expiresAt: monday + 2 * day }],
    },
  ))
test('a call that waits at the desk parks until its time is over', () =>
  check(call, { contacts: [contact(1)] }, { do: 'park', dueAt: monday + 2 * day, orders: [] }))
test('a result with a branch of its own takes it, all others go on', () => {
  check(call, called('complaint', 3), { port: 'complaint', at: monday + 3 * hour }, later)
  check(call, called('answered', 3), { port: 'next', at: monday + 3 * hour }, later)
  check(call, called('wrongNumber', 3), { port: 'next' }, later)
})
test('no answer, no time and no permission are “unreached”', () => {
  check(call, called('noAnswer', 3), { port: 'unreached', at: monday + 3 * hour }, later)
  check(call, { contacts: [contact(1)] }, { port: 'unreached', at: monday + 2 * day }, later)
  check(
    call,
    settled('refused', 'SUPPRESSED'),
    { port: 'unreached', why: { reason: 'SUPPRESSED' } },
    later,
  )
  check(call, settled('expired'), { port: 'unreached', at: monday + hour }, later)
})
test('a result after the time allowed comes too late, and the first result counts', () => {
  check(call, called('answered', 49), { port: 'unreached', at: monday + 2 * day }, later)
  const both = [contact(1, { complaint: monday + 5 * hour, answered: monday + 2 * hour })]
  check(call, { contacts: both }, { port: 'next', at: monday + 2 * hour }, later)
})
test('a purchase is no result of a call', () =>
  check(call, called('purchased', 3), { port: 'unreached', at: monday + 2 * day }, later))

test('a profile change is ordered with the move', () => {
  const changes = [{ op: 'addPoints', points: 100 }] as const
  check(
    { id: 'x', kind: 'update', changes: [...changes] },
    {},
    { do: 'go', orders: [{ order: 'change', changes }] },
  )
})
test('a goal goes on where something follows, and else is the end, with success', () => {
  check({ id: 'x', kind: 'goal' }, {}, { do: 'go', port: 'next' })
  const last = draw([
    { id: 'start', kind: 'segment', next: { next: 'x' } },
    { id: 'x', kind: 'goal' },
  ])
  expect(decide(nodeIn(planOf(last), 'x'), traveller(), at(monday))).toMatchObject({
    do: 'end',
    result: 'success',
  })
})
test('an exit ends the path as completed', () => {
  const here = nodeIn(planOf(line({ id: 'x', kind: 'goal' })), 'end')
  expect(decide(here, traveller(), at(monday))).toMatchObject({ do: 'end', result: 'completed' })
})
test('a node with a limit on visits has the port “exhausted”, last', () => {
  const plan = planOf(line({ id: 'x', kind: 'wait', maxVisits: 3 }))
  expect(portsOf(nodeIn(plan, 'x').node).map((spec) => spec.port)).toEqual(['next', 'exhausted'])
  expect(nodeIn(plan, 'x').next).toEqual({ next: nodeIn(plan, 'end').no, exhausted: null })
})
