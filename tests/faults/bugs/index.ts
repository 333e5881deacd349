import { acceptedBeforeSent } from './accepted-before-sent.ts'
import type { Bug } from './bug.ts'
import { checkpointAtFetch } from './checkpoint-at-fetch.ts'
import { freshId } from './fresh-id.ts'
import { gateBeforeQueue } from './gate-before-queue.ts'
import { listeningRouter } from './listening-router.ts'
import { settleWithoutGuard } from './settle-without-guard.ts'

/** In the order of the rules they break. */
export const bugs: readonly Bug[] = [
  freshId,
  acceptedBeforeSent,
  gateBeforeQueue,
  listeningRouter,
  checkpointAtFetch,
  settleWithoutGuard,
]

type Parts = Omit<Bug, 'name' | 'breaks' | 'play'>

/** The broken part of the bug of that name; without one nothing is broken. */
export function partsOf(name: string | null): Parts {
  if (name === null) return {}
  const bug = bugs.find((b) => b.name === name)
  if (!bug) throw new Error(`There is no bug ${name}`)
  return bug
}
