import { sql } from 'kysely'
import type { Db, DbOrTx } from './schema.ts'
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
 * Nothing moves and nothing is sent until an operator has looked. `restored`: the rows are older than the workflows, so
 * what was due until now may have gone out in the time that was lost.
 */
export async function closeGate(
  db: Db,
  reason: string,
  { restored = false }: { restored?: boolean } = {},
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const changed = await tx
      .updateTable('installation')
      .set({
        gate_open: false,
        ...(restored && { doubt_until: sql<Date>`clock_timestamp()` }),
      })
      .where('gate_open', '=', true)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) return
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

/** Far beyond any sequence number a workflow of before can come with, so that each adopts the row's. */
const resyncStep = 1_000_000

/** An operator confirms that sending may go on; workflows take up the rows as they stand now. */
export async function openGate(db: Db, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const changed = await tx
      .updateTable('installation')
      .set({ gate_open: true })
      .where('gate_open', '=', false)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) return
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
