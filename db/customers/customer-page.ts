import { sql } from 'kysely'
import type { ContactStatus } from '../../engine/decision.ts'
import { ageYears, averageBasket, dormancyMonths, recencyDays } from '../../engine/metrics.ts'
import { type Channel, channels, type InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { RunKind } from '../../schemas/run.ts'
import { channelBits } from '../contacts/channel-bits.ts'
import { contactStatusOf, type EnrolmentState, enrolmentStateOf } from '../runs/status-names.ts'
import type { DbOrTx } from '../schema.ts'
import { type CustomerInsight, loadCustomerInsight } from './customer-insight.ts'
import type { CustomerListRow } from './customer-list.ts'

/** Everything the page of one customer shows; lists newest first. */
export interface CustomerPage extends CustomerListRow, CustomerInsight {
  readonly postalCode: string | null
  readonly address: string | null
  readonly gender: 'f' | 'm' | null
  readonly birthDate: string | null
  readonly ageYears: number | null
  readonly language: string
  readonly zone: string
  readonly fictional: boolean
  readonly erasedAt: InstantMs | null
  readonly createdAt: InstantMs
  readonly attributes: Record<string, string | number | boolean>
  readonly firstPurchaseAt: InstantMs | null
  readonly averageBasket: number | null
  readonly recencyDays: number | null
  readonly dormancyMonths: number | null
  readonly tenureDays: number | null
  readonly consents: readonly Consent[]
  readonly purchases: readonly PagePurchase[]
  readonly contacts: readonly PageContact[]
  readonly enrolments: readonly PageEnrolment[]
}

interface Consent {
  readonly channel: Channel
  readonly given: boolean
  readonly night: boolean
  readonly suppressed: boolean
}
interface PagePurchase {
  readonly at: InstantMs
  readonly amount: number
  readonly quantity: number
  readonly product: string | null
  readonly channel: string | null
  readonly repeated: boolean
  /** What it consists of, where that is more than one thing. */
  readonly lines: PageLine[]
}
interface PageLine {
  readonly product: string
  readonly quantity: number
  readonly amount: number
}
interface PageContact {
  readonly id: string
  readonly run: { readonly id: string; readonly name: string }
  readonly runKind: RunKind
  readonly node: number
  readonly channel: Channel
  readonly status: ContactStatus
  readonly reason: string | null
  readonly orderedAt: InstantMs
  readonly settledAt: InstantMs | null
  readonly responses: readonly { kind: string; firstAt: InstantMs; count: number }[]
}
interface PageEnrolment {
  readonly run: { readonly id: string; readonly name: string }
  readonly runKind: RunKind
  readonly campaign: { readonly id: string; readonly name: string }
  readonly enteredAt: InstantMs
  readonly state: EnrolmentState
  readonly reason: string | null
  readonly node: number
}

const rowsMax = 100

/** One customer, as the page shows them: at most 100 rows in each list. Fails with NOT_FOUND. */
export async function loadCustomerPage(db: DbOrTx, uuid: string): Promise<CustomerPage> {
  const profile = await loadProfile(db, uuid)
  const {
    customer,
    consentBits,
    nightBits,
    suppressedBits,
    houseZone: zone,
    now: at,
    ...rest
  } = profile
  const { lastPurchaseAt: since, firstPurchaseAt: first } = rest
  const [insight, purchases, contacts, enrolments] = await Promise.all([
    loadCustomerInsight(db, customer),
    loadPurchases(db, customer),
    loadContacts(db, customer),
    loadEnrolments(db, customer),
  ])
  return {
    ...rest,
    ...insight,
    tenureDays: first === null ? null : recencyDays({ since: first, at, zone }),
    ageYears: rest.birthDate === null ? null : ageYears({ birthDate: rest.birthDate, at, zone }),
    averageBasket: averageBasket(rest),
    recencyDays: since === null ? null : recencyDays({ since, at, zone }),
    dormancyMonths: since === null ? null : dormancyMonths({ since, at, zone }),
    consents: channels.map((channel) => ({
      channel,
      given: (consentBits & channelBits[channel]) !== 0,
      night: (nightBits & channelBits[channel]) !== 0,
      suppressed: (suppressedBits & channelBits[channel]) !== 0,
    })),
    purchases,
    contacts,
    enrolments,
  }
}

type Profile = Omit<
  CustomerPage,
  | keyof CustomerInsight
  | 'tenureDays'
  | 'ageYears'
  | 'averageBasket'
  | 'recencyDays'
  | 'dormancyMonths'
  | 'consents'
  | 'purchases'
  | 'contacts'
  | 'enrolments'
> & {
  readonly customer: number
  readonly consentBits: number
  readonly nightBits: number
  readonly suppressedBits: number
  readonly houseZone: string
  readonly now: InstantMs
}

async function loadProfile(db: DbOrTx, uuid: string): Promise<Profile> {
  const { rows } = await sql<Profile>`
    select c.id as customer, c.uuid as id, c.external_id as "externalId", c.name, c.email, c.phone, c.region,
      c.points, c.postal_code as "postalCode", c.address, c.gender, c.birth_date as "birthDate", c.language,
      c.zone, c.fictional, c.erased_at as "erasedAt", c.created_at as "createdAt", c.attributes,
      coalesce(m.purchase_count, 0) as "purchaseCount", coalesce(m.total_amount, 0) as "totalAmount",
      m.first_purchase_at as "firstPurchaseAt", m.last_purchase_at as "lastPurchaseAt",
      coalesce(s.consent, 0) as "consentBits", coalesce(s.night_consent, 0) as "nightBits",
      coalesce(s.suppressed, 0) as "suppressedBits", i.zone as "houseZone", now() as now
    from customer c
    cross join installation i
    left join customer_metric m on m.customer = c.id
    left join contact_state s on s.scope = 0 and s.customer = c.id
    where c.uuid = ${uuid}::uuid`.execute(db)
  const [profile] = rows
  if (!profile) throw new Failure('NOT_FOUND', `There is no customer ${uuid}.`)
  return profile
}

async function loadPurchases(db: DbOrTx, customer: number): Promise<PagePurchase[]> {
  return db
    .selectFrom('purchase as p')
    .leftJoin('product as d', 'd.id', 'p.product')
    .select(['p.at', 'p.amount', 'p.quantity', 'd.name as product', 'p.channel', 'p.repeated'])
    .select(
      sql<PageLine[]>`case when p.product is null then (
        select coalesce(jsonb_agg(jsonb_build_object('product', x.name, 'quantity', l.quantity, 'amount', l.amount)
          order by l.no), '[]')
        from purchase_line l join product x on x.id = l.product where l.purchase = p.id) else '[]' end`.as(
        'lines',
      ),
    )
    .where('p.customer', '=', customer)
    .orderBy('p.at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(rowsMax)
    .execute()
}

async function loadContacts(db: DbOrTx, customer: number): Promise<PageContact[]> {
  const { rows } = await sql<
    Omit<PageContact, 'status' | 'run'> & { status: number; runId: string; runName: string }
  >`
    select i.outward as id, r.uuid as "runId", r.kind as "runKind", ${runName} as "runName", i.node,
      i.channel, i.status, i.reason, i.ordered_at as "orderedAt", i.settled_at as "settledAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', x.kind, 'count', x.n,
          'firstAt', floor(extract(epoch from x.first_at) * 1000)) order by x.first_at)
        from response x
        where x.run = i.run and x.cohort = i.cohort and x.node = i.node and x.enrolment = i.enrolment
          and x.visit = i.visit and x.occurrence = i.occurrence
      ), '[]') as responses
    from intent i
    join run r on r.id = i.run
    join plan p on p.id = r.plan
    where i.customer = ${customer}
    order by i.ordered_at desc, i.outward limit ${rowsMax}`.execute(db)
  return rows.map(({ runId, runName: name, status, ...row }) => ({
    ...row,
    run: { id: runId, name },
    status: contactStatusOf(status),
  }))
}

async function loadEnrolments(db: DbOrTx, customer: number): Promise<PageEnrolment[]> {
  const { rows } = await sql<
    Omit<PageEnrolment, 'state' | 'run' | 'campaign'> & {
      state: number
      runId: string
      runName: string
      campaignId: string
      campaignName: string
    }
  >`
    select r.uuid as "runId", ${runName} as "runName", r.kind as "runKind", g.uuid as "campaignId",
      g.name as "campaignName", e.entered_at as "enteredAt", e.state, e.reason, e.node
    from enrolment e
    join run r on r.id = e.run
    join plan p on p.id = r.plan
    join scenario s on s.id = p.scenario
    join campaign g on g.id = s.campaign
    where e.customer = ${customer}
    order by e.entered_at desc, e.run desc limit ${rowsMax}`.execute(db)
  return rows.map(({ runId, runName: name, campaignId, campaignName, state, ...row }) => ({
    ...row,
    run: { id: runId, name },
    campaign: { id: campaignId, name: campaignName },
    state: enrolmentStateOf(state),
  }))
}

/** What a run `r` of plan `p` is called: its own name, else the scenario’s. */
const runName = sql<string>`coalesce(nullif(r.settings ->> 'name', ''), p.plan ->> 'name')`
