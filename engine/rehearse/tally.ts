import { type Channel, channels, type InstantMs, type ResponseKind } from '../../schemas/basics.ts'
import type { NodeNo, Plan, PlanNode } from '../../schemas/plan.ts'
import type { RehearsalResult, RehearsedNode } from '../../schemas/rehearsal.ts'
import type { Simulation } from '../../schemas/run.ts'
import { addTo, createDays, filled } from './days.ts'
import type { Journey, Recorder } from './world.ts'

interface NodeTally {
  readonly at: PlanNode
  entered: number
  ended: number
  won: number
  standing: number
  contacts: number
  issued: number
  soldOut: number
  soldOutOn: number | null
  readonly ports: Map<string, number>
  readonly held: Map<string, number>
  readonly unsent: Map<string, number>
  readonly enteredPerDay: number[]
  readonly contactsPerDay: number[]
}

export interface Tally {
  readonly record: Recorder
  result(): RehearsalResult
}

/** Adds up what a rehearsal shows, as it happens; its size depends on steps and days, not on customers. */
export function createTally(
  plan: Plan,
  options: {
    readonly startsAt: InstantMs
    readonly houseZone: string
    readonly budget: number | null
    readonly minutesPerCall: number | null
    readonly simulation: Simulation
  },
): Tally {
  const { startsAt } = options
  const days = createDays(options.houseZone, startsAt)
  const nodes = new Map(plan.nodes.map((at) => [at.no, newTally(at)]))
  const nodeOf = (no: NodeNo): NodeTally => {
    const found = nodes.get(no)
    if (!found) throw new Error(`The plan has no step ${no}`)
    return found
  }
  const contactsPerDay = new Map<Channel, number[]>()
  const responses = new Map<string, number>()
  const exclusions = new Map<string, number>()
  const uncontacted = new Map<string, number>()
  const leftBy = new Map<string, number>()
  const costPerDay: number[] = []
  const purchasesPerDay: number[] = []
  const amountPerDay: number[] = []
  const ends = { success: 0, completed: 0, left: 0, standing: 0, held: 0 }
  let customers = 0
  let contacted = 0
  let buyers = 0
  let amount = 0
  let cost = 0
  let lastLeavesAt = startsAt
  let exhaustedAt: InstantMs | null = null
  let heldForBudget = 0

  const record: Recorder = {
    entered({ place, enteredAt }) {
      customers += 1
      const node = nodeOf(place.at.no)
      node.entered += 1
      addTo(node.enteredPerDay, days.indexOf(enteredAt), 1)
    },
    moved(_, { node: no, port, to, ended, why, at }) {
      const node = nodeOf(no)
      if (why.code === 'REWARDED') node.issued += 1
      if (why.code === 'SOLD_OUT') {
        const day = days.indexOf(at)
        node.soldOut += 1
        node.soldOutOn = Math.min(node.soldOutOn ?? day, day)
      }
      if (to === null) {
        node.ended += 1
        if (ended === 'success') node.won += 1
        if (ended === 'left') add(leftBy, why.code)
        if (ended !== null) ends[ended] += 1
        lastLeavesAt = Math.max(lastLeavesAt, at)
        return
      }
      add(node.ports, port ?? '')
      const arrived = nodeOf(to)
      arrived.entered += 1
      addTo(arrived.enteredPerDay, days.indexOf(at), 1)
    },
    contacted({ at: { no }, cost: charged }, { channel, at }) {
      const node = nodeOf(no)
      const day = days.indexOf(at)
      node.contacts += 1
      addTo(node.contactsPerDay, day, 1)
      addTo(listOf(contactsPerDay, channel), day, 1)
      addTo(costPerDay, day, charged)
      cost += charged
    },
    unsent({ at: { no } }, { channel, reason }) {
      add(nodeOf(no).unsent, reason)
      add(exclusions, `${channel} ${reason}`)
    },
    heldForBudget(at) {
      heldForBudget += 1
      exhaustedAt = Math.min(exhaustedAt ?? at, at)
    },
    refunded(refund, chargedAt) {
      addTo(costPerDay, days.indexOf(chargedAt), -refund)
      cost -= refund
    },
    answered({ channel, response, at, amount: paid }) {
      if (channel !== null) add(responses, `${channel} ${response}`)
      if (response !== 'purchased') return
      const day = days.indexOf(at)
      const hundredths = Math.round((paid ?? 0) * 100)
      addTo(purchasesPerDay, day, 1)
      addTo(amountPerDay, day, hundredths)
      amount += hundredths
    },
    finished(journey) {
      const node = nodeOf(journey.place.at.no)
      if (journey.purchases.length > 0) buyers += 1
      if (journey.state === 'held') {
        ends.held += 1
        add(node.held, journey.reason ?? '')
      } else if (journey.state !== 'ended') {
        ends.standing += 1
        node.standing += 1
      }
      const why = whyUncontacted(journey)
      if (why === null) contacted += 1
      else add(uncontacted, why)
    },
  }

  return {
    record,
    result() {
      const all = [...nodes.values()]
      const length = Math.max(
        ...all.flatMap((node) => [node.enteredPerDay.length, node.contactsPerDay.length]),
        purchasesPerDay.length,
        days.indexOf(lastLeavesAt) + 1,
      )
      const perDay = (list: readonly number[]) => filled(list, length)
      const money = (list: readonly number[]) => perDay(list).map(fromHundredths)
      const calls = perDay(contactsPerDay.get('call') ?? [])
      const rewards = all.flatMap((node) => rewardOf(node, days.nameOf))
      const { simulation, minutesPerCall } = options
      return {
        customers,
        startsAt,
        lastLeavesAt: customers > 0 && ends.standing + ends.held === 0 ? lastLeavesAt : null,
        days: Array.from({ length }, (_, day) => days.nameOf(day)),
        nodes: all.map((node) => nodeResult(node, perDay)),
        contacts: {
          total: sum(all.map((node) => node.contacts)),
          customers: contacted,
          perDay: Object.fromEntries(
            channels.flatMap((channel) => {
              const list = contactsPerDay.get(channel)
              return list ? [[channel, perDay(list)]] : []
            }),
          ),
        },
        responses: pairs<ResponseKind>(responses).map(({ channel, what, n }) => ({
          ...{ channel, response: what, n },
        })),
        calls: {
          total: sum(calls),
          perDay: calls,
          minutesPerDay: minutesPerCall === null ? null : calls.map((n) => n * minutesPerCall),
        },
        cost: {
          contacts: fromHundredths(cost),
          rewards: sum(rewards.map((reward) => reward.cost)),
          perDay: money(costPerDay),
          budget: options.budget,
          exhaustedOn: exhaustedAt === null ? null : days.nameOf(days.indexOf(exhaustedAt)),
          held: heldForBudget,
        },
        purchases: {
          n: sum(purchasesPerDay),
          amount: fromHundredths(amount),
          customers: buyers,
          perDay: perDay(purchasesPerDay),
          amountPerDay: money(amountPerDay),
        },
        rewards,
        exclusions: pairs<string>(exclusions).map(({ channel, what, n }) => ({
          ...{ channel, reason: what, n },
        })),
        uncontacted: { total: customers - contacted, reasons: Object.fromEntries(uncontacted) },
        ends: { ...ends, leftBy: Object.fromEntries(leftBy) },
        assumptions: assumptionsOf(plan, simulation),
      }
    },
  }
}

