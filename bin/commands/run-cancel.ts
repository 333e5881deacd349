import { cancelRun, runOfUuid } from '../../db/runs.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'run cancel',
  summary: 'end a run for everybody in it',
  arguments: ['run'],
  examples: ['dasi run cancel 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    await cancelRun(database, await runOfUuid(database, uuid), 'command line')
    out.result({ run: uuid, done: 'cancel' }, () => 'Done: cancel ' + uuid)
  },
})
