import { listRunVersions } from '../../db/runs/run-plans.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { loadDifference, type VersionDifference } from '../../db/scenarios/plan-versions.ts'
import { migrationSchema } from '../../schemas/api/migrations.ts'
import { defineCommand } from '../command.ts'

const someRun = '0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'

export const command = defineCommand({
  name: 'run versions',
  summary: 'the versions of a run’s scenario; with --version, what that one changes',
  arguments: ['run'],
  options: {
    version: {
      type: 'number',
      value: 'n',
      schema: migrationSchema.shape.version,
      summary: 'what this version changes',
    },
  },
  examples: [`dasi run versions ${someRun}`, `dasi run versions ${someRun} --version 3`],
  async run({ db, out }, { options, positionals: [uuid = ''] }) {
    const database = await db()
    const run = await runOfUuid(database, uuid)
    if (options.version === undefined) {
      const rows = (await listRunVersions(database, run)).map(({ plan: _, ...version }) => ({
        ...version,
        publishedAt: new Date(version.publishedAt).toISOString(),
      }))
      out.table(rows, ['version', 'current', 'inUse', 'publishedAt', 'publishedBy'])
      return
    }
    const found = await loadDifference(database, { run, version: options.version })
    const { difference, standing, ...between } = found
    const { added, removed, changed, ...rest } = difference
    const value = {
      ...between,
      ...rest,
      added: added.map(({ id }) => id),
      removed: removed.map(({ id }) => id),
      changed: changed.map(({ after, fields }) => ({ step: after.id, fields })),
    }
    out.result(value, () => wording(found))
  },
})

function wording({ from, to, difference, standing }: VersionDifference): string {
  const { added, removed, changed, rewired, exitRules, audience, unchanged } = difference
  const at = (no: number) => `${standing.get(no) ?? 0} stand there`
  return [
    `From version ${from} to ${to}; ${unchanged} steps stay as they are.`,
    ...added.map(({ id, node }) => `+ ${id} (${node.kind})`),
    ...removed.map(({ id, node, no }) => `- ${id} (${node.kind}), ${at(no)}`),
    ...changed.flatMap(({ after, fields }) => [
      `~ ${after.id} (${after.node.kind}), ${at(after.no)}`,
      ...fields.map(
        (field) =>
          `    ${field.field}: ${JSON.stringify(field.from)} → ${JSON.stringify(field.to)}`,
      ),
    ]),
    ...rewired.map(
      (way) => `> ${way.nodeId}.${way.port}: ${way.from ?? 'end'} → ${way.to ?? 'end'}`,
    ),
    ...(exitRules ? ['The rules for leaving differ.'] : []),
    ...(audience ? ['The audience differs; who takes part stays as it was taken.'] : []),
  ].join('\n')
}
