import { cancelRun, pauseRun, resumeRun, runOfUuid } from '../../db/runs.ts'
import type { Db } from '../../db/schema.ts'
import { defineCommand } from '../command.ts'

export const pause = steer('pause', {
  summary: 'stop a run where it stands; nothing moves and nothing is sent',
  act: pauseRun,
})
export const resume = steer('resume', {
  summary: 'let a paused run go on; what remained of a wait still remains',
  act: resumeRun,
})
export const cancel = steer('cancel', {
  summary: 'end a run for everybody in it',
  act: cancelRun,
})

function steer(
  verb: string,
  { summary, act }: { summary: string; act: (db: Db, run: number, by: string) => Promise<void> },
) {
  return defineCommand({
    name: `run ${verb}`,
    summary,
    arguments: ['run'],
    examples: [`dasi run ${verb} 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c`],
    async run({ db, out }, { positionals: [uuid = ''] }) {
      const database = await db()
      await act(database, await runOfUuid(database, uuid), 'command line')
      out.result({ run: uuid, done: verb }, () => `Done: ${verb} ${uuid}`)
    },
  })
}
