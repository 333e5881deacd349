import { setTimeout as sleep } from 'node:timers/promises'
import { loadRunProgress, type RunProgress } from '../db/runs/progress.ts'
import type { Context } from './context.ts'

/** Shows how far the run is until it has ended or the command is stopped; then its figures. */
export async function watchRun(
  { out, db, signal }: Context,
  { run, uuid }: { run: number; uuid: string },
): Promise<void> {
  const database = await db()
  let progress = await loadRunProgress(database, run)
  let bar: ReturnType<typeof out.progress> | undefined
  while (!signal.aborted && progress.endedAt === null) {
    if (!bar && progress.audience !== null)
      bar = out.progress('customers through', progress.audience)
    bar?.update(progress.ended)
    await sleep(500, undefined, { signal }).catch(() => undefined)
    progress = await loadRunProgress(database, run)
  }
  bar?.update(progress.ended)
  bar?.end()
  out.result({ run: uuid, ...progress }, () => describeProgress(uuid, progress))
}

export function describeProgress(uuid: string, progress: RunProgress): string {
  const { state, audience, enrolled, active, ended, won, held, contacts } = progress
  const lines = [
    `Run ${uuid}: ${state}`,
    `clock ${new Date(progress.now).toISOString()}`,
    `audience ${audience ?? 'not taken yet'}, enrolled ${enrolled}, active ${active}, ended ${ended} (won ${won}), held ${held}`,
    ...contacts.map(
      (c) =>
        `${c.channel}: ordered ${c.ordered}, accepted ${c.accepted}, not made ${c.notMade}, unknown ${c.unknown}`,
    ),
  ]
  return lines.join('\n')
}
