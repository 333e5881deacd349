import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import { refreshMetrics } from '../customers/metrics.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { partEnrolments } from './enrolments.ts'
import { lockMerges } from './hold.ts'
import { type MovedRows, moveRows } from './move-rows.ts'
import { mergeProfile, type ProfileBefore } from './profile.ts'
import { type ScoresBefore, takeScores } from './scores.ts'
import { mergeContactState, type StatesBefore } from './states.ts'

/** What stands in customer_merge.moved. */
export interface Moved {
  readonly rows: MovedRows
  readonly profile: ProfileBefore
  readonly states: StatesBefore
  readonly scores: ScoresBefore
  /** Customers who had been merged into the one who is gone. */
  readonly followers: readonly number[]
}

/**
 * Makes two customers one, because they are one person: purchases, contacts, consents, enrolments, calls and lists of
 * `gone` become those of `kept`, who learns from `gone` whatever is not known of them; a refusal of either holds. In a
 * run that is under way they go on once (`partEnrolments`). Gone is out of sight, and their id means `kept` from then on.
 * It can be undone. Fails with NOT_FOUND, with INVALID for one and the same or somebody erased or merged before, and with
 * CONFLICT while an import is stored.
 */
export async function mergeCustomers(
  db: Db,
  { kept, gone, by }: { readonly kept: string; readonly gone: string; readonly by: string },
): Promise<{ readonly merge: number }> {
  if (kept === gone)
    throw new Failure('INVALID', 'A customer cannot be merged with themselves.', {
      details: { reason: 'MERGE_SELF' },
    })
  const rows = await db
    .selectFrom('customer')
    .select(['id', 'uuid', 'erased_at'])
    .where('uuid', 'in', [kept, gone])
    .execute()
  const idOf = (uuid: string) => {
    const row = rows.find((one) => one.uuid === uuid)
    if (!row) throw new Failure('NOT_FOUND', `There is no customer ${uuid}.`)
    if (row.erased_at !== null) {
      throw new Failure('INVALID', `Customer ${uuid} was erased or merged before.`, {
        details: { reason: 'MERGE_GONE' },
      })
    }
    return row.id
  }
  const pair = { kept: idOf(kept), gone: idOf(gone) }
  return inTransaction(db, async (tx) => ({
    merge: await mergeRows(tx, { ...pair, by, uuids: { kept, gone } }),
  }))
}

interface Pair {
  readonly kept: number
  readonly gone: number
}

async function mergeRows(
  tx: Tx,
  { kept, gone, by, uuids }: Pair & { by: string; uuids: { kept: string; gone: string } },
): Promise<number> {
  await lockMerges(tx)
  await partEnrolments(tx, { kept, gone })
  const rows = await moveRows(tx, { kept, gone })
  const states = await mergeContactState(tx, { kept, gone })
  const profile = await mergeProfile(tx, { kept, gone })
  const { rows: followers } = await sql<{ id: number }>`
    update customer set merged_into = ${kept} where merged_into = ${gone} returning id`.execute(tx)
  await sql`update customer set merged_into = ${kept}, erased_at = now() where id = ${gone}`.execute(
    tx,
  )
  const scores = await takeScores(tx, gone)
  await refreshMetrics(tx, [kept, gone])
  const ids = followers.map((row) => row.id)
  const moved: Moved = { rows, profile, states, scores, followers: ids }
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
