import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Clock, Traveller } from '../../../engine/decision.ts'
import { decide } from '../../../engine/kinds/registry.ts'
import type { Outcome } from '../../../schemas/kinds/response.ts'
import { monday } from '../catalogue.ts'
import { line, nodeIn, planOf } from '../draw.ts'
import { at, contact, day, traveller } from '../traveller.ts'

const buys = { response: 'purchased', leave: 'atOnce' } as const
const clicks = { response: 'clicked', leave: 'atOnce' } as const
const opens = { response: 'opened', leave: 'atEnd' } as const

/** A mail on Monday, a response branch of seven days after it; days count from Monday. */
function branch(outcomes: readonly Outcome[]) {
  const ends = Object.fromEntries([
    ...outcomes.map((one) => [one.response, 'end']),
    ['none', 'end'],
  ])
  const plan = planOf(
    line(
      { id: 'mail', kind: 'channel' },
      { id: 'branch', kind: 'response', outcomes: [...outcomes], next: ends },
    ),
  )
  return { here: nodeIn(plan, 'branch'), mail: nodeIn(plan, 'mail').no }
}

interface Happened {
  purchased?: number
  clicked?: number
  opened?: number
  arrived?: number
  pauses?: readonly { from: number; until: number | null }[]
}

function decideOn(outcomes: readonly Outcome[], happened: Happened, now: number) {
  const { here, mail } = branch(outcomes)
  const on = (n: number) => monday + n * day
  const { purchased, arrived = 0, pauses = [], ...responses } = happened
  const instants = Object.fromEntries(Object.entries(responses).map(([kind, n]) => [kind, on(n)]))
  const facts: Partial<Traveller> = {
    arrivedAt: on(arrived),
    contacts: [contact(mail, instants)],
    purchases: purchased === undefined ? [] : [{ at: on(purchased), amount: 100 }],
  }
  const clock: Clock = at(
    on(now),
    pauses.map(({ from, until }) => ({ from: on(from), until: until === null ? null : on(until) })),
  )
  const decision = decide(here, traveller(facts), clock)
  const day0 = (instant: number | null) => (instant === null ? null : (instant - monday) / day)
  if (decision.do === 'go') return { port: decision.port, day: day0(decision.at) }
  return decision.do === 'park' ? { dueDay: day0(decision.dueAt) } : decision
}

function check(
  outcomes: readonly Outcome[],
  happened: Happened & { now: number },
  expected: { port: string; day: number } | { dueDay: number },
): void {
  const { now, ...rest } = happened
  expect(decideOn(outcomes, rest, now)).toEqual(expected)
}

test('until something happens the customer stays, at most to the window’s end', () =>
  check([buys], { now: 1 }, { dueDay: 7 }))
test('an outcome that leaves at once is taken at its own instant', () =>
  check([buys], { purchased: 2, now: 3 }, { port: 'purchased', day: 2 }))
test('nothing by the window’s end is “none”, at the end', () =>
  check([buys], { now: 7 }, { port: 'none', day: 7 }))
test('a late turn gives the window’s end, not its own instant', () =>
  check([buys], { now: 20 }, { port: 'none', day: 7 }))
test('in the last instant of the window counts, a moment later does not', () => {
  check([buys], { purchased: 7, now: 8 }, { port: 'purchased', day: 7 })
  check([buys], { purchased: 7.001, now: 8 }, { port: 'none', day: 7 })
})
test('an outcome of the window’s end waits for it', () => {
  check([buys, opens], { opened: 1, now: 2 }, { dueDay: 7 })
  check([buys, opens], { opened: 1, now: 7 }, { port: 'opened', day: 7 })
})
test('at the end the highest that happened wins', () =>
  check(
    [{ ...buys, leave: 'atEnd' }, opens],
    { opened: 1, purchased: 6, now: 7 },
    { port: 'purchased', day: 7 },
  ))
test('at once applies only while no higher outcome has happened', () => {
  const buysAtEnd = { ...buys, leave: 'atEnd' } as const
  check([buysAtEnd, clicks], { purchased: 1, clicked: 2, now: 3 }, { dueDay: 7 })
  check([buysAtEnd, clicks], { purchased: 1, clicked: 2, now: 7 }, { port: 'purchased', day: 7 })
})
test('a lower outcome that happened first is taken, also by a turn that sees both', () => {
  check([buys, clicks], { clicked: 1, now: 1 }, { port: 'clicked', day: 1 })
  check([buys, clicks], { clicked: 1, purchased: 2, now: 9 }, { port: 'clicked', day: 1 })
})
test('of two in one instant the higher is taken', () =>
  check([buys, clicks], { clicked: 2, purchased: 2, now: 3 }, { port: 'purchased', day: 2 }))