function newTally(at: PlanNode): NodeTally {
  return {
    at,
    entered: 0,
    ended: 0,
    won: 0,
    standing: 0,
    contacts: 0,
    issued: 0,
    soldOut: 0,
    soldOutOn: null,
    ports: new Map(),
    held: new Map(),
    unsent: new Map(),
    enteredPerDay: [],
    contactsPerDay: [],
  }
}

/** Why somebody was never contacted; null: they were. */
function whyUncontacted({ contacts, open, state, reason }: Journey): string | null {
  if (contacts.some((contact) => contact.status === 'accepted')) return null
  if (state === 'held') return reason ?? 'BUDGET'
  if (open) return 'WAITING'
  return contacts.at(-1)?.reason ?? 'NO_CONTACT_STEP'
}

function nodeResult(node: NodeTally, perDay: (list: readonly number[]) => number[]): RehearsedNode {
  const { at, entered, ended, won, standing, contacts } = node
  return {
    ...{ node: at.id, entered, ended, won, standing, contacts },
    ports: Object.fromEntries(node.ports),
    held: Object.fromEntries(node.held),
    unsent: Object.fromEntries(node.unsent),
    enteredPerDay: perDay(node.enteredPerDay),
    contactsPerDay: perDay(node.contactsPerDay),
  }
}

function rewardOf(
  { at: { id, node, offer }, issued, soldOut, soldOutOn }: NodeTally,
  nameOf: (day: number) => string,
): RehearsalResult['rewards'] {
  if (node.kind !== 'offer' || !offer?.reward) return []
  const { name, unitCost, faceValue, stock } = offer.reward
  return [
    {
      ...{ node: id, name, issued, stock, soldOut },
      cost: fromHundredths(issued * Math.round(unitCost * 100)),
      faceValue: fromHundredths(issued * Math.round(faceValue * 100)),
      soldOutOn: soldOutOn === null ? null : nameOf(soldOutOn),
    },
  ]
}

function assumptionsOf(plan: Plan, simulation: Simulation): RehearsalResult['assumptions'] {
  return {
    responses: channels.flatMap((channel) =>
      Object.entries(simulation.responses[channel] ?? {}).map(([response, rate]) => ({
        channel,
        response: response as ResponseKind,
        ...rate,
      })),
    ),
    purchaseAmount: simulation.purchaseAmount,
    codes: [
      'DELIVERED',
      'PROFILE_NOW',
      ...(plan.entry.by === 'event' ? (['EVENTS_DRAWN'] as const) : []),
      ...(plan.entry.by === 'schedule' ? (['SCHEDULE_DAYS'] as const) : []),
      ...(plan.reentry.allow === 'never' ? [] : (['NO_REENTRY'] as const)),
    ],
  }
}

/** Counts kept under `channel what`, the largest first. */
function pairs<What extends string>(
  counts: ReadonlyMap<string, number>,
): { channel: Channel; what: What; n: number }[] {
  return [...counts]
    .map(([key, n]) => {
      const [channel, what] = key.split(' ') as [Channel, What]
      return { channel, what, n }
    })
    .sort((a, b) => b.n - a.n)
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function listOf(lists: Map<Channel, number[]>, channel: Channel): number[] {
  const known = lists.get(channel)
  if (known) return known
  const list: number[] = []
  lists.set(channel, list)
  return list
}

function sum(list: readonly number[]): number {
  return list.reduce((total, n) => total + n, 0)
}

function fromHundredths(amount: number): number {
  return amount / 100
}
