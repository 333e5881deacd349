import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../schema.ts'

/** What came in about a customer: it was counted; what it said is not kept, nor the ids others gave it. */
export async function purgeWhatWasHeard(tx: Tx, customer: number): Promise<void> {
  await sql`
    update inbox i set event_id = 'erased:' || i.id,
      event = case
        when i.event ->> 'type' = 'response' then i.event - 'detail' - 'amount'
        else jsonb_strip_nulls(jsonb_build_object(
          'type', i.event -> 'type', 'at', i.event -> 'at', 'name', i.event -> 'name',
          'amount', i.event -> 'amount', 'quantity', i.event -> 'quantity', 'customer', 'erased')) end
    from customer c
    where c.id = ${customer} and (i.customer = c.id
      or (i.customer is null and i.event ->> 'customer' = c.external_id))`.execute(tx)
  await sql`
    update response r set detail = null from enrolment e
    where e.customer = ${customer} and r.run = e.run and r.cohort = e.cohort and r.enrolment = e.no
      and r.detail is not null`.execute(tx)
  await sql`
    update run_purchase p set ref = 'erased/' || md5(p.ref) from enrolment e
    where e.customer = ${customer} and p.run = e.run and p.cohort = e.cohort and p.enrolment = e.no
      and p.ref not like 'purchase/%'`.execute(tx)
}

/** What was written to a customer, and what agents noted. */
export async function purgeWhatWasSaid(tx: Tx, customer: number): Promise<void> {
  await sql`
    update attempt a set rendered = null from intent i
    where i.customer = ${customer} and a.rendered is not null
      and (a.run, a.cohort, a.node, a.enrolment, a.visit, a.occurrence)
        = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)`.execute(tx)
  await sql`
    update intent set provider_ref = null where customer = ${customer} and provider_ref is not null`.execute(
    tx,
  )
  await sql`
    update sandbox_message m set recipient = null, message = '{"subject": "", "body": ""}'
    from intent i where i.customer = ${customer} and m.outward = i.outward`.execute(tx)
  await sql`
    update call_log l set memo = '' from call_task t
    where t.customer = ${customer} and l.outward = t.outward and l.memo <> ''`.execute(tx)
  await sql`update call_task set script = '', memo = '' where customer = ${customer}`.execute(tx)
}

/** Purchases stay, under nobody’s name; what only describes the person goes. */
export async function purgeHistory(tx: Tx, customer: number): Promise<void> {
  await sql`
    update purchase set source_ref = 'erased:' || id, channel = null where customer = ${customer}`.execute(
    tx,
  )
  await sql`
    update activity_use set source_ref = 'erased:' || md5(source_ref) where customer = ${customer}`.execute(
    tx,
  )
  await sql`update consent_event set proof = null where customer = ${customer}`.execute(tx)
  for (const table of ['sandbox_profile', 'contact_state', 'customer_score'] as const) {
    await tx.deleteFrom(table).where('customer', '=', customer).execute()
  }
  for (const table of ['customer_profit', 'customer_list_member', 'run_entry'] as const) {
    await tx.deleteFrom(table).where('customer', '=', customer).execute()
  }
}

/** The customer’s own row, and what the audit and the records of imports told of it. */
export async function eraseProfile(tx: Tx, customer: number): Promise<void> {
  await sql`
    update audit a set detail = '{"erased": true}'
    from customer c where c.id = ${customer} and ${toldIn(sql`a.detail::text`)}`.execute(tx)
  // Lines that were rejected are kept for repair; they go together, for whose line is whose is not known for sure.
  await sql`
    update import_job j set rejects = null, report = null, file = null
    from customer c where c.id = ${customer} and ${toldIn(sql`concat_ws(' ', j.file, j.report, j.rejects)`)}`.execute(
    tx,
  )
  await sql`
    update customer set external_id = 'erased-' || uuid, name = null, email = null, phone = null,
      postal_code = null, address = null, gender = null, birth_date = null, region = null, attributes = '{}',
      erased_at = now(), updated_at = now()
    where id = ${customer}`.execute(tx)
}

/** A text names customer `c`. */
function toldIn(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`exists (
    select from unnest(array[c.external_id, c.name, c.email, c.phone, c.address]) said
    where length(said) > 3 and position(lower(said) in lower(${text})) > 0)`
}
