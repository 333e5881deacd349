import { sql } from 'kysely'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { type CustomerProfit, profitOf } from '../profit/profits.ts'
import type { DbOrTx } from '../schema.ts'
import { type CustomerScore, scoresOf } from '../scores/models.ts'

export interface ConsentEvent {
  readonly channel: Channel
  readonly given: boolean
  readonly night: boolean
  readonly at: InstantMs
  readonly source: string
  readonly proof: string | null
}

/** A product the customer has, by all purchases of it. */
export interface HeldProduct {
  readonly name: string
  readonly category: string | null
  readonly quantity: number
  readonly amount: number
  readonly lastAt: InstantMs
}

/** Contacts of real campaigns that were made, and how many of them came to what; one may come to several. */
export interface ResponseTally {
  readonly contacted: number
  readonly reached: number
  readonly responded: number
  readonly purchased: number
  readonly bounced: number
  readonly refused: number
}

export interface CustomerInsight {
  readonly scores: readonly CustomerScore[]
  /** By the newest calculation; null: nothing was bought or used in its period. */
  readonly profit: CustomerProfit | null
  /** The newest first. */
  readonly consentEvents: readonly ConsentEvent[]
  /** By amount. */
  readonly products: readonly HeldProduct[]
  readonly tally: ResponseTally
}

const rowsMax = 100

/** What has been worked out and kept of one customer besides the profile; at most 100 rows in each list. */
export async function loadCustomerInsight(db: DbOrTx, customer: number): Promise<CustomerInsight> {
  const [scores, profit, consentEvents, products, tally] = await Promise.all([
    scoresOf(db, customer),
    profitOf(db, customer),
    loadConsentEvents(db, customer),
    loadProducts(db, customer),
    loadTally(db, customer),
  ])
  return { scores, profit, consentEvents, products, tally }
}

function loadConsentEvents(db: DbOrTx, customer: number): Promise<ConsentEvent[]> {
  return db
    .selectFrom('consent_event')
    .select(['channel', 'given', 'night', 'at', 'source', 'proof'])
    .where('customer', '=', customer)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(rowsMax)
    .execute()
}

async function loadProducts(db: DbOrTx, customer: number): Promise<HeldProduct[]> {
  const { rows } = await sql<HeldProduct>`
    select d.name, d.category, sum(p.quantity)::int as quantity, sum(p.amount) as amount, max(p.at) as "lastAt"
    from (
      select product, quantity, amount, at from purchase where customer = ${customer} and product is not null
      union all
      select l.product, l.quantity, l.amount, x.at from purchase x join purchase_line l on l.purchase = x.id
      where x.customer = ${customer} and x.product is null
    ) p join product d on d.id = p.product
    group by d.id order by amount desc, d.id limit ${rowsMax}`.execute(db)
  return rows
}

const meaning = {
  reached: ['reached', 'opened', 'clicked', 'replied', 'answered', 'purchased'],
  responded: ['clicked', 'replied', 'answered'],
  purchased: ['purchased'],
  bounced: ['bounced', 'wrongNumber'],
  refused: ['unsubscribed', 'complaint', 'refused'],
} as const satisfies Record<Exclude<keyof ResponseTally, 'contacted'>, readonly string[]>

async function loadTally(db: DbOrTx, customer: number): Promise<ResponseTally> {
  const counted = Object.entries(meaning).map(
    ([name, kinds]) =>
      sql`count(*) filter (where a.kinds && ${[...kinds]}::text[])::int as ${sql.id(name)}`,
  )
  const { rows } = await sql<ResponseTally>`
    select count(*)::int as contacted, ${sql.join(counted)}
    from intent i join run r on r.id = i.run and r.kind <> 'sandbox'
    left join lateral (
      select array_agg(x.kind) as kinds from response x
      where x.run = i.run and x.cohort = i.cohort and x.node = i.node and x.enrolment = i.enrolment
        and x.visit = i.visit and x.occurrence = i.occurrence) a on true
    where i.customer = ${customer} and i.status = 3`.execute(db)
  return rows[0] ?? { contacted: 0, reached: 0, responded: 0, purchased: 0, bounced: 0, refused: 0 }
}
