import { sql } from 'kysely'
import { copiedAt } from './beat.ts'
import { beginDoubts, settleDoubts } from './runs/doubts.ts'
import type { Db, DbOrTx, Tx } from './schema.ts'
import { inTransaction } from './transaction.ts'

export interface Installation {
  readonly uuid: string
  readonly secret: Buffer
  readonly zone: string
  readonly currency: string
  readonly gateOpen: boolean
}

export async function loadInstallation(db: DbOrTx): Promise<Installation> {
  const row = await db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  return {
    uuid: row.uuid,
    secret: row.secret,
    zone: row.zone,
    currency: row.currency,
    gateOpen: row.gate_open,
  }
}

/**
 * Nothing moves and nothing is sent until an operator has looked. `restored`: the rows were put back to an older copy, so
 * what was due since then may have gone out in the time that was lost; also noted when the gate was closed before. `beat`:
 * as it was read with those rows: an operator who has opened the gate meanwhile is not overruled.
 */
export async function closeGate(
  db: Db,
  reason: string,
  { restored }: { restored?: { beat: number } } = {},
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const {
      gate_open: isOpen,
      doubt_until: doubtUntil,
      beat,
    } = await tx
      .selectFrom('installation')
      .select(['gate_open', 'doubt_until', 'beat'])
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (restored && beat >= restored.beat + resyncStep) return
    const isNews = restored !== undefined && doubtUntil === null
    if (!isOpen && !isNews) return
    await tx
      .updateTable('installation')
      .set({ gate_open: false, ...(isNews && { doubt_until: sql<Date>`clock_timestamp()` }) })
      .execute()
    if (isNews) {
      await beginDoubts(tx, new Date(await copiedAt(tx)))
      await skipLostNumbers(tx)
    }
    await tx
      .insertInto('audit')
      .values({
        actor: 'dasi',
        action: 'gate.close',
        subject: 'installation',
        detail: JSON.stringify({ reason }),
      })
      .execute()
  })
}

/** More than were given out in any time that is lost. */
const lostNumbers = 1000

/** Workflows and processes that live on remember runs, plans and policies by number: those are not given out again. */
async function skipLostNumbers(tx: Tx): Promise<void> {
  await sql`
    select setval(seq, nextval(seq) + ${lostNumbers}) from (values
      (pg_get_serial_sequence('run', 'id')),
      (pg_get_serial_sequence('plan', 'id')),
      (pg_get_serial_sequence('policy', 'version'))) s(seq)`.execute(tx)
}

/** Far beyond any number a workflow or a process of before can come with, so that each adopts the row's. */
const resyncStep = 1_000_000

/** An operator confirms that sending may go on; workflows take up the rows as they stand now. */
export async function openGate(db: Db, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const closed = await tx
      .selectFrom('installation')
      .select('doubt_until')
      .where('gate_open', '=', false)
      .forUpdate()
      .executeTakeFirst()
    if (!closed) return
    if (closed.doubt_until !== null) await settleDoubts(tx, new Date(closed.doubt_until))
    await sql`
      update installation set gate_open = true, doubt_until = null,
        first_seq = first_seq + ${resyncStep}, beat = beat + ${resyncStep}`.execute(tx)
    await sql`
      update cohort set next_seq = next_seq + ${resyncStep}, dirty = dirty + 1, dirty_at = clock_timestamp(),
        last_result = '{"ready": true, "deliver": [], "remaining": 1}'
      where not done`.execute(tx)
    await tx
      .insertInto('audit')
      .values({ actor: by, action: 'gate.open', subject: 'installation' })
      .execute()
  })
}
