import { pauseRun, runOfUuid } from '../../db/runs.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'run pause',
  summary: 'stop a run where it stands; nothing moves and nothing is sent',
  arguments: ['run'],
  examples: ['dasi run pause 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    await pauseRun(database, await runOfUuid(database, uuid), 'command line')
    out.result({ run: uuid, done: 'pause' }, () => 'Done: pause ' + uuid)
  },
})
