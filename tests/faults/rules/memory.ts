import type { Channel, Evidence } from './evidence.ts'

/** An intent, and whom it was for. */
export interface KnownIntent {
  readonly outward: string
  readonly channel: Channel
  /** The step of one entry of one person, in names that survive a restore: whoever shares it is contacted once. */
  readonly step: string
  readonly customer: number
  readonly run: number
  readonly zone: string
  readonly advertising: boolean
}

export interface ClockSetting {
  readonly run: number
  readonly offset_ms: number
  /** When it was committed, epoch milliseconds. */
  readonly at: number
}

export interface Willingness {
  readonly customer: number
  readonly consent: number
  readonly night_consent: number
  readonly suppressed: number
  /** When it was committed, epoch milliseconds. */
  readonly at: number
}

export interface No {
  readonly source: string
  readonly event_id: string
  readonly customer: number
  readonly channel: Channel
}

/** What a database knows of whom it contacts: all that a restore takes from it and a checker must not forget. */
export interface Memory {
  readonly intents: readonly KnownIntent[]
  readonly clocks: readonly ClockSetting[]
  readonly willingness: readonly Willingness[]
  readonly noes: readonly No[]
}

/** A time that a restore took from the database, with what it knew at its end. Epoch milliseconds. */
export interface LostTime {
  /** The database was put back to what it was at this instant … */
  readonly copiedAt: number
  /** … when it was this late. */
  readonly restoredAt: number
  readonly memory: Memory
}

export async function loadMemory(query: Evidence['query']): Promise<Memory> {
  return {
    intents: await query<KnownIntent>(
      `select i.outward, i.channel, i.customer, i.run, c.zone,
         coalesce((step -> 'node' ->> 'advertising')::boolean, false) as advertising,
         r.uuid || ' ' || c.uuid || ' entry ' || (select count(*) from enrolment b
             where b.run = i.run and b.customer = i.customer and b.no < i.enrolment)
           || ' step ' || i.node || ' visit ' || i.visit || ' occurrence ' || i.occurrence as step
       from intent i
       join run r on r.id = i.run
       join customer c on c.id = i.customer
       join enrolment e on e.run = i.run and e.cohort = i.cohort and e.no = i.enrolment
       join plan p on p.id = e.plan
       left join lateral jsonb_array_elements(p.plan -> 'nodes') s(step) on (step ->> 'no')::int = i.node`,
    ),
    clocks: await query<ClockSetting>(
      `select run, extract(epoch from clock_offset)::float8 * 1000 as offset_ms,
         extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at
       from faults.clock order by no`,
    ),
    willingness: await query<Willingness>(
      `select customer, consent, night_consent, suppressed,
         extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at
       from faults.willingness order by no`,
    ),
    noes: await query<No>(
      `select b.source, b.event_id, i.customer,
         case when b.event ->> 'response' in ('unsubscribed', 'bounced') then i.channel else 'call' end as channel
       from inbox b join intent i on i.outward = (b.event ->> 'contact')::uuid
       where b.run is null and b.event ->> 'response' in ('unsubscribed', 'bounced', 'refused', 'wrongNumber')`,
    ),
  }
}