test('what happened before arrival counts as known on arrival, the highest first', () => {
  check([buys, clicks], { clicked: 1, arrived: 3, now: 3 }, { port: 'clicked', day: 3 })
  check(
    [buys, clicks],
    { clicked: 1, purchased: 2, arrived: 3, now: 3 },
    { port: 'purchased', day: 3 },
  )
})
test('who arrives after the window’s end leaves at once by what happened within it', () => {
  check([buys], { arrived: 9, now: 9 }, { port: 'none', day: 9 })
  check([buys], { purchased: 6, arrived: 9, now: 9 }, { port: 'purchased', day: 9 })
  check([buys], { purchased: 8, arrived: 9, now: 9 }, { port: 'none', day: 9 })
})
test('a pause lengthens the window', () => {
  const pauses = [{ from: 2, until: 5 }]
  check([buys], { pauses, now: 6 }, { dueDay: 10 })
  check([buys], { pauses, purchased: 9, now: 12 }, { port: 'purchased', day: 9 })
  check([buys], { pauses, now: 12 }, { port: 'none', day: 10 })
})
test('while a run is paused its windows do not end', () =>
  check([buys], { pauses: [{ from: 2, until: null }], now: 30 }, { dueDay: 35 }))
test('a response the run’s clock has not reached is awaited, not taken', () =>
  check([buys], { purchased: 4, now: 2 }, { dueDay: 4 }))
test('a purchase before the contact, or in its very instant, is no response to it', () => {
  check([buys], { purchased: -1, now: 1 }, { dueDay: 7 })
  check([buys], { purchased: 0, now: 1 }, { dueDay: 7 })
})

test('without a contact the window opens on arrival', () => {
  const { here } = branch([buys])
  const decision = decide(here, traveller({ arrivedAt: monday + day }), at(monday + day))
  expect(decision).toEqual({ do: 'park', dueAt: monday + 8 * day, orders: [] })
})
test('a contact that was refused opens no window; one that may have gone out does', () => {
  const { here, mail } = branch([buys])
  const arrivedAt = monday + 3 * day
  const decided = (status: 'refused' | 'unknown') =>
    decide(here, traveller({ arrivedAt, contacts: [contact(mail, {}, { status })] }), at(arrivedAt))
  expect(decided('refused')).toMatchObject({ dueAt: arrivedAt + 7 * day })
  expect(decided('unknown')).toMatchObject({ dueAt: monday + 7 * day })
})
test('only the newest visit’s contact counts', () => {
  const { here, mail } = branch([clicks])
  const contacts = [
    contact(mail, { clicked: monday + day }),
    contact(mail, {}, { visit: 2, settledAt: monday + 5 * day }),
  ]
  const here2 = traveller({ visit: 2, arrivedAt: monday + 5 * day, contacts })
  expect(decide(here, here2, at(monday + 6 * day))).toMatchObject({ dueAt: monday + 12 * day })
})
test('of two contacts each has its full window, and a response to either counts', () => {
  const plan = planOf(
    line(
      { id: 'mail', kind: 'channel' },
      { id: 'pause', kind: 'wait' },
      { id: 'text', kind: 'channel', channel: 'sms' },
      {
        id: 'branch',
        kind: 'response',
        contacts: ['mail', 'text'],
        outcomes: [clicks],
        next: { clicked: 'end', none: 'end' },
      },
    ),
  )
  const here = nodeIn(plan, 'branch')
  const texted = contact(nodeIn(plan, 'text').no, {}, { settledAt: monday + 3 * day })
  const arrived = { arrivedAt: monday + 3 * day }
  const silent = { ...arrived, contacts: [contact(nodeIn(plan, 'mail').no), texted] }
  expect(decide(here, traveller(silent), at(monday + 8 * day))).toMatchObject({
    dueAt: monday + 10 * day,
  })
  const early = contact(nodeIn(plan, 'mail').no, { clicked: monday + day })
  expect(
    decide(here, traveller({ ...arrived, contacts: [early, texted] }), at(monday + 3 * day)),
  ).toMatchObject({ port: 'clicked', at: monday + 3 * day })
})

test('a prompt turn and a late one take the same branch at the same instant', () => {
  const outcome = fc.constantFrom('atOnce', 'atEnd') as fc.Arbitrary<Outcome['leave']>
  const when = fc.option(
    fc.integer({ min: 1, max: 18 }).map((half) => half / 2),
    { nil: undefined },
  )
  const facts = fc.record({
    purchased: when,
    clicked: when,
    opened: when,
    arrived: fc.integer({ min: 0, max: 9 }),
  })
  fc.assert(
    fc.property(facts, fc.tuple(outcome, outcome, outcome), (happened, [a, b, c]) => {
      const outcomes: Outcome[] = [
        { response: 'purchased', leave: a },
        { response: 'clicked', leave: b },
        { response: 'opened', leave: c },
      ]
      // Prompt: a turn at arrival and at every half day, each seeing only what has happened by then.
      const arrived = happened.arrived
      let prompt: unknown = null
      for (let now = arrived; prompt === null && now <= 20; now += 0.5) {
        const seen = Object.entries(happened).filter(
          ([what, n]) => n !== undefined && (what === 'arrived' || n <= now),
        )
        const decision = decideOn(outcomes, Object.fromEntries(seen), now)
        if ('port' in decision) prompt = decision
      }
      const all = Object.entries(happened).filter(([, n]) => n !== undefined)
      expect(decideOn(outcomes, Object.fromEntries(all), 40)).toEqual(prompt)
    }),
    { numRuns: 250 },
  )
})
