import { setTimeout as sleep } from 'node:timers/promises'
import { loadOperation } from '../db/operate/list.ts'
import { goOnWith } from '../db/operate/step.ts'
import type { Context } from './context.ts'

/** Real time between two looks at an operation that another process is at. */
const lookMs = 500

/**
 * Goes on with an operation to its end, showing how far it is; interrupted, it goes on by itself in the router. Cohorts
 * are woken by the router’s sweeper.
 */
export async function finishOperation(
  { db, out, signal }: Context,
  { run, operation }: { run: number; operation: number },
): Promise<void> {
  const database = await db()
  let page = await loadOperation(database, { run, id: operation })
  const bar = out.progress('customers', page.selected)
  while (page.state === 'running' && !signal.aborted) {
    await goOnWith(database, operation, { forMs: lookMs })
    page = await loadOperation(database, { run, id: operation })
    bar.update(page.applied)
    if (page.state === 'running') await sleep(50, undefined, { signal }).catch(() => undefined)
  }
  bar.end()
  const { state, applied, refused } = page
  out.result(page, () =>
    [
      `Operation ${operation} is ${state}: ${applied} of ${page.selected}`,
      ...Object.entries(refused).map(([reason, n]) => `not for ${n}: ${reason}`),
    ].join('\n'),
  )
}
