import { isWithin } from './eras.ts'
import { type Breach, type Evidence, type LedgerLine, outwardOf, type Rule } from './evidence.ts'

interface IntentRow {
  readonly outward: string
  readonly channel: string
  readonly status: number
  readonly run: number
  readonly enrolment: number
  readonly node: number
}

/** Nobody is lost: whoever came to a contact has an intent, which ends; and database and providers agree on who was contacted. */
export const accounted: Rule = {
  no: 2,
  name: 'every contact is accounted for',
  async check(evidence) {
    const intents = await evidence.query<IntentRow>(
      `select i.outward, i.channel, i.status, i.run, i.enrolment, i.node
       from intent i join run r on r.id = i.run where r.kind <> 'sandbox'`,
    )
    const accepted = new Map(evidence.ledger.map((line) => [outwardOf(line), line]))
    const acceptedLater = new Set(evidence.laterLedger.map(outwardOf))
    const isLost = ({ at }: LedgerLine) => evidence.lost.some((time) => isWithin(time, at))
    const open = evidence.atEnd ? intents.filter((i) => i.status < 3) : []
    return [
      ...open.map((i) => breach('every intent ends', `${nameOf(i)} has status ${i.status}`)),
      // A call is accepted when it stands in the agents' queue; the ledger holds the calls that were made.
      ...intents
        .filter((i) => i.status === 3 && i.channel !== 'call' && !acceptedLater.has(i.outward))
        .map((i) => breach('what was accepted is in the ledger', `${nameOf(i)} is in none`)),
      ...intents
        .filter((i) => [0, 4, 5, 6, 8].includes(i.status) || (evidence.atEnd && i.status === 2))
        .flatMap((i) => {
          const line = accepted.get(i.outward)
          // Put back to before it was made: its doubt is settled when it is due again.
          if (line && i.status === 0 && !evidence.atEnd && isLost(line)) return []
          const found = `${nameOf(i)} has status ${i.status}, but was accepted: ${line?.where}`
          return line ? [breach('what only the ledger has is unknown', found)] : []
        }),
      ...(await queuedCalls(evidence)),
      ...(await contactsOrdered(evidence)),
    ]
  },
}

async function queuedCalls({ query }: Evidence): Promise<Breach[]> {
  const rows = await query<{ outward: string }>(
    `select i.outward from intent i left join call_task t using (outward)
     where i.channel = 'call' and i.status = 3 and t.outward is null`,
  )
  return rows.map(({ outward }) =>
    breach('an accepted call stands in the queue', `call ${outward}`),
  )
}

/** Moves on from a contact step without a contact, but for reasons that need none. */
async function contactsOrdered({ query }: Evidence): Promise<Breach[]> {
  const rows = await query<{ run: number; enrolment: number; seq: number; node: number }>(
    `select j.run, j.enrolment, j.seq, j.node
     from journal j
     join enrolment e on e.run = j.run and e.no = j.enrolment
     join plan p on p.id = e.plan
     cross join lateral jsonb_array_elements(p.plan -> 'nodes') s(step)
     where (step ->> 'no')::int = j.node and step -> 'node' ->> 'kind' in ('channel', 'call')
       and j.port is not null and j.code not in ('VISITS_EXHAUSTED', 'SKIPPED')
       and not exists (select from intent i where i.run = j.run and i.cohort = e.cohort and i.node = j.node
         and i.enrolment = j.enrolment and i.visit = j.visit)`,
  )
  return rows.map(({ run, enrolment, seq, node }) =>
    breach(
      'who comes to a contact gets an intent',
      `run ${run}, enrolment ${enrolment} left step ${node} by its move ${seq} without one`,
    ),
  )
}

function nameOf({ outward, channel, run, enrolment, node }: IntentRow): string {
  return `${channel} ${outward} (run ${run}, enrolment ${enrolment}, step ${node})`
}

function breach(promise: string, found: string): Breach {
  return { rule: 2, promise, found }
}
