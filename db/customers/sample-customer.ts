import { sql } from 'kysely'
import type { CustomerFacts } from '../../engine/decision.ts'
import type { MessageNeeds } from '../../engine/render/compile-message.ts'
import type { Channel } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'
import { loadCustomerFacts } from './customer-facts.ts'

/** A customer as a message sees them. */
export interface SampleCustomer {
  readonly id: string
  readonly externalId: string
  readonly name: string | null
  readonly language: string
  readonly zone: string
  readonly email: string | null
  readonly phone: string | null
  readonly postalCode: string | null
  readonly address: string | null
  readonly facts: CustomerFacts
}

/**
 * The customer a message is tried on: the one named, else the first who can be reached that way. Fails with NOT_FOUND
 * when there is none.
 */
export async function loadSampleCustomer(
  db: DbOrTx,
  wanted: {
    readonly id?: string | undefined
    readonly channel: Channel
    readonly needs: MessageNeeds
    readonly at: number
  },
): Promise<SampleCustomer> {
  const { id = null, channel } = wanted
  const { rows } = await sql<Omit<SampleCustomer, 'facts'> & { customer: number }>`
    select id as customer, uuid as id, external_id as "externalId", name, language, zone, email, phone,
      postal_code as "postalCode", address
    from customer
    where erased_at is null and case
      when ${id}::uuid is not null then uuid = ${id}::uuid
      when ${channel} = 'email' then email is not null
      when ${channel} = 'letter' then address is not null
      else phone is not null end
    order by customer.id limit 1`.execute(db)
  const [row] = rows
  if (!row) {
    if (id !== null) throw new Failure('NOT_FOUND', `There is no customer ${id}.`)
    throw new Failure('NOT_FOUND', `No customer can be reached by ${channel}.`, {
      details: { reason: 'NOBODY_REACHABLE', channel },
    })
  }
  const { customer, ...rest } = row
  const facts = await loadCustomerFacts(db, {
    customers: [customer],
    ...wanted.needs,
    history: wanted.needs.history === true,
    consents: wanted.needs.consents === true,
    asOf: wanted.at,
    scope: 0,
  })
  return {
    ...rest,
    facts: facts.get(customer)?.facts ?? { fields: {}, history: [], consents: [] },
  }
}
