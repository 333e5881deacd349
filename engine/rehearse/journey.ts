import type { InstantMs } from '../../schemas/basics.ts'
import type { RehearsedCustomer } from '../../schemas/rehearsal.ts'
import type { Clock, CustomerFacts, Order, Traveller } from '../decision.ts'
import { holdReason } from '../hold-reason.ts'
import { isWayBack } from '../loops.ts'
import { grainUp, type Step, step } from '../walk.ts'
import { changed, factsAt, noChanges } from './facts.ts'
import { type Journey, placeOf, type RehearsedMove, type World } from './world.ts'

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
