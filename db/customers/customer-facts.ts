import { sql } from 'kysely'
import {
  addPurchase,
  fieldsOf,
  isMetricField,
  type Profile,
  type PurchaseTotals,
} from '../../engine/customer-fields.ts'
import type { CustomerFacts, HistoryPurchase } from '../../engine/decision.ts'
import { channelsOf } from '../../engine/gate.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Field } from '../../schemas/rule.ts'
import { numberArray } from '../arrays.ts'
import { addressBits } from '../contacts/address-bits.ts'
import type { DbOrTx } from '../schema.ts'
import { loadEarlierContacts, loadLists } from '../segments/earlier-contacts.ts'
import { loadHistories, loadPastTotals, loadSimulatedPurchases } from './customer-purchases.ts'

export interface FactsWanted {
  readonly customers: readonly number[]
  readonly fields: readonly Field[]
  /** All purchases up to `asOf`. */
  readonly history: boolean
  readonly consents: boolean
  /** Contacts of real campaigns up to `asOf`. */
  readonly earlier?: boolean
  readonly lists?: boolean
  /** Metrics and history count purchases up to this instant, inclusive. */
  readonly asOf: InstantMs
  /** 0 is the real world; a sandbox run’s number lays over it what the run changed and sold. */
  readonly scope: number
}

export interface CustomerRecord {
  readonly uuid: string
  /** IANA zone of the customer. */
  readonly zone: string
  readonly facts: CustomerFacts
}

/**
 * What rules, conditions and messages see of thousands of customers, in a handful of queries; only what is asked for is
 * read, the rest of the facts is empty. A customer who does not exist is missing from the map. Profile fields are those
 * of now: the profile keeps no history.
 */
export async function loadCustomerFacts(
  tx: DbOrTx,
  wanted: FactsWanted,
): Promise<Map<number, CustomerRecord>> {
  if (wanted.customers.length === 0) return new Map()
  const { fields, asOf } = wanted
  const rows = await loadProfiles(tx, wanted)
  const purchases = await loadPurchases(tx, wanted, rows)
  const earlier = wanted.earlier ? await loadEarlierContacts(tx, wanted) : undefined
  const lists = wanted.lists ? await loadLists(tx, wanted.customers) : undefined
  return new Map(
    rows.map((row) => {
      const { totals, history } = purchases(row)
      const facts: CustomerFacts = {
        fields: fieldsOf(fields, {
          profile: row,
          totals,
          history,
          asOf,
          houseZone: row.houseZone ?? 'UTC',
        }),
        history,
        consents: channelsOf(row.channels ?? 0),
        ...(wanted.consents && { addresses: channelsOf(row.addresses ?? 0) }),
        ...(earlier && { earlier: earlier.get(row.id) ?? [] }),
        ...(lists && { lists: lists.get(row.id) ?? [] }),
        ...(row.houseZone && { houseZone: row.houseZone }),
      }
      return [row.id, { uuid: row.uuid, zone: row.zone, facts }]
    }),
  )
}

interface Row extends Profile {
  readonly id: number
  readonly uuid: string
  readonly zone: string
  /** Zone of the installation. */
  readonly houseZone?: string
  readonly firstAt?: InstantMs | null
  readonly lastAt?: InstantMs | null
  readonly count?: number | null
  readonly amount?: number | null
  /** Bits of the channels that may be used. */
  readonly channels?: number | null
  /** Bits of the channels for which there is an address. */
  readonly addresses?: number
}

/** What means the same everywhere; of anything else days may be counted, in the zone of the house. */
const zoneless: ReadonlySet<Field> = new Set(['gender', 'region', 'language', 'points'])

async function loadProfiles(tx: DbOrTx, wanted: FactsWanted): Promise<readonly Row[]> {
  const { fields, scope } = wanted
  const metrics = fields.some(isMetricField)
  const own = scope !== 0
  const columns = [sql`c.id, c.uuid, c.zone`]
  const joins = []
  if (wanted.history || wanted.earlier || fields.some((f) => !zoneless.has(f))) {
    columns.push(sql`(select zone from installation) as "houseZone"`)
  }
  if (fields.includes('gender')) columns.push(sql`c.gender`)
  if (fields.includes('ageYears')) columns.push(sql`c.birth_date as "birthDate"`)
  if (fields.includes('region')) columns.push(sql`c.region`)
  if (fields.includes('language')) columns.push(sql`c.language`)
  if (fields.includes('createdAt')) columns.push(sql`c.created_at as "createdAt"`)
  if (fields.includes('points')) {
    columns.push(own ? sql`c.points + coalesce(own.points, 0) as points` : sql`c.points`)
  }
  if (fields.some((field) => field.startsWith('attributes.'))) {
    columns.push(
      own ? sql`c.attributes || coalesce(own.attributes, '{}') as attributes` : sql`c.attributes`,
    )
  }
  if (fields.some((field) => field.startsWith('scores.'))) {
    columns.push(sql`sc.scores`)
    joins.push(sql`left join customer_score sc on sc.customer = c.id`)
  }
  if (own && fields.length > 0) {
    joins.push(sql`left join sandbox_profile own on own.run = ${scope} and own.customer = c.id`)
  }
  if (metrics) {
    columns.push(
      sql`m.first_purchase_at as "firstAt", m.last_purchase_at as "lastAt", m.purchase_count as count,
        m.total_amount as amount`,
    )
    joins.push(sql`left join customer_metric m on m.customer = c.id`)
  }
  if (wanted.consents) {
    columns.push(sql`${addressBits} as addresses`)
    columns.push(sql`(
      select s.consent & ~s.suppressed from contact_state s
      where s.customer = c.id and s.scope in (0, ${scope}) order by s.scope desc limit 1
    ) as channels`)
  }
  const { rows } = await sql<Row>`
    select ${sql.join(columns)}
    from customer c ${sql.join(joins, sql` `)}
    where c.id = any(${numberArray(wanted.customers)}::int[])`.execute(tx)
  return rows
}

/** Totals and history of a row, as of the instant and in the world that is wanted. */
async function loadPurchases(
  tx: DbOrTx,
  wanted: FactsWanted,
  rows: readonly Row[],
): Promise<(row: Row) => { totals: PurchaseTotals | null; history: readonly HistoryPurchase[] }> {
  const { asOf } = wanted
  const isLate = (row: Row) => (row.lastAt ?? Number.NEGATIVE_INFINITY) > asOf
  const customers = rows.filter(isLate).map((row) => row.id)
  const past = await loadPastTotals(tx, { customers, asOf })
  const histories = wanted.history ? await loadHistories(tx, wanted) : undefined
  const bought = wanted.history || wanted.fields.some(isMetricField)
  const simulated =
    bought && wanted.scope !== 0 ? await loadSimulatedPurchases(tx, wanted) : undefined
  return (row) => {
    const totals = isLate(row) ? (past.get(row.id) ?? null) : totalsOf(row)
    const extra = simulated?.get(row.id) ?? []
    const history = histories ? [...(histories.get(row.id) ?? []), ...extra] : []
    return { totals: extra.reduce(addPurchase, totals), history }
  }
}

function totalsOf({ firstAt, lastAt, count, amount }: Row): PurchaseTotals | null {
  if (firstAt == null || lastAt == null || count == null || amount == null) return null
  return { firstAt, lastAt, count, amount }
}
