import { sql } from 'kysely'
import { isMetricField, type Profile, type PurchaseTotals } from '../../engine/customer-fields.ts'
import type { HistoryPurchase, Needs } from '../../engine/decision.ts'
import { dayMs } from '../../engine/durations.ts'
import { nextTakeAt } from '../../engine/entry.ts'
import { needsOfPlan } from '../../engine/needs.ts'
import { rehearse } from '../../engine/rehearse/rehearse.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Plan } from '../../schemas/plan.ts'
import type {
  RehearsalResult,
  RehearsalSettings,
  RehearsedCustomer,
} from '../../schemas/rehearsal.ts'
import { numberArray } from '../arrays.ts'
import { addressBits } from '../contacts/address-bits.ts'
import {
  loadHistories,
  loadLaterPurchases,
  loadPastTotals,
} from '../customers/customer-purchases.ts'
import { loadInstallation } from '../installation.ts'
import { currentPolicy } from '../scenarios/policies.ts'
import type { Db, Tx } from '../schema.ts'
import { loadEarlierContacts, loadLists } from '../segments/earlier-contacts.ts'
import { isMember, listDrawnEvents, listMembers } from '../segments/segments.ts'
import { inTransaction } from '../transaction.ts'

export interface Audience {
  /** How many there are. */
  readonly size: number
  /** All of them in order of number, chunk by chunk; may be read again, and says the same. */
  chunks(): AsyncIterable<readonly RehearsedCustomer[]>
}

/** Customers read at a time. */
const chunkSize = 5000

export interface AudienceWanted {
  readonly plan: Plan
  readonly asOf: InstantMs
  readonly sampleSize: number | null
  readonly seed: number
  /** Days in which customers come in, where the plan admits by schedule or event. */
  readonly admitDays: number
}

/**
 * Hands the audience that a run of the plan would take to `use`, with all facts the plan asks for, read in bulk from one
 * snapshot of the database; nothing is written. Profiles, scores, lists and willingness are those of now.
 */
export function withAudience<T>(
  db: Db,
  wanted: AudienceWanted,
  use: (audience: Audience) => Promise<T>,
): Promise<T> {
  const { plan, asOf } = wanted
  return inTransaction(
    db,
    async (tx) => {
      const entrants = await listEntrants(tx, wanted)
      const load = (from: number) =>
        loadRehearsed(tx, {
          entrants: entrants.slice(from, from + chunkSize),
          firstNo: from,
          needs: needsOfPlan(plan),
          asOf,
        })
      return use({ size: entrants.length, chunks: () => ahead(entrants.length, load) })
    },
    { isolation: 'repeatable read' },
  )
}

interface Entrant {
  readonly id: number
  /** Not there: when the run starts. */
  readonly entersAt?: InstantMs
}

/** Who comes in, in the order in which a run would number them. */
async function listEntrants(tx: Tx, wanted: AudienceWanted): Promise<readonly Entrant[]> {
  const { plan, asOf, admitDays } = wanted
  const taken = { ...wanted, rule: plan.audience }
  switch (plan.entry.by) {
    case 'once':
      return (await listMembers(tx, taken)).map((id) => ({ id }))
    case 'schedule':
      return listScheduled(tx, wanted)
    case 'event': {
      const drawn = await listDrawnEvents(tx, taken)
      return drawn.map(({ id, share }) => ({ id, entersAt: asOf + share * admitDays * dayMs }))
    }
  }
}

/** Those of the start, and at each time of the schedule those who have come to belong. */
async function listScheduled(tx: Tx, wanted: AudienceWanted): Promise<readonly Entrant[]> {
  const { plan, asOf, sampleSize, admitDays } = wanted
  const { zone } = await loadInstallation(tx)
  const until = asOf + admitDays * dayMs
  const known = new Set<number>()
  const entrants: Entrant[] = []
  const room = () => (sampleSize === null ? Number.POSITIVE_INFINITY : sampleSize - known.size)
  let at: InstantMs | null = asOf
  while (at !== null && at <= until && room() > 0) {
    const belong = await listMembers(tx, {
      ...wanted,
      rule: plan.audience,
      asOf: at,
      sampleSize: null,
    })
    for (const id of belong) {
      if (known.has(id) || room() === 0) continue
      known.add(id)
      entrants.push(at === asOf ? { id } : { id, entersAt: at })
    }
    at = nextTakeAt(plan.entry, zone, at)
  }
  return entrants
}

