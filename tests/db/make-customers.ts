import { sql } from 'kysely'
import { channelBits } from '../../db/contacts/channel-bits.ts'
import type { DbOrTx } from '../../db/schema.ts'
import type { Channel } from '../../schemas/basics.ts'

export interface MadeCustomer {
  readonly gender?: 'f' | 'm' | null
  readonly birthDate?: string | null
  readonly region?: string | null
  readonly points?: number
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly createdAt?: string
  readonly erased?: boolean
  readonly consents?: readonly Channel[]
  readonly suppressed?: readonly Channel[]
  readonly email?: string | null
  readonly phone?: string | null
  readonly address?: string | null
  readonly purchases?: readonly MadePurchase[]
  readonly scores?: Readonly<Record<string, number>>
  /** Ids of lists that exist. */
  readonly lists?: readonly string[]
}

export interface MadePurchase {
  /** ISO instant. */
  readonly at: string
  readonly amount: number
  readonly channel?: string | null
  readonly product?: string | null
  /** What it consists of, instead of `product`; more than one. */
  readonly lines?: readonly { readonly product: string; readonly amount: number }[]
}

/** Writes customers with their purchases, consents and metrics; answers their numbers, in order. */
export async function makeCustomers(
  db: DbOrTx,
  customers: readonly MadeCustomer[],
): Promise<number[]> {
  const ids: number[] = []
  for (const made of customers) {
    const { id } = await db
      .insertInto('customer')
      .values({
        external_id: `C${Math.random().toString(36).slice(2)}`,
        name: 'Kim',
        gender: made.gender ?? null,
        birth_date: made.birthDate ?? null,
        region: made.region ?? null,
        points: made.points ?? 0,
        ...{ email: made.email ?? null, phone: made.phone ?? null, address: made.address ?? null },
        attributes: JSON.stringify(made.attributes ?? {}),
        created_at: new Date(made.createdAt ?? '2020-01-01T00:00:00Z'),
        erased_at: made.erased ? new Date() : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.push(id)
    await db
      .insertInto('contact_state')
      .values({
        customer: id,
        consent: bitsOf(made.consents ?? []),
        suppressed: bitsOf(made.suppressed ?? []),
      })
      .execute()
    for (const purchase of made.purchases ?? []) await makePurchase(db, id, purchase)
    if (made.scores) {
      const scores = JSON.stringify(made.scores)
      await db.insertInto('customer_score').values({ customer: id, scores }).execute()
    }
    for (const list of made.lists ?? []) {
      await db.insertInto('customer_list_member').values({ list, customer: id }).execute()
    }
  }
  await refreshMetrics(db)
  return ids
}

function bitsOf(channels: readonly Channel[]): number {
  return channels.reduce((bits, channel) => bits | channelBits[channel], 0)
}

let ordinal = 0

async function makePurchase(db: DbOrTx, customer: number, made: MadePurchase): Promise<void> {
  const product = made.product ? await productOf(db, made.product) : null
  ordinal += 1
  const { id } = await db
    .insertInto('purchase')
    .values({
      customer,
      at: new Date(made.at),
      amount: made.amount,
      channel: made.channel ?? null,
      product,
      source: 'test',
      source_ref: String(ordinal),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  for (const [at, line] of (made.lines ?? []).entries()) {
    await db
      .insertInto('purchase_line')
      .values({
        ...{ purchase: id, no: at + 1, quantity: 1, amount: line.amount },
        product: await productOf(db, line.product),
      })
      .execute()
  }
}

async function productOf(db: DbOrTx, code: string): Promise<number> {
  const { id } = await db
    .insertInto('product')
    .values({ code, name: code, category: code === 'P1' ? 'music' : 'books' })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ name: code }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function refreshMetrics(db: DbOrTx): Promise<void> {
  await sql`
    insert into customer_metric
    select customer, min(at), max(at), count(*), sum(amount) from purchase group by customer
    on conflict (customer) do update set first_purchase_at = excluded.first_purchase_at,
      last_purchase_at = excluded.last_purchase_at, purchase_count = excluded.purchase_count,
      total_amount = excluded.total_amount`.execute(db)
}
