import { erasOf } from './eras.ts'
import type { Breach, Evidence, Rule } from './evidence.ts'

/** What was answered 2xx counts, once, whoever crashed before, between and after. */
export const heardOnce: Rule = {
  no: 4,
  name: 'every event that was answered 2xx counts once',
  async check(evidence) {
    return [
      ...(await stored(evidence)),
      ...(await merged(evidence)),
      ...(await bought(evidence)),
      ...(await waitingInVain(evidence)),
    ]
  },
}

/** What a restore took is asked for again only if its source has said it again. */
async function stored(evidence: Evidence): Promise<Breach[]> {
  const { atEnd, query } = evidence
  const [now, ...before] = await erasOf(evidence)
  const heard = now?.heard ?? []
  const rows = await query<{
    source: string
    event_id: string
    state: number
    problem: string | null
    contact: string | null
  }>(`select source, event_id, state, problem, event ->> 'contact' as contact from inbox`)
  const known = new Set(now?.memory.intents.map((intent) => intent.outward))
  const forgotten = new Set(
    before.flatMap(({ memory }) => memory.intents.map((intent) => intent.outward)),
  )
  const isForgotten = (contact: string | null) =>
    contact !== null && forgotten.has(contact) && !known.has(contact)
  const calls = await query<{ event_id: string }>('select event_id from call_log')
  const inbox = new Map(rows.map((row) => [`${row.source} ${row.event_id}`, row]))
  const reports = new Set(calls.map((call) => call.event_id))
  const answered = new Map(heard.map((h) => [`${h.source} ${h.eventId}`, h]))
  return [...answered].flatMap(([key, { source, eventId, where }]) => {
    // An attempt at a call that is followed by another is a report, and no event yet.
    if (source === 'desk' && reports.has(eventId)) return []
    const row = eventId.endsWith('*')
      ? rows.find((r) => r.source === source && r.event_id.startsWith(eventId.slice(0, -1)))
      : inbox.get(key)
    if (!row) return [breach('an event answered 2xx is stored', `${key} (${where}) is nowhere`)]
    if (row.state === 3) {
      // It answers a contact that the restore took with it.
      if (isForgotten(row.contact)) return []
      return [breach('an event answered 2xx is understood', `${key} (${where}): ${row.problem}`)]
    }
    if (!atEnd || row.state === 2) return []
    return [
      breach('an event answered 2xx is processed', `${key} (${where}) has state ${row.state}`),
    ]
  })
}

/** As many as were stored, and no more: per contact and kind. */
async function merged({ query }: Evidence): Promise<Breach[]> {
  const rows = await query<{ contact: string; kind: string; stored: number; counted: number }>(
    `with stored as (
       select (event ->> 'contact')::uuid as contact, event ->> 'response' as kind, count(*)::int as n
       from inbox where state in (1, 2) and run is null and event ->> 'type' = 'response' group by 1, 2),
     counted as (
       select i.outward as contact, r.kind, sum(r.n)::int as n
       from response r join intent i using (run, cohort, node, enrolment, visit, occurrence)
       join run on run.id = r.run and run.kind <> 'sandbox' group by 1, 2)
     select contact, kind, coalesce(stored.n, 0) as stored, coalesce(counted.n, 0) as counted
     from stored full join counted using (contact, kind) where stored.n is distinct from counted.n`,
  )
  return rows.map(({ contact, kind, stored: came, counted }) =>
    breach(
      'a response counts once',
      `${kind} of ${contact}: ${came} came in, ${counted} are counted`,
    ),
  )
}

/** A purchase is stored once; one that names its contact counts for its run once. */
async function bought({ query }: Evidence): Promise<Breach[]> {
  const rows = await query<{ source: string; event_id: string; stored: number; counted: number }>(
    `select b.source, b.event_id,
       case when b.event ->> 'type' = 'purchase'
         then (select count(*)::int from purchase p where p.source = b.source and p.source_ref = b.event_id)
         else 1 end as stored,
       case when b.event ->> 'type' = 'response'
         then (select count(*)::int from run_purchase p where p.ref = b.source || '/' || b.event_id)
         else 1 end as counted
     from inbox b
     where b.state in (1, 2) and b.run is null
       and (b.event ->> 'type' = 'purchase' or b.event ->> 'response' = 'purchased')`,
  )
  const twice = await query<{ run: number; ref: string }>(
    'select run, ref from run_purchase group by run, ref having count(*) > 1',
  )
  return [
    ...rows
      .filter((row) => row.stored !== 1 || row.counted !== 1)
      .map((row) =>
        breach(
          'a purchase counts once',
          `${row.source} ${row.event_id} is stored ${row.stored} times and counts ${row.counted} times for its run`,
        ),
      ),
    ...twice.map(({ run, ref }) => breach('a purchase counts once', `${ref} twice in run ${run}`)),
  ]
}

/**
 * Stands at a branch that its first answer ends at once, has given that answer, and neither event, enrolment nor cohort
 * says that anything is still to be done: nobody will ever come for this customer before the window ends.
 */
async function waitingInVain({ query }: Evidence): Promise<Breach[]> {
  const rows = await query<{ run: number; enrolment: number; node: number; kind: string }>(
    `select distinct e.run, e.no as enrolment, e.node, r.kind
     from enrolment e
     join run g on g.id = e.run and g.state = 'running'
     join cohort c on c.run = e.run and c.no = e.cohort and c.dirty = c.seen and not c.ready
     join plan p on p.id = e.plan
     cross join lateral jsonb_array_elements(p.plan -> 'nodes') s(step)
     join response r on r.run = e.run and r.cohort = e.cohort and r.enrolment = e.no
       and r.node in (select jsonb_array_elements_text(step -> 'contacts')::int)
       and r.kind = step -> 'node' -> 'outcomes' -> 0 ->> 'response'
     where e.state = 1 and not e.woken and (step ->> 'no')::int = e.node
       and step -> 'node' ->> 'kind' = 'response' and step -> 'node' -> 'outcomes' -> 0 ->> 'leave' = 'atOnce'
       and r.first_at <= least(e.due, run_now(g))
       and not exists (select from inbox b where b.customer = e.customer and b.state < 2)`,
  )
  return rows.map(({ run, enrolment, node, kind }) =>
    breach(
      'an answer that ends a wait is not waited for any longer',
      `run ${run}, enrolment ${enrolment} waits at step ${node}, has "${kind}", and nothing will wake it`,
    ),
  )
}

function breach(promise: string, found: string): Breach {
  return { rule: 4, promise, found }
}
