import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import { withdrawEverywhere } from '../customers/erase.ts'
import { refreshMetrics } from '../customers/metrics.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { type MovedRows, moveRows } from './move-rows.ts'
import { mergeProfile, type ProfileBefore } from './profile.ts'
import { mergeContactState, type StatesBefore } from './states.ts'

/** What stands in customer_merge.moved. */
export interface Moved {
  readonly rows: MovedRows
  readonly profile: ProfileBefore
  readonly states: StatesBefore
  /** Customers who had been merged into the one who is gone. */
  readonly followers: readonly number[]
}

/**
 * Makes two customers one, because they are one person: purchases, contacts, consents, enrolments, calls and lists of
 * `gone` become those of `kept`, who learns from `gone` whatever is not known of them; a refusal of either holds. Gone
 * leaves every run that is under way, is out of sight, and their id means `kept` from then on. It can be undone. Fails
 * with NOT_FOUND, and with INVALID for one and the same or somebody erased or merged before.
 */
export async function mergeCustomers(
  db: Db,
  { kept, gone, by }: { readonly kept: string; readonly gone: string; readonly by: string },
): Promise<{ readonly merge: number }> {
  if (kept === gone) throw new Failure('INVALID', 'A customer cannot be merged with themselves.')
  const rows = await db
    .selectFrom('customer')
    .select(['id', 'uuid', 'erased_at'])
    .where('uuid', 'in', [kept, gone])
    .execute()
  const idOf = (uuid: string) => {
    const row = rows.find((one) => one.uuid === uuid)
    if (!row) throw new Failure('NOT_FOUND', `There is no customer ${uuid}.`)
    if (row.erased_at !== null) {
      throw new Failure('INVALID', `Customer ${uuid} was erased or merged before.`)
    }
    return row.id
  }
  const pair = { kept: idOf(kept), gone: idOf(gone) }
  for (;;) {
    await withdrawEverywhere(db, pair.gone, 'MERGED')
    const merge = await inTransaction(db, (tx) =>
      mergeRows(tx, { ...pair, by, uuids: { kept, gone } }),
    )
    // Whoever was let into a run meanwhile is taken out of it first.
    if (merge !== 'active') return { merge }
  }
}

interface Pair {
  readonly kept: number
  readonly gone: number
}

async function mergeRows(
  tx: Tx,
  { kept, gone, by, uuids }: Pair & { by: string; uuids: { kept: string; gone: string } },
): Promise<number | 'active'> {
  const { rows: active } = await sql`
    select 1 from enrolment where customer = ${gone} and active limit 1`.execute(tx)
  if (active.length > 0) return 'active'
  const rows = await moveRows(tx, { kept, gone })
  const states = await mergeContactState(tx, { kept, gone })
  const profile = await mergeProfile(tx, { kept, gone })
  const { rows: followers } = await sql<{ id: number }>`
    update customer set merged_into = ${kept} where merged_into = ${gone} returning id`.execute(tx)
  await sql`update customer set merged_into = ${kept}, erased_at = now() where id = ${gone}`.execute(
    tx,
  )
  await sql`delete from customer_score where customer = ${gone}`.execute(tx)
  await sql`delete from customer_profit where customer = ${gone}`.execute(tx)
  await refreshMetrics(tx, [kept, gone])
  const moved: Moved = { rows, profile, states, followers: followers.map((row) => row.id) }
  const { id } = await tx
    .insertInto('customer_merge')
    .values({ kept, gone, moved: JSON.stringify(moved), made_by: by })
    .returning('id')
    .executeTakeFirstOrThrow()
  const detail = { merge: id, gone: uuids.gone }
  const subject = `customer:${uuids.kept}`
  await writeAudit(tx, { actor: by, action: 'customer.merge', subject, detail })
  return id
}
