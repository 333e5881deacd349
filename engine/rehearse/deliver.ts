import type { InstantMs } from '../../schemas/basics.ts'
import { channelBit, gate } from '../gate.ts'
import { answerSeed, drawAnswers } from '../simulate.ts'
import type { Journey, RehearsedContact, World } from './world.ts'

/** Contacts whose instants are kept per customer: the most a policy can limit. */
const recentKept = 100

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
