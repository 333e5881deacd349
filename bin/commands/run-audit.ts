import { listAudit } from '../../db/accounts/audit.ts'
import { listOperations } from '../../db/operate/list.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { defineCommand } from '../command.ts'

const linesMax = 100

export const audit = defineCommand({
  name: 'run audit',
  summary: 'who did what to a run and to the customers in it, newest first',
  arguments: ['run'],
  examples: ['dasi run audit 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    const subject = `run:${await runOfUuid(database, uuid)}`
    const { items } = await listAudit(database, { subject, limit: linesMax })
    const rows = items.map(({ at, actor, action, detail }) => ({
      at: new Date(at).toISOString(),
      actor,
      action,
      detail: Object.keys(detail).length > 0 ? detail : null,
    }))
    out.table(rows, ['at', 'actor', 'action', 'detail'])
  },
})

export const operations = defineCommand({
  name: 'run operations',
  summary: 'what operators did to a run’s customers, and how far it is',
  arguments: ['run'],
  examples: ['dasi run operations 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    const rows = (await listOperations(database, { run: await runOfUuid(database, uuid) })).map(
      ({ at, cohorts, ...row }) => ({
        ...row,
        at: new Date(at).toISOString(),
        cohorts: `${cohorts.done}/${cohorts.total}`,
      }),
    )
    out.table(rows, ['id', 'action', 'state', 'selected', 'applied', 'cohorts', 'by', 'at'])
  },
})
