import { sql } from 'kysely'
import { lockStanding, relocate } from '../operate/relocate.ts'
import { loadRunContext } from '../runs/runs.ts'
import { lockCohort } from '../runs/turn-load.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Tx } from '../schema.ts'
import type { Pair } from './move-rows.ts'

interface Place {
  readonly run: number
  readonly cohort: number
  readonly no: number
  readonly customer: number
  readonly plan: number
  /** Contacts that were made, are under way, or may have been made. */
  readonly contacts: number
  /** The other took part in the run before, and has left it. */
  readonly wasThere: boolean
}

/**
 * Sees to it that two customers who are one person stand in no run twice: of two enrolments in a run the one goes on
 * that has had more contacts, that of `kept` if both have had as many; the other leaves with the reason MERGED. Where
 * only `gone` stands in a run they go on as `kept`, unless it lets nobody in again and `kept` has been through it.
 * Nobody is admitted to any run until the transaction ends.
 */
export async function partEnrolments(tx: Tx, pair: Pair): Promise<void> {
  await sql`select count(*) from (
    select from run where ended_at is null order by id for no key update) locked`.execute(tx)
  await lockPlaces(tx, pair)
  const places = await activePlaces(tx, pair)
  const { kept } = pair
  for (const place of places) {
    const other = places.find(({ run, no }) => run === place.run && no !== place.no)
    if (other ? isSecond(place, other, kept) : await hasBeenThrough(tx, place, kept)) {
      await withdraw(tx, place)
    }
  }
}

function isSecond(place: Place, other: Place, kept: number): boolean {
  if (place.contacts !== other.contacts) return place.contacts < other.contacts
  return place.customer !== kept
}

async function hasBeenThrough(tx: Tx, place: Place, kept: number): Promise<boolean> {
  if (place.customer === kept || !place.wasThere) return false
  const { plan } = await loadPlan(tx, place.plan)
  return plan.reentry.allow === 'never'
}

/** Keeps turns away from the cohorts in which either stands. */
export async function lockPlaces(tx: Tx, { kept, gone }: Pair): Promise<void> {
  await sql`select count(*) from (
    select from cohort c where exists (
      select from enrolment e
      where e.run = c.run and e.cohort = c.no and e.active and e.customer in (${kept}, ${gone}))
    order by c.run, c.no for update) locked`.execute(tx)
}

async function activePlaces(tx: Tx, { kept, gone }: Pair): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    select e.run, e.cohort, e.no, e.customer, e.plan,
      (select count(*)::int from intent i
        where i.run = e.run and i.cohort = e.cohort and i.enrolment = e.no and i.status in (2, 3, 7)) as contacts,
      exists (
        select from enrolment o where o.run = e.run and not o.active
          and o.customer in (${kept}, ${gone}) and o.customer <> e.customer) as "wasThere"
    from enrolment e where e.active and e.customer in (${kept}, ${gone})
    order by e.run, e.cohort, e.no`.execute(tx)
  return rows
}

/** As a turn would: journal, counters, open contacts and budget included. */
async function withdraw(tx: Tx, { run, cohort, no }: Place): Promise<void> {
  const { now } = await loadRunContext(tx, run)
  await lockCohort(tx, { run, cohort })
  const departures = (await lockStanding(tx, { run, cohort }, [no])).map((who) => ({
    ...{ who, to: null, port: null, code: 'WITHDRAWN' as const, newRound: false },
    why: { reason: 'MERGED' },
  }))
  await relocate(tx, { run, cohort }, { now, departures })
}
