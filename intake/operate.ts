import { openOperations } from '../db/operate/list.ts'
import { goOnWith } from '../db/operate/step.ts'
import type { Db } from '../db/schema.ts'
import type { WorkflowPort } from '../engine/ports.ts'
import { type LoopLog, messageOf } from './pace.ts'

const idleMs = 1000
/** Real time one operation is gone on with before the next has its turn. */
const turnMs = 1000

/** Goes on with what operators began and nobody is at; one that fails does not hold up the others. */
export async function operateOnce({
  db,
  workflows,
  log,
}: {
  db: Db
  workflows: Pick<WorkflowPort, 'revive'>
  log: LoopLog
}): Promise<number> {
  const open = await openOperations(db)
  for (const operation of open) {
    try {
      const { wake } = await goOnWith(db, operation, { forMs: turnMs })
      await workflows.revive(wake)
    } catch (error) {
      log.warn({ loop: 'operations', operation, error: messageOf(error) }, 'will try again')
    }
  }
  return open.length > 0 ? idleMs / 10 : idleMs
}
