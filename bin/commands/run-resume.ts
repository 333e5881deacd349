import { resumeRun, runOfUuid } from '../../db/runs.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'run resume',
  summary: 'let a paused run go on; what remained of a wait still remains',
  arguments: ['run'],
  examples: ['dasi run resume 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    await resumeRun(database, await runOfUuid(database, uuid), 'command line')
    out.result({ run: uuid, done: 'resume' }, () => 'Done: resume ' + uuid)
  },
})
