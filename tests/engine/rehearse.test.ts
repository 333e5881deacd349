import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rehearseOne } from '../../engine/rehearse/one.ts'
import { rehearse } from '../../engine/rehearse/rehearse.ts'
import type { Plan } from '../../schemas/plan.ts'
import { policySchema } from '../../schemas/policy.ts'
import {
  type GivenResponse,
  type RehearsedCustomer,
  rehearsalSettingsSchema,
} from '../../schemas/rehearsal.ts'
import { winback } from '../support/winback.ts'
import { soundScenarios } from './arbitrary-scenario.ts'
import { monday } from './catalogue.ts'
import { line, nodeIn, planOf } from './draw.ts'
import { day, hour } from './traveller.ts'

const policy = policySchema.parse({})
const house = { policy, policyVersion: 1, houseZone: 'Asia/Seoul' }
const plan = planOf(winback)

function customer(no: number, more: Partial<RehearsedCustomer> = {}): RehearsedCustomer {
  return {
    no,
    uuid: `00000000-0000-4000-8000-${String(no).padStart(12, '0')}`,
    zone: 'Asia/Seoul',
    profile: {},
    totals: null,
    history: [],
    later: [],
    consent: 15,
    nightConsent: 0,
    suppressed: 0,
    reachable: 15,
    recent: [],
    ...more,
  }
}

function rehearsed(
  of: Plan,
  customers: readonly RehearsedCustomer[],
  settings: Record<string, unknown> = {},
) {
  return rehearse(of, () => [customers], {
    ...house,
    settings: rehearsalSettingsSchema.parse(settings),
    startsAt: monday,
  })
}

const people = (n: number) => Array.from({ length: n }, (_, no) => customer(no))

test('everybody who enters ends, stands or is held, and nobody twice', async () => {
  const { customers, ends, nodes, days } = await rehearsed(plan, people(300))
  const { success, completed, left, standing, held } = ends
  expect(customers).toBe(300)
  expect(success + completed + left + standing + held).toBe(300)
  expect(nodes[0]?.entered).toBe(300)
  for (const node of nodes) {
    const out = Object.values(node.ports).reduce((sum, n) => sum + n, 0)
    expect(out + node.ended + node.standing).toBe(node.entered)
    expect(node.enteredPerDay).toHaveLength(days.length)
  }
})

test('a budget that does not suffice holds exactly those it does not cover', async () => {
  const one = planOf(
    line({ id: 'mail', kind: 'channel', unitCost: 10 }, { id: 'wait', kind: 'wait' }),
  )
  const { cost, ends, uncontacted } = await rehearsed(one, people(50), { budget: 205 })
  expect(cost).toMatchObject({ contacts: 200, held: 30, exhaustedOn: '2026-03-02' })
  expect(ends.held).toBe(30)
  expect(uncontacted).toEqual({ total: 30, reasons: { BUDGET: 30 } })
})

test('a budget that suffices changes nothing', async () => {
  const free = await rehearsed(plan, people(100))
  const enough = await rehearsed(plan, people(100), { budget: 10_000_000 })
  expect({ ...enough, cost: free.cost }).toEqual(free)
})

test('rewards go to those who come first, and the others are told they are sold out', async () => {
  const price = { faceValue: 10, unitCost: 4, stock: 7, validDays: 90 }
  const reward = { kind: 'gift' as const, name: 'Mug', ...price }
  const offered = planOf(
    line({
      id: 'mug',
      kind: 'offer',
      soldOut: 'continue',
      offer: { from: 'made', content: { name: 'Mug', reward } },
    }),
  )
  const { rewards } = await rehearsed(offered, people(20))
  expect(rewards).toMatchObject([{ issued: 7, cost: 28, soldOut: 13, soldOutOn: '2026-03-02' }])
})

test('who is left out is counted by the reason', async () => {
  const audience = [
    customer(0, { consent: 0 }),
    customer(1, { suppressed: 1 }),
    customer(2, { reachable: 14 }),
    customer(3, { recent: [1, 2, 3, 4, 5].map((h) => monday - h * hour) }),
    customer(4),
  ]
  const { exclusions, uncontacted, contacts } = await rehearsed(plan, audience)
  const reasons = { NO_CONSENT: 1, SUPPRESSED: 1, NO_ADDRESS: 1, CONTACT_LIMIT: 1 }
  expect(uncontacted).toEqual({ total: 4, reasons })
  expect(exclusions.filter(({ channel }) => channel === 'email')).toHaveLength(4)
  expect(contacts.customers).toBe(1)
})

