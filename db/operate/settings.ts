import { sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import { Failure } from '../../schemas/failure.ts'
import { type RunSettings, runSettingsSchema } from '../../schemas/run.ts'
import { writeAudit } from '../accounts/audit.ts'
import { closeAdmission } from '../runs/audience.ts'
import { loadRunContext } from '../runs/runs.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { waitMs } from './act.ts'
import { insertOperation } from './start.ts'
import { goOnWith } from './step.ts'

/** Customers admitted per real minute from the next chunk on; null: as fast as their first turns are taken. */
export async function changeRate(
  db: Db,
  { run, admitPerMinute, by }: { run: number; admitPerMinute: number | null; by: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { settings } = await lockOpen(tx, run)
    const changed: RunSettings = runSettingsSchema.parse({ ...settings, admitPerMinute })
    await tx
      .updateTable('run')
      .set({ settings: JSON.stringify(changed) })
      .where('id', '=', run)
      .execute()
    const detail = { from: settings.admitPerMinute, to: admitPerMinute }
    await writeAudit(tx, { actor: by, action: 'run.rate', subject: `run:${run}`, detail })
  })
}

/** Admits nobody any more; who is inside goes on to the end. */
export async function finishRun(db: Db, run: number, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { closed } = await lockOpen(tx, run)
    if (closed) return
    await closeAdmission(tx, run)
    await writeAudit(tx, { actor: by, action: 'run.finish', subject: `run:${run}` })
  })
}

/**
 * Gives a run another budget; who was held for want of it asks again. `total` null: no limit. A total below what is
 * spent takes nothing back: nothing more is spent. Returns the cohorts to be woken.
 */
export async function changeBudget(
  db: Db,
  { run, total, by }: { run: number; total: number | null; by: string },
): Promise<{ wake: readonly CohortRef[] }> {
  const operation = await inTransaction(db, async (tx) => {
    await lockOpen(tx, run)
    const { rows } = await sql<{ held: number }>`
      select coalesce(sum(n), 0)::bigint as held from counter where run = ${run} and what = 'held:BUDGET'`.execute(
      tx,
    )
    await writeAudit(tx, {
      actor: by,
      action: 'run.budget',
      subject: `run:${run}`,
      detail: { total },
    })
    const held = rows[0]?.held ?? 0
    const request = { selection: { reason: 'BUDGET' }, to: null, contact: null }
    const released =
      held > 0
        ? await insertOperation(tx, { run, action: 'retry', by, selected: held, request })
        : null
    await tx.updateTable('budget').set({ total }).where('run', '=', run).execute()
    return released
  })
  if (operation === null) return { wake: [] }
  return goOnWith(db, operation, { forMs: waitMs })
}

async function lockOpen(tx: Tx, run: number) {
  const context = await loadRunContext(tx, run, { lock: true })
  if (context.state === 'ended' || context.state === 'cancelled') {
    throw new Failure('CONFLICT', `The run is ${context.state}; launch a new one.`, {
      details: { reason: 'RUN_OVER' },
    })
  }
  return context
}
