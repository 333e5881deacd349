import { runOfUuid } from '../../db/runs/runs.ts'
import { loadAlerts } from '../../db/watch/alerts.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'alerts',
  summary: 'say what needs attention; exit code 1 when something beyond a notice does',
  arguments: ['run?'],
  examples: [
    'dasi alerts',
    'dasi alerts --json',
    'dasi alerts 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c',
  ],
  async run({ db, out }, { positionals: [uuid] }) {
    const database = await db()
    const run = uuid === undefined ? undefined : await runOfUuid(database, uuid)
    const found = await loadAlerts(database, { run })
    const alerts = found.map(({ since, ...alert }) => ({
      ...alert,
      since: since === null ? null : new Date(since).toISOString(),
    }))
    out.result(alerts, () =>
      alerts.length === 0
        ? 'Nothing needs attention.'
        : alerts
            .map(({ level, code, run: of, since, message, remedy }) => {
              const where = of ? ` (run ${of.name}, ${of.id})` : ''
              return `${level}: ${code}${where}${since ? ` since ${since}` : ''}\n  ${message}\n  ${remedy}`
            })
            .join('\n'),
    )
    return alerts.some(({ level }) => level !== 'notice') ? 1 : 0
  },
})