test('customers admitted at a rate enter on the days on which a run admits them', async () => {
  const { nodes } = await rehearsed(plan, people(30), { admitPerMinute: 1 })
  expect(nodes[0]?.enteredPerDay[0]).toBe(30)
  const slow = await rehearsed(
    plan,
    people(3).map((one) => ({ ...one, entersAt: monday + one.no * day })),
  )
  expect(slow.nodes[0]?.enteredPerDay.slice(0, 3)).toEqual([1, 1, 1])
})

const mail = nodeIn(plan, 'mail').no
const thanks = nodeIn(plan, 'thanks').no
function one(until: number, responses: readonly GivenResponse[] = []) {
  return rehearseOne(plan, customer(0), { ...house, startsAt: monday, until, responses })
}

test('a sample customer waits where the clock stands, and it says until when', () => {
  const { stands, next, contacts, moves } = one(monday + day)
  expect(stands).toMatchObject({ id: 'wait', state: 'waiting', since: monday })
  expect(next).toEqual({ at: monday + 3 * day, for: 'due' })
  expect(contacts).toMatchObject([{ id: 'mail', channel: 'email', status: 'accepted' }])
  expect(moves.map((move) => `${move.id} ${move.why.code}`)).toEqual([
    'who ENTERED',
    'coupon REWARDED',
    'mail SENT',
  ])
})

test('a sample customer who answers takes the branch of the answer', () => {
  const bought = { node: mail, kind: 'purchased', at: monday + 4 * day, amount: 100 } as const
  const called = { node: thanks, kind: 'answered', at: monday + 4 * day + hour } as const
  expect(one(monday + 4 * day - 1, [bought]).listensFor).toEqual([{ no: mail, kind: 'purchased' }])
  const later = one(monday + 6 * day, [called, bought])
  expect(later.moves.map((move) => move.why.code)).toContain('CALLED')
  expect(later.stands.id).toBe('again')
  expect(later.purchases).toEqual([{ at: bought.at, amount: 100 }])
})

test('a sample customer who refuses leaves by the exit rule', () => {
  const refused = { node: mail, kind: 'unsubscribed', at: monday + hour } as const
  const { stands } = one(monday + day, [refused])
  expect(stands).toMatchObject({ id: 'wait', state: 'ended', ended: 'left' })
})

test('a contact at night waits for the morning', () => {
  const evening = monday + 13 * hour
  const { contacts, next, stands } = rehearseOne(plan, customer(0), {
    ...{ ...house, startsAt: evening, until: evening + hour, responses: [] },
  })
  expect(stands.id).toBe('mail')
  const eight = monday + 23 * hour + 60_000
  expect(contacts[0]).toMatchObject({ status: 'ordered', deferredUntil: eight })
  expect(next).toEqual({ at: eight, for: 'hours' })
})

test('nothing after the instant the clock stands at has happened', () => {
  const bought = { node: mail, kind: 'purchased', at: monday + 4 * day } as const
  expect(one(monday + 3 * day + hour, [bought]).stands.id).toBe('back')
  expect(one(monday - 1).moves).toEqual([])
})

test('pausing a run for some days and resuming it equals never having paused it', async () => {
  const silent = { responses: {}, purchaseAmount: 0 }
  const settings = rehearsalSettingsSchema.parse({ cohortSize: 1, simulation: silent, days: 3660 })
  // Nothing else than the pause may depend on the calendar: a limit counts days that pass while a run stands still.
  const free = policySchema.parse({ contactLimit: { contacts: 100, days: 1 } })
  const journal = async (sound: Plan, pauses: { from: number; until: number }[]) => {
    const moves: { line: string; at: number }[] = []
    await rehearse(sound, () => [[customer(0)]], {
      ...{ ...house, policy: free, settings, startsAt: monday, pauses },
      onMove: (_, { node, visit, port, why, at }) =>
        moves.push({ line: `${node} ${visit} ${port} ${why.code}`, at }),
    })
    return moves
  }
  await fc.assert(
    fc.asyncProperty(
      soundScenarios,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 9 }),
      async ({ plan: sound }, afterHours, days) => {
        // An agent reports when the phone is put down, whether the run stands still or not.
        fc.pre(!sound.nodes.some(({ node }) => node.kind === 'call'))
        const from = monday + afterHours * hour + 1
        const paused = await journal(sound, [{ from, until: from + days * day }])
        const never = await journal(sound, [])
        const shifted = never.map(({ line: what, at }) => ({
          line: what,
          at: at < from ? at : at + days * day,
        }))
        expect(paused).toEqual(shifted)
      },
    ),
    { numRuns: 100 },
  )
})
