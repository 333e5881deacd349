import { sql } from 'kysely'
import type { Tx } from '../../../db/schema.ts'
import { count } from './count.ts'
import type { Place } from './move.ts'

interface At {
  readonly cohort: number
  readonly node: number
}

const unitCost = 30
const kept = 100

/** The transaction before the network: contact rows locked and counted, attempts written ahead, the budget charged. */
export async function begin(tx: Tx, { run }: Place, { cohort, node }: At): Promise<void> {
  const here = sql`i.run = ${run} and i.cohort = ${cohort} and i.node = ${node}::smallint`
  await sql`
    select i.enrolment, i.customer, c.name, c.email from intent i join customer c on c.id = i.customer
    where ${here} and i.status < 3 order by i.enrolment, i.visit, i.occurrence for update of i`.execute(
    tx,
  )
  await sql`
    select s.customer from contact_state s
    where s.scope = 0 and s.customer in (select i.customer from intent i where ${here})
    order by s.customer for update`.execute(tx)
  await sql`
    update contact_state s set recent = (array_prepend(run_now(r), s.recent))[1:${kept}::int]
    from run r where r.id = ${run} and s.scope = 0 and s.customer in (select i.customer from intent i where ${here})`.execute(
    tx,
  )
  await sql`
    update intent i set status = 2, attempt = i.attempt + 1, started_at = clock_timestamp(), cost = ${unitCost},
      retry_at = null, lease_until = clock_timestamp() + interval '30 s'
    where ${here}`.execute(tx)
  await sql`
    insert into attempt (run, cohort, node, enrolment, visit, occurrence, attempt, rendered)
    select i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence, i.attempt,
      jsonb_build_object('recipient', c.email, 'message', jsonb_build_object(
        'subject', '(광고) We miss you', 'link', null,
        'text', format(E'Dear %s, you have %s points.\n\n다시마트\n무료수신거부 080-000-0000 http://localhost:4400/u/%s', c.name, c.points, k),
        'openUrl', format('http://localhost:4400/o/%s.gif', k),
        'optOutUrl', format('http://localhost:4400/u/%s', k)))
    from intent i join customer c on c.id = i.customer
      cross join lateral (select left(i.outward::text || i.outward::text, 43) as k) token
    where ${here} order by i.enrolment`.execute(tx)
  await sql`
    update budget set spent = spent + (select ${unitCost} * count(*) from intent i where ${here})
    where run = ${run}`.execute(tx)
}

/** The transaction after the network: everybody is accepted and woken. */
export async function settle(tx: Tx, place: Place, { cohort, node }: At): Promise<void> {
  const { run } = place
  await sql`
    update enrolment set woken = true
    where run = ${run} and cohort = ${cohort} and active and node = ${node}::smallint`.execute(tx)
  await sql`
    update intent set status = 3, lease_until = null, settled_at = clock_timestamp()
    where run = ${run} and cohort = ${cohort} and node = ${node}::smallint`.execute(tx)
  await count(tx, place, { cohort, counted: [{ node, what: 'sent' }] })
}
