import type { AdmissionSchedule } from '../../engine/ports.ts'
import { loadInstallation } from '../installation.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'
import { loadRunContext } from './runs.ts'

/** The schedule a run should have now; null for one that never has any. A sandbox goes by its own clock. */
export async function loadSchedule(db: DbOrTx, run: number): Promise<AdmissionSchedule | null> {
  const { kind, plan, state, accepting } = await loadRunContext(db, run)
  const { entry } = (await loadPlan(db, plan)).plan
  if (entry.by !== 'schedule' || kind === 'sandbox') return null
  const { zone } = await loadInstallation(db)
  const { time, weekdays } = entry
  const open = accepting && (state === 'running' || state === 'paused')
  return {
    run,
    time,
    weekdays,
    zone,
    state: !open ? 'gone' : state === 'paused' ? 'paused' : 'active',
  }
}
