import { createHmac } from 'node:crypto'
import { Failure } from '../schemas/failure.ts'
import { writeAudit } from './audit.ts'
import type { Db, DbOrTx } from './schema.ts'
import { inTransaction } from './transaction.ts'

export interface Installation {
  readonly uuid: string
  readonly zone: string
  readonly currency: string
  readonly gateOpen: boolean
}

/** What this installation is and whether it may send. */
export async function loadInstallation(db: DbOrTx): Promise<Installation> {
  const row = await db
    .selectFrom('installation')
    .select(['uuid', 'zone', 'currency', 'gate_open as gateOpen'])
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_READY', 'The database holds no installation; run: dasi migrate.')
  return row
}

/** A key for one use, 32 bytes, derived from the installation’s secret, which itself never leaves the database layer. */
export async function loadSecretFor(db: DbOrTx, use: 'links' | 'sign-in'): Promise<Buffer> {
  const { secret } = await db.selectFrom('installation').select('secret').executeTakeFirstOrThrow()
  return createHmac('sha256', secret).update(use).digest()
}

/** Opens or closes the gate of the whole installation: closed, nothing is sent. */
export async function setGate(db: Db, { open, by }: { open: boolean; by: string }): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.updateTable('installation').set({ gate_open: open }).execute()
    await writeAudit(tx, { actor: by, action: open ? 'gate.open' : 'gate.close', subject: 'gate' })
  })
}