/** One chunk is being read while the one before is worked on. */
async function* ahead<T>(
  size: number,
  load: (from: number) => Promise<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  let next = size > 0 ? load(0) : null
  for (let from = 0; next; ) {
    const chunk: readonly T[] = await next
    from += chunkSize
    next = from < size ? load(from) : null
    // Whoever stops listening leaves a read behind whose failure is nobody's concern.
    next?.catch(() => undefined)
    yield chunk
  }
}

export interface RehearsalJob {
  readonly plan: Plan
  readonly settings: RehearsalSettings
}

/** Told how far a rehearsal is: customers through, of how many. */
export type OnProgress = (progress: { readonly done: number; readonly total: number }) => void

/**
 * Rehearses a plan over its real audience, under the policy in force. Takes the processor for as long as it lasts, about
 * three seconds for 100,000 customers: a server does it in a thread of its own.
 */
export async function rehearseAudience(
  db: Db,
  { plan, settings }: RehearsalJob,
  onProgress?: OnProgress,
): Promise<RehearsalResult> {
  const { policy, version: policyVersion } = await currentPolicy(db)
  const { zone: houseZone } = await loadInstallation(db)
  const startsAt = settings.asOf === null ? Date.now() : Date.parse(settings.asOf)
  return withAudience(db, { ...settings, plan, asOf: startsAt }, ({ size, chunks }) => {
    onProgress?.({ done: 0, total: size })
    return rehearse(plan, chunks, {
      ...{ settings, startsAt, policy, policyVersion, houseZone },
      onProgress: (done) => onProgress?.({ done, total: size }),
    })
  })
}

export interface SampleEntrant {
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  /** Whether the customer is in the audience. */
  readonly belongs: boolean
  readonly rehearsed: RehearsedCustomer
  readonly houseZone: string
  readonly policyVersion: number
}

/** One customer as they would enter: the one named, else somebody of the audience. Fails with NOT_FOUND. */
export function loadSampleEntrant(
  db: Db,
  { plan, asOf, customer }: { plan: Plan; asOf: InstantMs; customer: string | undefined },
): Promise<SampleEntrant> {
  return inTransaction(db, async (tx) => {
    const drawn = { rule: plan.audience, asOf, sampleSize: 1, seed: 1 }
    const [somebody] = customer === undefined ? await listMembers(tx, drawn) : []
    const row = await tx
      .selectFrom('customer')
      .select(['id as no', 'uuid as id', 'external_id as externalId', 'name'])
      .where('erased_at', 'is', null)
      .where(({ eb }) =>
        customer === undefined ? eb('id', '=', somebody ?? 0) : eb('uuid', '=', customer),
      )
      .executeTakeFirst()
    if (!row && customer === undefined) {
      const message = 'Nobody belongs to the audience: choose a customer, or another audience.'
      throw new Failure('NOT_FOUND', message, { details: { reason: 'AUDIENCE_EMPTY' } })
    }
    if (!row) throw new Failure('NOT_FOUND', `There is no customer ${customer}.`)
    const entrants = [{ id: row.no }]
    const needs = needsOfPlan(plan)
    const [rehearsed] = await loadRehearsed(tx, { entrants, firstNo: 0, needs, asOf })
    if (!rehearsed) throw new Failure('NOT_FOUND', `There is no customer ${row.id}.`)
    const { no, ...named } = row
    return {
      customer: named,
      belongs: customer === undefined || (await isMember(tx, drawn, no)),
      rehearsed,
      houseZone: (await loadInstallation(tx)).zone,
      policyVersion: (await currentPolicy(tx)).version,
    }
  })
}

interface Row extends Profile {
  readonly id: number
  readonly uuid: string
  readonly zone: string
  readonly reachable: number
  readonly consent: number | null
  readonly night_consent: number | null
  readonly suppressed: number | null
  readonly recent: readonly InstantMs[] | null
  readonly firstAt?: InstantMs | null
  readonly lastAt?: InstantMs | null
  readonly count?: number | null
  readonly amount?: number | null
}

