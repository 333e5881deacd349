import {
  type Breach,
  type Channel,
  type Evidence,
  groupBy,
  type LedgerLine,
  outwardOf,
  type Rule,
} from './evidence.ts'
import { loadClocks, type VirtualTimes } from './virtual-time.ts'

/** The same bits as in `contact_state`. */
const bits: Readonly<Record<Channel, number>> = { email: 1, sms: 2, letter: 4, call: 8 }
/** An agent who has taken a call keeps it for five minutes. */
const callMs = 5 * 60_000
const dayMs = 86_400_000
/** Two clocks of one machine, and what lies between a decision and the wire: at the edge of a window nothing is judged. */
const edgeMs = 5 * 60_000

interface Contacted {
  readonly line: LedgerLine
  readonly customer: number
  readonly run: number
  readonly zone: string
  readonly advertising: boolean
}

/** Who said no, who has enough, and who sleeps is left alone: by the ledger's own time, a time-out later at most. */
export const refused: Rule = {
  no: 3,
  name: 'nothing is accepted for someone who refused, has enough, or sleeps',
  async check(evidence) {
    const contacted = await loadContacted(evidence)
    const clocks = await loadClocks(evidence)
    return [
      ...(await suppressedBefore(evidence, contacted)),
      ...(await answeredNo(evidence, contacted)),
      ...(await atNight(evidence, contacted, clocks)),
      ...(await tooMany(evidence, contacted, clocks)),
    ]
  },
}

async function loadContacted({ ledger, query }: Evidence): Promise<Contacted[]> {
  const rows = await query<{
    outward: string
    customer: number
    run: number
    zone: string
    advertising: boolean
  }>(
    `select i.outward, i.customer, i.run, c.zone, coalesce((step -> 'node' ->> 'advertising')::boolean, false) as advertising
     from intent i
     join customer c on c.id = i.customer
     join enrolment e on e.run = i.run and e.cohort = i.cohort and e.no = i.enrolment
     join plan p on p.id = e.plan
     cross join lateral jsonb_array_elements(p.plan -> 'nodes') s(step)
     where (step ->> 'no')::int = i.node`,
  )
  const byOutward = new Map(rows.map((row) => [row.outward, row]))
  return ledger.flatMap((line) => {
    const row = byOutward.get(outwardOf(line))
    return row ? [{ line, ...row }] : []
  })
}

function latestMs(channel: Channel, sendTimeoutMs: number): number {
  return channel === 'call' ? callMs : sendTimeoutMs
}

/** What the database said a time-out before the acceptance, by the instant at which it was committed. */
async function suppressedBefore(
  { query, sendTimeoutMs }: Evidence,
  contacted: readonly Contacted[],
): Promise<Breach[]> {
  const rows = await query<{ customer: number; consent: number; suppressed: number; at: number }>(
    `select customer, consent, suppressed,
       extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at
     from faults.willingness order by no`,
  )
  const history = groupBy(rows, (row) => row.customer)
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
async function answeredNo(
  { heard, query, sendTimeoutMs }: Evidence,
  contacted: readonly Contacted[],
): Promise<Breach[]> {
  const rows = await query<{
    source: string
    event_id: string
    customer: number
    channel: Channel
  }>(
    `select b.source, b.event_id, i.customer,
       case when b.event ->> 'response' in ('unsubscribed', 'bounced') then i.channel else 'call' end as channel
     from inbox b join intent i on i.outward = (b.event ->> 'contact')::uuid
     where b.run is null and b.event ->> 'response' in ('unsubscribed', 'bounced', 'refused', 'wrongNumber')`,
  )
  const answeredAt = new Map(heard.map((h) => [`${h.source} ${h.eventId}`, h]))
  const noes = new Map<string, { at: number; where: string }>()
  for (const { source, event_id, customer, channel } of rows) {
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

async function loadPolicy({ query }: Evidence): Promise<Required<PolicyRow>> {
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

async function atNight(
  evidence: Evidence,
  contacted: readonly Contacted[],
  clocks: VirtualTimes,
): Promise<Breach[]> {
  const { quietFrom, quietUntil, quietChannels } = await loadPolicy(evidence)
  const rows = await evidence.query<{ customer: number; mask: number }>(
    'select customer, bit_or(night_consent)::int as mask from faults.willingness group by customer',
  )
  const nights = new Map(rows.map((row) => [row.customer, row.mask]))
  const isQuiet = (time: string) =>
    quietFrom < quietUntil
      ? quietFrom <= time && time < quietUntil
      : quietFrom <= time || time < quietUntil
  return contacted.flatMap(({ line, customer, run, zone }) => {
    // Whether an agent calls at night is judged when the agent takes the call, not when it is queued.
    if (line.channel === 'call' || !quietChannels.includes(line.channel)) return []
    if (((nights.get(customer) ?? 0) & bits[line.channel]) !== 0) return []
    const times = clocks.at(run, line.at, evidence.sendTimeoutMs).map((at) => timeOfDay(zone, at))
    if (!times.every(isQuiet)) return []
    return [
      breach(
        'nothing is accepted in quiet hours',
        `${line.channel} ${line.id} (${line.where}): at ${times.join(' or ')} in ${zone}`,
      ),
    ]
  })
}

async function tooMany(
  evidence: Evidence,
  contacted: readonly Contacted[],
  clocks: VirtualTimes,
): Promise<Breach[]> {
  const { contactLimit } = await loadPolicy(evidence)
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
