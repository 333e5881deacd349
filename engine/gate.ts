import { type Channel, channels, type InstantMs } from '../schemas/basics.ts'
import type { PlanNode } from '../schemas/plan.ts'
import type { Policy } from '../schemas/policy.ts'
import { isZone, localTimeAtOrAfter, timeOfDayIn, timeOfDayMs } from './calendar.ts'
import { dayMs, minuteMs } from './durations.ts'

/** What is about to be sent, and under which rules. */
export interface GateRules {
  readonly policy: Policy
  readonly policyVersion: number
  readonly channel: Channel
  readonly advertising: boolean
  /** The step’s own hours, HH:MM in the customer’s zone; null: none. Equal ones mean the whole day. */
  readonly sendFrom: string | null
  readonly sendUntil: string | null
}

/** What is known of the customer’s willingness. The masks have one bit per channel: see `channelBit`. */
export interface ContactState {
  readonly consent: number
  /** Separate consent to advertising in the quiet hours. */
  readonly nightConsent: number
  readonly suppressed: number
  /** Advertising contacts that count towards the limit, any order. */
  readonly recent: readonly InstantMs[]
  readonly zone: string
  /** Whether there is an address for this channel. */
  readonly reachable: boolean
}

export type RefusalCode =
  | 'NO_ADDRESS'
  | 'SUPPRESSED'
  | 'NO_CONSENT'
  | 'ZONE_UNKNOWN'
  | 'NO_HOURS'
  | 'CONTACT_LIMIT'

export type GateVerdict =
  | { readonly do: 'send' }
  | { readonly do: 'refuse'; readonly code: RefusalCode; readonly policyVersion: number }
  | {
      readonly do: 'defer'
      readonly until: InstantMs
      readonly code: 'QUIET_HOURS' | 'SEND_HOURS'
    }

export const channelBit: Readonly<Record<Channel, number>> = {
  email: 1,
  sms: 2,
  letter: 4,
  call: 8,
}

/** The channels whose bits are set, in the order of the schema. */
export function channelsOf(bits: number): Channel[] {
  return channels.filter((channel) => (bits & channelBit[channel]) !== 0)
}

/**
 * The last check before a contact, made at the instant `at` it would go out. In this order:
 * no address, suppressed, no consent (advertising only), a zone that does not exist refuse; then the quiet hours of the policy and the step’s own
 * hours defer to the first instant both allow; the contact limit (advertising only) comes last and refuses, so that it
 * is counted at the instant of sending and not before a night of waiting.
 * Quiet hours hold with a margin of a minute on both sides, on the policy’s channels, for advertising or not, unless
 * the customer has agreed to contacts at night. If no hour of the day is left at all the refusal is NO_HOURS.
 * Exit rules, budget and expiry are checked by the caller.
 */
export function gate(rules: GateRules, state: ContactState, at: InstantMs): GateVerdict {
  const bit = channelBit[rules.channel]
  if (!state.reachable) return refuse(rules, 'NO_ADDRESS')
  if (state.suppressed & bit) return refuse(rules, 'SUPPRESSED')
  if (rules.advertising && !(state.consent & bit)) return refuse(rules, 'NO_CONSENT')
  if (!isZone(state.zone)) return refuse(rules, 'ZONE_UNKNOWN')
  const hours = closedHours(rules, state)
  const until = firstOpen(hours, state.zone, at)
  if (until === null) return refuse(rules, 'NO_HOURS')
  if (until > at) return { do: 'defer', until, code: closedBy(hours, state.zone, at) }
  if (rules.advertising && limitReached(rules.policy, state.recent, at)) {
    return refuse(rules, 'CONTACT_LIMIT')
  }
  return { do: 'send' }
}

/** The rules for contacts made at a channel or call step; at no other step are there any. */
export function gateRulesOf({ node }: PlanNode, policy: Policy, policyVersion: number): GateRules {
  if (node.kind === 'call') {
    const { advertising } = node
    const hours = { sendFrom: null, sendUntil: null }
    return { policy, policyVersion, channel: 'call', advertising, ...hours }
  }
  if (node.kind !== 'channel' || !node.channel)
    throw new Error('Contacts are made at channel and call nodes only')
  const { channel, advertising, sendFrom, sendUntil } = node
  return { policy, policyVersion, channel, advertising, sendFrom, sendUntil }
}

function refuse(rules: GateRules, code: RefusalCode): GateVerdict {
  return { do: 'refuse', code, policyVersion: rules.policyVersion }
}

function limitReached(policy: Policy, recent: readonly InstantMs[], at: InstantMs): boolean {
  const since = at - policy.contactLimit.days * dayMs
  let counted = 0
  for (const contact of recent) if (contact > since) counted += 1
  return counted >= policy.contactLimit.contacts
}

/** Hours of the day in which nothing may go out: from, inclusive, to until, exclusive; may run over midnight. */
interface Closed {
  readonly code: 'QUIET_HOURS' | 'SEND_HOURS'
  readonly fromMs: number
  readonly untilMs: number
}

function closedHours(rules: GateRules, state: ContactState): readonly Closed[] {
  const closed: Closed[] = []
  const { policy } = rules
  const nightAllowed = (state.nightConsent & channelBit[rules.channel]) !== 0
  const isQuiet = policy.quietChannels.some((channel) => channel === rules.channel)
  if (isQuiet && !nightAllowed && policy.quietFrom !== policy.quietUntil) {
    closed.push({
      code: 'QUIET_HOURS',
      fromMs: (timeOfDayMs(policy.quietFrom) - minuteMs + dayMs) % dayMs,
      untilMs: (timeOfDayMs(policy.quietUntil) + minuteMs) % dayMs,
    })
  }
  const { sendFrom, sendUntil } = rules
  if (sendFrom !== null && sendUntil !== null && sendFrom !== sendUntil) {
    closed.push({
      code: 'SEND_HOURS',
      fromMs: timeOfDayMs(sendUntil),
      untilMs: timeOfDayMs(sendFrom),
    })
  }
  return closed
}

/** The first instant at or after `at` that no closed hours hold; null if they leave none. */
function firstOpen(hours: readonly Closed[], zone: string, at: InstantMs): InstantMs | null {
  let open = at
  // Each step ends one closed stretch; two stretches that leave no gap would chase each other for ever.
  for (let step = 0; step < 6; step += 1) {
    const blocking = hours.find((closed) => isClosed(closed, timeOfDayIn(zone, open)))
    if (!blocking) return open
    open = localTimeAtOrAfter(zone, clockTime(blocking.untilMs), open)
  }
  return null
}

function closedBy(hours: readonly Closed[], zone: string, at: InstantMs): Closed['code'] {
  const timeMs = timeOfDayIn(zone, at)
  return hours.find((closed) => isClosed(closed, timeMs))?.code ?? 'SEND_HOURS'
}

function isClosed(closed: Closed, timeMs: number): boolean {
  const { fromMs, untilMs } = closed
  return fromMs < untilMs
    ? fromMs <= timeMs && timeMs < untilMs
    : fromMs <= timeMs || timeMs < untilMs
}

function clockTime(timeMs: number): string {
  const minutes = timeMs / minuteMs
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