/** These customers as they enter a run at `asOf`, in the order given, numbered from `firstNo`. */
async function loadRehearsed(
  tx: Tx,
  {
    entrants,
    firstNo,
    needs,
    asOf,
  }: { entrants: readonly Entrant[]; firstNo: number; needs: Needs; asOf: InstantMs },
): Promise<RehearsedCustomer[]> {
  const customers = entrants.map((entrant) => entrant.id)
  const rows = await loadRows(tx, customers, needs)
  const wanted = { customers, asOf }
  const late = rows.filter((row) => (row.lastAt ?? 0) > asOf).map((row) => row.id)
  const past = await loadPastTotals(tx, { customers: late, asOf })
  const later = await loadLaterPurchases(tx, { customers: late, asOf })
  const histories = needs.history ? await loadHistories(tx, wanted) : null
  const earlier = needs.earlier ? await loadEarlierContacts(tx, wanted) : null
  const lists = needs.lists ? await loadLists(tx, customers) : null
  const byId = new Map(rows.map((row) => [row.id, row]))
  return entrants.flatMap(({ id, entersAt }, i) => {
    const row = byId.get(id)
    if (!row) return []
    return [
      {
        ...personOf(row),
        no: firstNo + i,
        ...(entersAt !== undefined && { entersAt }),
        totals: later.has(id) ? (past.get(id) ?? null) : totalsOf(row),
        later: later.get(id) ?? none,
        history: histories?.get(id) ?? none,
        ...(earlier && { earlier: (earlier.get(id) ?? []).map(withOwnList) }),
        ...(lists && { lists: lists.get(id) ?? [] }),
      },
    ]
  })
}

const none: HistoryPurchase[] = []

function withOwnList<C extends { readonly responses: readonly unknown[] }>(contact: C) {
  return { ...contact, responses: [...contact.responses] as C['responses'][number][] }
}

async function loadRows(
  tx: Tx,
  customers: readonly number[],
  needs: Needs,
): Promise<readonly Row[]> {
  const fields = needs.fields ?? []
  const columns = [
    sql`c.id, c.uuid, c.zone, ${addressBits} as reachable,
      s.consent, s.night_consent, s.suppressed, s.recent`,
  ]
  const joins = [sql`left join contact_state s on s.scope = 0 and s.customer = c.id`]
  if (fields.length > 0) {
    columns.push(
      sql`c.gender, c.birth_date as "birthDate", c.region, c.language, c.created_at as "createdAt", c.points`,
    )
  }
  if (fields.some((field) => field.startsWith('attributes.'))) columns.push(sql`c.attributes`)
  if (fields.some((field) => field.startsWith('scores.'))) {
    columns.push(sql`sc.scores`)
    joins.push(sql`left join customer_score sc on sc.customer = c.id`)
  }
  if (needs.history || fields.some(isMetricField)) {
    columns.push(
      sql`m.first_purchase_at as "firstAt", m.last_purchase_at as "lastAt", m.purchase_count as count,
        m.total_amount as amount`,
    )
    joins.push(sql`left join customer_metric m on m.customer = c.id`)
  }
  const { rows } = await sql<Row>`
    select ${sql.join(columns)} from customer c ${sql.join(joins, sql` `)}
    where c.id = any(${numberArray(customers)}::int[])`.execute(tx)
  return rows
}

function personOf(row: Row) {
  const { uuid, zone, reachable, consent, night_consent, suppressed, recent } = row
  const { gender, birthDate, region, language, createdAt, points, attributes, scores } = row
  return {
    ...{ uuid, zone, reachable },
    profile: {
      ...{ gender, birthDate, region, language, createdAt, points },
      ...(attributes && { attributes: { ...attributes } }),
      ...(scores && { scores: { ...scores } }),
    },
    consent: consent ?? 0,
    nightConsent: night_consent ?? 0,
    suppressed: suppressed ?? 0,
    recent: [...(recent ?? [])],
  }
}

function totalsOf({ firstAt, lastAt, count, amount }: Row): PurchaseTotals | null {
  if (firstAt == null || lastAt == null || count == null || amount == null) return null
  return { firstAt, lastAt, count, amount }
}
