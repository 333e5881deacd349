import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { numberArray, textArray } from '../arrays.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { clearScores, saveModel } from './models.ts'

export interface OutsideScores {
  readonly key: string
  readonly model: string
  /** The data the model had seen. */
  readonly windowFrom: InstantMs | null
  readonly asOf: InstantMs
  readonly note: string
  readonly values: readonly { readonly customer: string; readonly value: number }[]
  readonly by: string
}

/**
 * Takes over scores that were made elsewhere, as a new version of that model: who is not among them has none any more.
 * Customers are named by the house’s id; ids nobody has are answered, and nothing of theirs is kept. Fails with
 * INVALID when a customer stands there twice.
 */
export async function saveOutsideScores(
  db: Db,
  { key, model, windowFrom, asOf, note, values, by }: OutsideScores,
): Promise<{ version: number; customers: number; unknown: string[] }> {
  const seen = new Set<string>()
  for (const { customer } of values) {
    if (seen.has(customer)) {
      throw new Failure(
        'INVALID',
        `Customer "${customer}" has two values; leave one of them out.`,
        { details: { reason: 'CUSTOMER_TWICE' } },
      )
    }
    seen.add(customer)
  }
  return inTransaction(db, async (tx) => {
    await sql`
      create temp table outside_score on commit drop as
      select v.external, v.value, c.id as customer
      from unnest(${textArray(values.map((v) => v.customer))}::text[], ${numberArray(values.map((v) => v.value))}::float8[])
        v(external, value)
      left join customer c on c.external_id = v.external and c.erased_at is null`.execute(tx)
    await clearScores(tx, [key])
    const { numAffectedRows } = await sql`
      insert into customer_score as s (customer, scores)
      select customer, jsonb_build_object(${key}::text, value) from outside_score
      where customer is not null order by customer
      on conflict (customer) do update set scores = s.scores || excluded.scores`.execute(tx)
    const { rows } = await sql<{ external: string }>`
      select external from outside_score where customer is null order by external limit 1000`.execute(
      tx,
    )
    const customers = Number(numAffectedRows ?? 0)
    const { version } = await saveModel(tx, {
      ...{ kind: 'outside', name: model, windowFrom, asOf, by, customers },
      settings: { note },
      parameters: {},
      quality: { unknownCustomers: values.length - customers },
      keys: [key],
    })
    return { version, customers, unknown: rows.map((row) => row.external) }
  })
}
