import type { Channel, InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import type { RehearsedCustomer } from '../../schemas/rehearsal.ts'
import { isAttributed } from '../attribution.ts'
import type {
  Clock,
  ContactFact,
  CustomerFacts,
  Order,
  PurchaseFact,
  Traveller,
} from '../decision.ts'
import { channelBit, gate } from '../gate.ts'
import { holdReason } from '../hold-reason.ts'
import { isWayBack } from '../loops.ts'
import { answerSeed, drawAnswers } from '../simulate.ts'
import { grainUp, type Step, step } from '../walk.ts'
import { changed, factsAt, noChanges, type ProfileChanges } from './facts.ts'
import { type Place, placeOf, type RehearsedMove, type World } from './world.ts'

/**
 * One customer on the way through a rehearsed run: what the rows of an enrolment hold, in memory. The functions below
 * do to it what a turn, a delivery and the inbox do to the rows, in the same order and by the same decisions.
 */
export interface Journey {
  readonly customer: RehearsedCustomer
  readonly seed: string
  readonly enteredAt: InstantMs
  place: Place
  visit: number
  seq: number
  arrivedAt: InstantMs
  state: 'ready' | 'parked' | 'held' | 'ended'
  due: InstantMs | null
  /** Something came back or was settled since the last turn. */
  woken: boolean
  /** Why it is held, or how it ended. */
  reason: string | null
  readonly contacts: RehearsedContact[]
  /** Ordered and not settled. */
  open: RehearsedContact | null
  /** A call that waits for its outcome at the desk. */
  task: RehearsedContact | null
  /** What will come back, in order of time. */
  readonly answers: Answer[]
  readonly purchases: PurchaseFact[]
  changes: ProfileChanges
  consent: number
  suppressed: number
  recent: readonly InstantMs[]
  /** Rounds made through steps with a limit. */
  readonly visits: Map<NodeNo, number>
}

export interface RehearsedContact extends ContactFact {
  readonly channel: Channel
  readonly expiresAt: InstantMs
  readonly responses: { kind: ResponseKind; firstAt: InstantMs; count: number }[]
  status: ContactFact['status']
  settledAt: InstantMs | null
  reason: string | null
  /** Put off by closed hours until then. */
  notBefore: InstantMs | null
}

export interface Answer {
  readonly response: ResponseKind
  readonly at: InstantMs
  readonly amount: number | null
  /** What it answers; a number: the newest contact made at that step by then. */
  readonly to: RehearsedContact | NodeNo
}

/** Contacts whose instants are kept per customer: the most a policy can limit. */
const recentKept = 100

/** Somebody enters. */
export function enter(world: World, customer: RehearsedCustomer, at: InstantMs): Journey {
  const journey: Journey = {
    customer,
    seed: `${world.seed}:${customer.uuid}`,
    enteredAt: at,
    place: placeOf(world, world.plan.start),
    visit: 1,
    seq: 0,
    arrivedAt: at,
    state: 'ready',
    due: null,
    woken: false,
    reason: null,
    contacts: [],
    open: null,
    task: null,
    answers: [],
    purchases: [],
    changes: noChanges,
    consent: customer.consent,
    suppressed: customer.suppressed,
    recent: customer.recent.filter((contact) => contact <= at),
    visits: new Map(),
  }
  world.record.entered(journey)
  return journey
}

/** When something happens to this customer next, at the earliest; null: never. */
export function nextAt(journey: Journey): InstantMs | null {
  if (journey.state === 'ready') return journey.arrivedAt
  let at = journey.answers[0]?.at ?? Number.POSITIVE_INFINITY
  if (journey.state === 'parked') {
    if (journey.due !== null && journey.due < at) at = journey.due
    const before = journey.open?.notBefore ?? null
    if (before !== null && before < at) at = before
  }
  return at === Number.POSITIVE_INFINITY ? null : at
}

/** Whether the next turn must decide this customer. */
export function isConcerned({ state, woken, due }: Journey, now: InstantMs): boolean {
  if (state === 'ready') return true
  return state === 'parked' && (woken || (due !== null && due <= now))
}

/** Takes in what has come back by `now`. */
export function hear(world: World, journey: Journey, now: InstantMs): void {
  const { answers } = journey
  let first = answers[0]
  while (first && first.at <= now) {
    answers.shift()
    hearOne(world, journey, first)
    first = answers[0]
  }
}

/** One step of a turn; whether the customer walks on in the same turn. `isFirst`: exit rules are looked at. */
export function takeStep(
  world: World,
  journey: Journey,
  { now, isFirst }: { now: InstantMs; isFirst: boolean },
): boolean {
  const taken = decideSafely(world, journey, { now, isFirst })
  if (taken === null) return false
  for (const order of taken.orders) follow(world, journey, order, now)
  journey.woken = false
  if (taken.do === 'park') {
    journey.state = 'parked'
    journey.due = taken.dueAt === null || world.isExact ? taken.dueAt : grainUp(taken.dueAt, now)
    return false
  }
  move(world, journey, taken)
  // What was changed must be written before a later step may look at it.
  return journey.state === 'ready' && !taken.orders.some((order) => order.order === 'change')
}

/** Whether a contact of this customer can go out now. */
export function canDeliver({ state, open }: Journey, now: InstantMs): boolean {
  return state === 'parked' && open !== null && (open.notBefore === null || open.notBefore <= now)
}

/**
 * Passes the open contact through the gate and settles it, puts it off, or holds the customer for want of budget. Exit
 * rules need no second look: the turn has just looked, by the same facts.
 */
export function deliver(world: World, journey: Journey, now: InstantMs): void {
  const { open: contact, place, customer } = journey
  if (!contact || !place.gate) return
  if (contact.expiresAt <= now) {
    settle(world, journey, { status: 'expired', reason: 'EXPIRED', at: now })
    return
  }
  const verdict = gate(
    place.gate,
    {
      consent: journey.consent,
      nightConsent: customer.nightConsent,
      suppressed: journey.suppressed,
      recent: journey.recent,
      zone: customer.zone,
      reachable: (customer.reachable & channelBit[contact.channel]) !== 0,
    },
    now,
  )
  if (verdict.do === 'refuse') {
    settle(world, journey, { status: 'refused', reason: verdict.code, at: now })
  } else if (verdict.do === 'defer') {
    if (verdict.until >= contact.expiresAt) {
      settle(world, journey, { status: 'expired', reason: verdict.code, at: now })
    } else {
      contact.notBefore = verdict.until
      contact.reason = verdict.code
    }
  } else if (world.shared.charge(place.cost)) {
    if (place.gate.advertising) journey.recent = [now, ...journey.recent].slice(0, recentKept)
    settle(world, journey, { status: 'accepted', reason: null, at: now })
    if (contact.channel === 'call') journey.task = contact
    drawAnswersTo(world, journey, contact, now)
  } else {
    contact.reason = 'BUDGET'
    journey.state = 'held'
    journey.reason = 'BUDGET'
    world.record.heldForBudget(now)
  }
}

function hearOne(world: World, journey: Journey, answer: Answer): void {
  const { response, at, amount } = answer
  const contact = typeof answer.to === 'number' ? newestMade(journey, answer.to, at) : answer.to
  const { enteredAt, contacts } = journey
  const isBought = response === 'purchased'
  if (isBought && !isAttributed(world.plan.attribution, { at, enteredAt, contacts })) return
  // Nobody called: the task was taken off the desk before its time.
  if (contact?.channel === 'call' && !isBought) {
    if (journey.task !== contact) return
    journey.task = null
  }
  if (isBought) journey.purchases.push({ at, amount: amount ?? 0 })
  if (contact) {
    const known = contact.responses.find((fact) => fact.kind === response)
    if (known) known.count += 1
    else contact.responses.push({ kind: response, firstAt: at, count: 1 })
    heed(journey, contact.channel, response)
  } else if (!isBought) return
  journey.woken = true
  world.record.answered({ channel: contact?.channel ?? null, response, at, amount })
}

function newestMade(journey: Journey, no: NodeNo, at: InstantMs): RehearsedContact | null {
  const made = journey.contacts.filter(
    ({ node, status, settledAt }) =>
      node === no && status === 'accepted' && settledAt !== null && settledAt <= at,
  )
  return made.at(-1) ?? null
}

/** Who says no is not contacted on that channel again. */
function heed(journey: Journey, channel: Channel, response: ResponseKind): void {
  const isNo = response === 'unsubscribed' || response === 'bounced'
  const isNoCall = response === 'refused' || response === 'wrongNumber'
  if (!isNo && !isNoCall) return
  const bit = channelBit[isNoCall ? 'call' : channel]
  journey.suppressed |= bit
  journey.consent &= ~bit
}

function decideSafely(
  world: World,
  journey: Journey,
  { now, isFirst }: { now: InstantMs; isFirst: boolean },
): Step | null {
  const { at } = journey.place
  const clock: Clock = {
    now,
    pauses: world.pauses.length === 0 ? noPauses : world.pauses.filter((p) => p.from <= now),
  }
  try {
    return step(world.plan, at, travellerOf(world, journey, now), clock, {
      exits: isFirst,
      visits: (journey.visits.get(at.no) ?? 0) + 1,
    })
  } catch (error) {
    // As in a run: our own bug, or a profile that makes no sense, holds that one customer, and the others go on.
    journey.state = 'held'
    journey.reason = holdReason(error)
    return null
  }
}

const noPauses: Clock['pauses'] = []
const noFacts: CustomerFacts = { fields: {}, history: [], consents: [] }

function travellerOf(world: World, journey: Journey, now: InstantMs): Traveller {
  const { customer, place } = journey
  return {
    seed: journey.seed,
    zone: customer.zone,
    visit: journey.visit,
    enteredAt: journey.enteredAt,
    arrivedAt: journey.arrivedAt,
    customer: place.wantsFacts
      ? factsAt(customer, {
          needs: world.needs,
          now,
          houseZone: world.houseZone,
          changes: journey.changes,
          bought: journey.purchases,
          channels: journey.consent & ~journey.suppressed,
        })
      : noFacts,
    contacts: journey.contacts,
    purchases: journey.purchases,
    rewardLeft: place.at.node.kind !== 'offer' || world.shared.hasReward(place.at.no),
  }
}

function follow(world: World, journey: Journey, order: Order, now: InstantMs): void {
  switch (order.order) {
    case 'contact':
      journey.open = {
        node: journey.place.at.no,
        visit: journey.visit,
        channel: order.channel,
        status: 'ordered',
        orderedAt: now,
        expiresAt: order.expiresAt,
        settledAt: null,
        reason: null,
        notBefore: null,
        responses: [],
      }
      journey.contacts.push(journey.open)
      return
    case 'reward':
      world.shared.takeReward(journey.place.at.no)
      return
    case 'change':
      journey.changes = changed(journey.changes, order.changes)
      return
  }
}

function move(world: World, journey: Journey, taken: Extract<Step, { do: 'move' }>): void {
  const { place } = journey
  const { at, node } = { at: taken.at, node: place.at }
  journey.seq += 1
  const made: RehearsedMove = {
    seq: journey.seq,
    node: node.no,
    visit: journey.visit,
    port: taken.port,
    to: taken.to,
    ended: taken.ended,
    why: taken.why,
    at,
  }
  if (node.node.kind === 'call' || taken.why.code === 'EXIT_RULE') cancelOpen(world, journey, at)
  if (node.node.maxVisits !== undefined) {
    journey.visits.set(node.no, (journey.visits.get(node.no) ?? 0) + 1)
  }
  if (taken.to === null) {
    journey.state = 'ended'
    journey.due = null
    journey.reason = taken.ended === 'left' ? `LEFT:${taken.why.code}` : taken.ended
  } else {
    if (isWayBack(world.plan, { from: node.no, to: taken.to })) journey.visit += 1
    journey.place = placeOf(world, taken.to)
    journey.arrivedAt = at
    journey.state = 'ready'
  }
  world.record.moved(journey, made)
}

/** Takes back what has not gone out, and a call that nobody has made; that one costs nothing after all. */
function cancelOpen(world: World, journey: Journey, at: InstantMs): void {
  const { open, task } = journey
  if (open) {
    open.status = 'cancelled'
    open.settledAt = at
    open.reason = 'LEFT'
    journey.open = null
  }
  if (!task) return
  const { cost } = placeOf(world, task.node)
  world.shared.refund(cost)
  world.record.refunded(cost, task.settledAt ?? at)
  journey.task = null
}

function settle(
  world: World,
  journey: Journey,
  {
    status,
    reason,
    at,
  }: { status: 'accepted' | 'refused' | 'expired'; reason: string | null; at: InstantMs },
): void {
  const { open: contact, place } = journey
  if (!contact) return
  contact.status = status
  contact.reason = reason
  contact.settledAt = at
  journey.open = null
  journey.woken = true
  const { channel } = contact
  if (reason === null) world.record.contacted(place, { channel, at })
  else world.record.unsent(place, { channel, reason })
}

function drawAnswersTo(
  { simulation, seed }: World,
  journey: Journey,
  contact: RehearsedContact,
  acceptedAt: InstantMs,
): void {
  if (!simulation) return
  const { channel, node, visit } = contact
  const place = { enrolment: journey.customer.no, node, visit, occurrence: 0 }
  const drawn = drawAnswers(simulation, { channel, seed: answerSeed(seed, place), acceptedAt })
  for (const answer of drawn) journey.answers.push({ ...answer, to: contact })
  journey.answers.sort((a, b) => a.at - b.at)
}
