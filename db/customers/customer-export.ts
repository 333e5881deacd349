import { type RawBuilder, sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

type Row = Record<string, unknown>

/** All that is kept of one customer, in the words of the rows; instants as text with their offset. */
export interface CustomerExport {
  readonly madeAt: InstantMs
  readonly customer: Row
  readonly consents: Row[]
  readonly purchases: Row[]
  readonly enrolments: Row[]
  readonly contacts: Row[]
  readonly responses: Row[]
  readonly calls: Row[]
  readonly lists: Row[]
  /** Of activities whose use was brought in, such as service contacts. */
  readonly uses: Row[]
  readonly scores: Row
}

/** What a customer may ask for about themselves; of sandboxes nothing, for it is made up. Fails with NOT_FOUND. */
export async function exportCustomer(
  db: Db,
  { customer: uuid, by }: { readonly customer: string; readonly by: string },
): Promise<CustomerExport> {
  return inTransaction(
    db,
    async (tx) => {
      const one = async (query: RawBuilder<unknown>) =>
        (await sql<{ row: Row }>`select to_jsonb(x) as row from (${query}) x`.execute(tx)).rows.map(
          ({ row }) => row,
        )
      const [found] = await one(sql`
        select c.id, c.uuid, external_id, name, email, phone, postal_code, address, gender, birth_date, region,
          language, zone, points, attributes, created_at, m.purchase_count, m.total_amount
        from customer c left join customer_metric m on m.customer = c.id where c.uuid = ${uuid}::uuid`)
      if (!found) throw new Failure('NOT_FOUND', `There is no customer ${uuid}.`)
      const { id, ...customer } = found
      const real = sql`join run r on r.id = i.run and r.kind <> 'sandbox'`
      const [scores] = await one(sql`select scores from customer_score where customer = ${id}::int`)
      await writeAudit(tx, { actor: by, action: 'customer.export', subject: `customer:${uuid}` })
      return {
        madeAt: Date.now(),
        customer,
        consents: await one(sql`
          select channel, given, night, at, source, proof from consent_event
          where customer = ${id}::int order by at, id`),
        purchases: await one(sql`
          select p.at, p.amount, p.quantity, d.code as product, d.name as product_name, p.channel, p.source,
            case when p.product is null then (
              select jsonb_agg(jsonb_build_object('product', x.code, 'product_name', x.name, 'quantity', l.quantity,
                'amount', l.amount) order by l.no)
              from purchase_line l join product x on x.id = l.product where l.purchase = p.id) end as lines
          from purchase p left join product d on d.id = p.product
          where p.customer = ${id}::int order by p.at, p.id`),
        enrolments: await one(sql`
          select r.uuid as run, i.entered_at, i.active, i.reason from enrolment i ${real}
          where i.customer = ${id}::int order by i.entered_at`),
        contacts: await one(sql`
          select i.outward as contact, i.channel, i.status, i.reason, i.ordered_at, i.settled_at, (
            select jsonb_agg(jsonb_build_object('at', a.started_at, 'message', a.rendered) order by a.attempt)
            from attempt a where (a.run, a.cohort, a.node, a.enrolment, a.visit, a.occurrence)
              = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)) as attempts
          from intent i ${real} where i.customer = ${id}::int order by i.ordered_at`),
        responses: await one(sql`
          select i.outward as contact, o.kind, o.first_at, o.last_at, o.n as times, o.detail
          from intent i ${real} join response o on (o.run, o.cohort, o.node, o.enrolment, o.visit, o.occurrence)
            = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)
          where i.customer = ${id}::int order by o.first_at`),
        calls: await one(sql`
          select i.outward as contact, l.at, l.outcome, l.memo from call_task i ${real}
          join call_log l on l.outward = i.outward and l.undone_at is null
          where i.customer = ${id}::int order by l.at`),
        lists: await one(sql`
          select l.name, l.created_at from customer_list_member m join customer_list l on l.id = m.list
          where m.customer = ${id}::int order by l.created_at`),
        uses: await one(sql`
          select activity, source, at, units from activity_use
          where customer = ${id}::int order by at, activity`),
        scores: (scores?.['scores'] as Row | undefined) ?? {},
      }
    },
    { isolation: 'repeatable read' },
  )
}
