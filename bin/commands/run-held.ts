import { loadRunPlans } from '../../db/runs/run-plans.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadProblems } from '../../db/watch/problems.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'run held',
  summary: 'who is held, and which contacts were not made or are unknown, by step and reason',
  arguments: ['run'],
  examples: ['dasi run held 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'],
  async run({ db, out }, { positionals: [uuid = ''] }) {
    const database = await db()
    const run = await runOfUuid(database, uuid)
    const steps = (await loadRunPlans(database, run)).flatMap(({ plan }) => plan.nodes)
    const groups = await loadProblems(database, run)
    out.table(
      groups.map(({ kind, node, reason, count }) => ({
        kind,
        step: steps.find(({ no }) => no === node)?.id ?? String(node),
        reason,
        count,
      })),
      ['kind', 'step', 'reason', 'count'],
    )
  },
})
