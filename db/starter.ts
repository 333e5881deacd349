import { sql } from 'kysely'
import type { OfferContent } from '../schemas/kinds/offer.ts'
import type { Rule } from '../schemas/rule.ts'
import type { Tx } from './schema.ts'

/** Whether there is neither a customer nor a saved segment or offer; until the transaction ends, nobody else is told so. */
export async function lockIfEmpty(tx: Tx): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended('starter', 0))`.execute(tx)
  const { rows } = await sql<{ empty: boolean }>`
    select not exists (select from customer) and not exists (select from segment)
      and not exists (select from offer) as empty`.execute(tx)
  return rows[0]?.empty === true
}

/** Saves segments and offers under names that are not taken yet. */
export async function saveLibrary(
  tx: Tx,
  library: {
    readonly segments: readonly {
      readonly name: string
      readonly description: string
      readonly rule: Rule
    }[]
    readonly offers: readonly OfferContent[]
  },
): Promise<void> {
  await tx
    .insertInto('segment')
    .values(library.segments.map((segment) => ({ ...segment, rule: JSON.stringify(segment.rule) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await tx
    .insertInto('offer')
    .values(library.offers.map((o) => ({ name: o.name, content: JSON.stringify(o) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
