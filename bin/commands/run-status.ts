import { loadRunProgress } from '../../db/runs/progress.ts'
import { listRuns, runOfUuid } from '../../db/runs/runs.ts'
import { defineCommand } from '../command.ts'
import { describeProgress } from '../watch-run.ts'

export const command = defineCommand({
  name: 'run status',
  summary: 'how far a run is; without its id, all runs',
  arguments: ['run?'],
  examples: ['dasi run status', 'dasi run status 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c --json'],
  async run({ db, out }, { positionals: [uuid] }) {
    const database = await db()
    if (uuid) {
      const progress = await loadRunProgress(database, await runOfUuid(database, uuid))
      out.result({ run: uuid, ...progress }, () => describeProgress(uuid, progress))
      return
    }
    const runs = await listRuns(database)
    const rows = runs.map((r) => ({
      run: r.uuid,
      scenario: r.scenarioName,
      kind: r.kind,
      state: r.state,
      audience: r.audienceSize ?? 0,
      started: new Date(r.startedAt).toISOString(),
    }))
    out.table(rows, ['run', 'scenario', 'kind', 'state', 'audience', 'started'])
  },
})
