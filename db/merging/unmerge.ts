import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import { refreshMetrics } from '../customers/metrics.ts'
import type { Db } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { lockPlaces } from './enrolments.ts'
import { lockMerges } from './hold.ts'
import type { Moved } from './merge.ts'
import { moveRowsBack } from './move-rows.ts'
import { restoreProfile } from './profile.ts'
import { restoreScores } from './scores.ts'
import { restoreContactStates } from './states.ts'

/**
 * Undoes a merging: what came from the other customer goes back to them; what happened since stays with the one who was
 * kept, and a refusal since holds for both. An enrolment goes back with what it went through since; scores, where no
 * newer model has been made. Fails with NOT_FOUND, and with
 * CONFLICT when it was undone before, a later merging of the same customers stands in the way, or an import is stored.
 */
export async function unmergeCustomers(
  db: Db,
  { merge, by }: { readonly merge: number; readonly by: string },
): Promise<{ readonly gone: string }> {
  return inTransaction(db, async (tx) => {
    await lockMerges(tx)
    const found = await tx
      .selectFrom('customer_merge as m')
      .innerJoin('customer as k', 'k.id', 'm.kept')
      .innerJoin('customer as g', 'g.id', 'm.gone')
      .select([
        'm.kept',
        'm.gone',
        'm.moved',
        'm.made_at',
        'm.undone_at',
        'k.uuid as keptUuid',
        'g.uuid',
      ])
      .select('k.erased_at as keptErased')
      .where('m.id', '=', merge)
      .forUpdate('m')
      .executeTakeFirst()
    if (!found) throw new Failure('NOT_FOUND', `There is no merging ${merge}.`)
    if (found.undone_at !== null)
      throw new Failure('CONFLICT', 'The merging was undone before.', {
        details: { reason: 'MERGE_UNDONE' },
      })
    if (found.keptErased !== null) {
      throw new Failure(
        'CONFLICT',
        'The customer was erased or merged since; undo the later merging first.',
        { details: { reason: 'MERGE_CHANGED' } },
      )
    }
    const { kept, gone } = found
    const later = await tx
      .selectFrom('customer_merge')
      .select('id')
      .where('kept', '=', kept)
      .where('id', '>', merge)
      .where('undone_at', 'is', null)
      .limit(1)
      .executeTakeFirst()
    if (later)
      throw new Failure('CONFLICT', 'Undo the later merging of this customer first.', {
        details: { reason: 'MERGE_LATER' },
      })
    const moved = found.moved as Moved
    await sql`update customer set merged_into = null, erased_at = null where id = ${gone}`.execute(
      tx,
    )
    await sql`update customer set merged_into = ${gone}
      where id = any(${`{${moved.followers.join(',')}}`}::int[])`.execute(tx)
    await lockPlaces(tx, { kept, gone })
    await moveRowsBack(tx, { kept, gone }, moved.rows)
    await restoreContactStates(tx, { kept, gone }, moved.states)
    await restoreProfile(tx, { kept, gone }, moved.profile)
    await restoreScores(tx, gone, { before: moved.scores, mergedAt: found.made_at })
    await refreshMetrics(tx, [kept, gone])
    await tx
      .updateTable('customer_merge')
      .set({ undone_at: new Date(), undone_by: by, moved: '{}' })
      .where('id', '=', merge)
      .execute()
    const subject = `customer:${found.keptUuid}`
    const detail = { merge, gone: found.uuid }
    await writeAudit(tx, { actor: by, action: 'customer.unmerge', subject, detail })
    return { gone: found.uuid }
  })
}
