import { sql } from 'kysely'
import { channels } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import { purgeLetters } from '../contacts/letters.ts'
import { lockStanding, relocate } from '../operate/relocate.ts'
import { loadRunContext } from '../runs/runs.ts'
import { lockCohort } from '../runs/turn-load.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { suppress } from './consents.ts'
import { eraseProfile, purgeHistory, purgeWhatWasHeard, purgeWhatWasSaid } from './erase-rows.ts'

export interface Erased {
  /** False: this customer had been erased before. */
  readonly erased: boolean
  /** Runs the customer was taken out of. */
  readonly withdrawn: number
  /** Batches of letters that lost lines; their files are to be written again. */
  readonly batches: readonly string[]
}

/**
 * Erases a customer for good. What names them goes: name, addresses, birth date, attributes, the house’s id, messages
 * and letters, memos, proofs, what came in. Their rows stay under a pseudonym, so that counts, journals and reports
 * remain true. They leave every run; no channel contacts them again, nor whoever is imported with one of their
 * addresses: a keyed hash of each is kept. Twice is once. Fails with NOT_FOUND.
 */
export async function eraseCustomer(
  db: Db,
  { customer: uuid, by }: { readonly customer: string; readonly by: string },
): Promise<Erased> {
  const found = await db
    .selectFrom('customer')
    .select(['id', 'erased_at'])
    .where('uuid', '=', uuid)
    .executeTakeFirst()
  if (!found) throw new Failure('NOT_FOUND', `There is no customer ${uuid}.`)
  if (found.erased_at !== null) return { erased: false, withdrawn: 0, batches: [] }
  let withdrawn = 0
  for (;;) {
    withdrawn += await withdrawEverywhere(db, found.id)
    const batches = await inTransaction(db, (tx) => eraseRows(tx, { customer: found.id, uuid, by }))
    // Whoever was let into a run meanwhile is taken out of it first.
    if (batches !== 'active') return { erased: true, withdrawn, batches }
  }
}

/** Takes a customer out of every run they stand in; answers how many. */
async function withdrawEverywhere(db: Db, customer: number): Promise<number> {
  let withdrawn = 0
  for (const place of await activePlaces(db, customer)) {
    if (await withdrawOne(db, place)) withdrawn += 1
  }
  return withdrawn
}

interface Place {
  readonly run: number
  readonly cohort: number
  readonly no: number
}

async function activePlaces(db: Db, customer: number): Promise<readonly Place[]> {
  return db
    .selectFrom('enrolment')
    .select(['run', 'cohort', 'no'])
    .where('customer', '=', customer)
    .where('active', '=', true)
    .orderBy('run')
    .orderBy('cohort')
    .orderBy('no')
    .execute()
}

/** As a turn would: journal, counters, open contacts and budget included. */
async function withdrawOne(db: Db, { run, cohort, no }: Place): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { now } = await loadRunContext(tx, run)
    await lockCohort(tx, { run, cohort })
    const standing = await lockStanding(tx, { run, cohort }, [no])
    const departures = standing.map((who) => ({
      who,
      ...{ to: null, port: null, code: 'WITHDRAWN' as const, newRound: false },
      why: { reason: 'ERASED' },
    }))
    await relocate(tx, { run, cohort }, { now, departures })
    return standing.length > 0
  })
}

async function eraseRows(
  tx: Tx,
  { customer, uuid, by }: { customer: number; uuid: string; by: string },
): Promise<readonly string[] | 'active'> {
  const { rows: active } = await sql`
    select 1 from enrolment where customer = ${customer} and active limit 1`.execute(tx)
  if (active.length > 0) return 'active'
  await purgeWhatWasHeard(tx, customer)
  await purgeWhatWasSaid(tx, customer)
  const batches = await purgeLetters(tx, customer)
  await suppress(
    tx,
    channels.map((channel) => ({ customer, channel, reason: 'erased' })),
  )
  await purgeHistory(tx, customer)
  await eraseProfile(tx, customer)
  for (const { id } of await mergedInto(tx, customer)) await eraseProfile(tx, id)
  await sql`update customer_merge set moved = '{}', undone_at = coalesce(undone_at, now())
    where kept = ${customer} or gone = ${customer}`.execute(tx)
  await writeAudit(tx, { actor: by, action: 'customer.erase', subject: `customer:${uuid}` })
  return batches
}

/** The same person under other ids. */
async function mergedInto(tx: Tx, customer: number): Promise<{ id: number }[]> {
  return tx.selectFrom('customer').select('id').where('merged_into', '=', customer).execute()
}
