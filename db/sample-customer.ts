import { sql } from 'kysely'
import type { Channel } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
import type { Field } from '../schemas/rule.ts'
import { loadCustomerFacts } from './customer-facts.ts'
import type { DbOrTx } from './schema.ts'

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
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
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
    readonly fields: readonly Field[]
    readonly at: number
  },
): Promise<SampleCustomer> {
  const { id = null, channel } = wanted
  const { rows } = await sql<Omit<SampleCustomer, 'fields'> & { customer: number }>`
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
    const message =
      id === null ? `No customer can be reached by ${channel}.` : `There is no customer ${id}.`
    throw new Failure('NOT_FOUND', message)
  }
  const { customer, ...rest } = row
  const facts = await loadCustomerFacts(db, {
    customers: [customer],
    fields: wanted.fields,
    history: false,
    consents: false,
    asOf: wanted.at,
    scope: 0,
  })
  return { ...rest, fields: facts.get(customer)?.facts.fields ?? {} }
}
