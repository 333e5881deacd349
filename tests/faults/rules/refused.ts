import { type Era, erasOf } from './eras.ts'
import {
  type Breach,
  type Channel,
  type Evidence,
  groupBy,
  type LedgerLine,
  outwardOf,
  type Rule,
} from './evidence.ts'
import type { KnownIntent } from './memory.ts'
import { clocksOf, type VirtualTimes } from './virtual-time.ts'

/** The same bits as in `contact_state`. */
const bits: Readonly<Record<Channel, number>> = { email: 1, sms: 2, letter: 4, call: 8 }
/** An agent who has taken a call keeps it for five minutes. */
const callMs = 5 * 60_000
const dayMs = 86_400_000
/** Two clocks of one machine, and what lies between a decision and the wire: at the edge of a window nothing is judged. */
const edgeMs = 5 * 60_000

interface Contacted extends KnownIntent {
  readonly line: LedgerLine
}

/** Who said no, who has enough, and who sleeps is left alone: by the ledger's own time, a time-out later at most. */
export const refused: Rule = {
  no: 3,
  name: 'nothing is accepted for someone who refused, has enough, or sleeps',
  async check(evidence) {
    const policy = await loadPolicy(evidence)
    return (await erasOf(evidence)).flatMap((era) => {
      const contacted = contactedIn(era)
      const clocks = clocksOf(era.memory.clocks)
      return [
        ...suppressedBefore(era, evidence, contacted),
        ...answeredNo(era, evidence, contacted),
        ...atNight(era, { policy, contacted, clocks, ...evidence }),
        ...tooMany(policy, contacted, clocks),
      ]
    })
  },
}

function contactedIn({ ledger, memory }: Era): Contacted[] {
  const byOutward = new Map(memory.intents.map((intent) => [intent.outward, intent]))
  return ledger.flatMap((line) => {
    const intent = byOutward.get(outwardOf(line))
    return intent ? [{ line, ...intent }] : []
  })
}

function latestMs(channel: Channel, sendTimeoutMs: number): number {
  return channel === 'call' ? callMs : sendTimeoutMs
}

/** What the database said a time-out before the acceptance, by the instant at which it was committed. */
function suppressedBefore(
  { memory }: Era,
  { sendTimeoutMs }: Evidence,
  contacted: readonly Contacted[],
): Breach[] {
  const history = groupBy(memory.willingness, (row) => row.customer)
  return contacted.flatMap(({ line, customer, advertising }) => {
    const before = line.at - latestMs(line.channel, sendTimeoutMs)
    const known = history.get(customer)?.findLast((row) => row.at < before)
    if (!known) return []
    const bit = bits[line.channel]
    const said =
      (known.suppressed & bit) !== 0
        ? 'was suppressed'
        : advertising && (known.consent & bit) === 0
          ? 'had not agreed'
          : null
    return said === null
      ? []
      : [
          breach(
            'a committed refusal counts after the send time-out',
            `${line.channel} ${line.id} (${line.where}): customer ${customer} ${said} ${Math.round(line.at - known.at)} ms before`,
          ),
        ]
  })
}

/** A no that was answered 2xx counts from that moment, whether a router was alive or not. */
function answeredNo(
  { heard, memory }: Era,
  { sendTimeoutMs }: Evidence,
  contacted: readonly Contacted[],
): Breach[] {
  const answeredAt = new Map(heard.map((h) => [`${h.source} ${h.eventId}`, h]))
  const noes = new Map<string, { at: number; where: string }>()
  for (const { source, event_id, customer, channel } of memory.noes) {
    const answered = answeredAt.get(`${source} ${event_id}`)
    const key = `${customer} ${channel}`
    const known = noes.get(key)
    if (answered && (!known || answered.at < known.at)) noes.set(key, answered)
  }
  return contacted.flatMap(({ line, customer }) => {
    const no = noes.get(`${customer} ${line.channel}`)
    if (!no || line.at <= no.at + latestMs(line.channel, sendTimeoutMs)) return []
    return [
      breach(
        'a refusal that was answered 2xx counts after the send time-out',
        `${line.channel} ${line.id} (${line.where}): customer ${customer} said no ${Math.round(line.at - no.at)} ms before (${no.where})`,
      ),
    ]
  })
}

interface PolicyRow {
  readonly quietFrom?: string
  readonly quietUntil?: string
  readonly quietChannels?: readonly string[]
  readonly contactLimit?: { readonly contacts: number; readonly days: number }
}

type Policy = Required<PolicyRow>

async function loadPolicy({ query }: Evidence): Promise<Policy> {
  const [row] = await query<{ policy: PolicyRow }>(
    'select policy from policy order by version desc limit 1',
  )
  return {
    quietFrom: '21:00',
    quietUntil: '08:00',
    quietChannels: ['email', 'sms', 'call'],
    contactLimit: { contacts: 5, days: 7 },
    ...row?.policy,
  }
}

function atNight(
  { memory }: Era,
  {
    policy: { quietFrom, quietUntil, quietChannels },
    contacted,
    clocks,
    sendTimeoutMs,
  }: {
    policy: Policy
    contacted: readonly Contacted[]
    clocks: VirtualTimes
    sendTimeoutMs: number
  },
): Breach[] {
  const nights = new Map<number, number>()
  for (const { customer, night_consent: mask } of memory.willingness) {
    nights.set(customer, (nights.get(customer) ?? 0) | mask)
  }
  const isQuiet = (time: string) =>
    quietFrom < quietUntil
      ? quietFrom <= time && time < quietUntil
      : quietFrom <= time || time < quietUntil
  return contacted.flatMap(({ line, customer, run, zone }) => {
    // Whether an agent calls at night is judged when the agent takes the call, not when it is queued.
    if (line.channel === 'call' || !quietChannels.includes(line.channel)) return []
    if (((nights.get(customer) ?? 0) & bits[line.channel]) !== 0) return []
    const times = clocks.at(run, line.at, sendTimeoutMs).map((at) => timeOfDay(zone, at))
    if (!times.every(isQuiet)) return []
    return [
      breach(
        'nothing is accepted in quiet hours',
        `${line.channel} ${line.id} (${line.where}): at ${times.join(' or ')} in ${zone}`,
      ),
    ]
  })
}

function tooMany(
  { contactLimit }: Policy,
  contacted: readonly Contacted[],
  clocks: VirtualTimes,
): Breach[] {
  const perCustomer = groupBy(
    contacted.filter((c) => c.advertising),
    (c) => c.customer,
  )
  return [...perCustomer].flatMap(([customer, list]) => {
    const instants = list
      .map(({ run, line }) => ({ line, at: Math.max(...clocks.at(run, line.at, 0)) }))
      .sort((a, b) => a.at - b.at)
    return instants.flatMap(({ line, at }) => {
      const inWindow = instants.filter(
        (o) => o.at <= at && o.at > at - contactLimit.days * dayMs + edgeMs,
      )
      if (inWindow.length <= contactLimit.contacts) return []
      const lines = inWindow.map((o) => o.line.where).join(', ')
      return [
        breach(
          'the contact limit holds across all campaigns',
          `customer ${customer}: ${inWindow.length} advertising contacts in ${contactLimit.days} days, the last ${line.id}: ${lines}`,
        ),
      ]
    })
  })
}

const formats = new Map<string, Intl.DateTimeFormat>()

function timeOfDay(zone: string, at: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(zone, format)
  return format.format(at)
}

function breach(promise: string, found: string): Breach {
  return { rule: 3, promise, found }
}
