import type { Channel, InstantMs, ResponseKind } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { isAttributed } from '../attribution.ts'
import { channelBit } from '../gate.ts'
import type { Answer, Journey, RehearsedContact, World } from './world.ts'

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
