import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { type CostModel, costModelSchema } from '../../schemas/cost-model.ts'
import { Failure } from '../../schemas/failure.ts'
import { numberArray, textArray } from '../arrays.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import type { ProfitResult } from './make-profit.ts'

export interface KeptProfit {
  readonly version: number
  readonly model: CostModel
  readonly result: ProfitResult
  readonly madeAt: InstantMs
  readonly madeBy: string
}

/** The calculations so far, the newest first; customers carry the result of the newest. */
export async function listProfits(db: DbOrTx, limit = 20): Promise<KeptProfit[]> {
  const rows = await db
    .selectFrom('profit')
    .select(['version', 'model', 'result', 'made_at as madeAt', 'made_by as madeBy'])
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ model, result, ...row }) => ({
    ...row,
    model: costModelSchema.parse(model),
    result: result as ProfitResult,
  }))
}

export interface CustomerProfit {
  readonly revenue: number
  readonly margin: number
  readonly cost: number
  readonly profit: number
}

/** What one customer earned and cost by the newest calculation; null: nothing was bought or used. */
export async function profitOf(db: DbOrTx, customer: number): Promise<CustomerProfit | null> {
  const row = await db
    .selectFrom('customer_profit')
    .select(['revenue', 'margin', 'cost', 'profit'])
    .where('customer', '=', customer)
    .executeTakeFirst()
  return row ?? null
}

/**
 * Takes in units of an activity that customers used, such as minutes on the phone. A unit is known by its source and
 * reference: the same again changes nothing. Fails with INVALID, naming them, when customers are not known; then none
 * is kept.
 */
export async function saveActivityUse(
  db: Db,
  {
    activity,
    source,
    uses,
  }: {
    activity: string
    source: string
    uses: readonly { ref: string; customer: string; at: InstantMs; units: number }[]
  },
): Promise<{ saved: number }> {
  return inTransaction(db, async (tx) => {
    const customers = textArray(uses.map((u) => u.customer))
    const { rows: unknown } = await sql<{ external: string }>`
      select distinct v.external from unnest(${customers}::text[]) v(external)
      where not exists (select from customer c where c.external_id = v.external and c.erased_at is null)
      order by 1 limit 5`.execute(tx)
    if (unknown.length > 0) {
      const names = unknown.map(({ external }) => `"${external}"`).join(', ')
      throw new Failure('INVALID', `No customers have these ids: ${names}. Nothing was kept.`, {
        details: { reason: 'CUSTOMERS_UNKNOWN', n: unknown.length },
      })
    }
    const { numAffectedRows } = await sql`
      insert into activity_use (activity, source, source_ref, customer, at, units)
      select ${activity}, ${source}, v.ref, c.id, to_timestamp(v.at / 1000), v.units
      from unnest(${textArray(uses.map((u) => u.ref))}::text[], ${customers}::text[],
        ${numberArray(uses.map((u) => u.at))}::float8[], ${numberArray(uses.map((u) => u.units))}::numeric[])
        v(ref, external, at, units)
      join customer c on c.external_id = v.external
      on conflict do nothing`.execute(tx)
    return { saved: Number(numAffectedRows ?? 0) }
  })
}
