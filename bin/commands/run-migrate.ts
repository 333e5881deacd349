import { runVersion } from '../../db/runs/run-plans.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { startMigration } from '../../db/runs/start-migration.ts'
import { checkMigration, type MigrationCheck } from '../../db/scenarios/plan-versions.ts'
import { migrationSchema } from '../../schemas/api/migrations.ts'
import { defineCommand, UsageError } from '../command.ts'
import { finishOperation } from '../finish-operation.ts'

const someRun = '0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'

export const command = defineCommand({
  name: 'run migrate',
  summary: 'take a run over to another version of its scenario',
  arguments: ['run'],
  options: {
    version: {
      type: 'number',
      value: 'n',
      schema: migrationSchema.shape.version,
      required: true,
      summary: 'the version to go over to',
    },
    map: {
      type: 'string',
      value: 'steps',
      summary: 'where customers of removed steps go: old=new,old=leave',
    },
    'keep-waits': {
      type: 'boolean',
      summary: 'who stands at a changed wait finishes it by the version of before',
    },
    'only-entries': { type: 'boolean', summary: 'leave those inside; new entries take it' },
    'only-inside': { type: 'boolean', summary: 'new entries go on taking the version of before' },
    yes: { type: 'boolean', summary: 'do it; without it, say who would go where' },
  },
  examples: [
    `dasi run migrate ${someRun} --version 3`,
    `dasi run migrate ${someRun} --version 3 --map pause=thanks,letter=leave --yes`,
  ],
  async run(context, { options, positionals: [uuid = ''] }) {
    const { db, out } = context
    const database = await db()
    const run = await runOfUuid(database, uuid)
    const wanted = migrationSchema.parse({
      version: options.version,
      mapping: readMapping(options.map),
      waits: options['keep-waits'] ? 'keep' : 'recompute',
      inside: !options['only-entries'],
      newEntries: !options['only-inside'],
    })
    if (!options.yes) {
      const { plan } = await runVersion(database, { run, version: wanted.version })
      const checked = await checkMigration(database, { ...wanted, run, plan })
      const { count, refused, unmapped } = checked
      out.result({ run: uuid, count, refused, unmapped: unmapped.map(({ id }) => id) }, () =>
        wording(checked),
      )
      return
    }
    const operation = await startMigration(database, { ...wanted, run, by: 'command line' })
    await finishOperation(context, { run, operation })
  },
})

function readMapping(text: string | undefined): Record<string, string | null> {
  if (text === undefined) return {}
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [from, to, ...rest] = pair.split('=')
      if (!from || !to || rest.length > 0) {
        throw new UsageError(`--map has "${pair}"; write old=new, or old=leave.`)
      }
      return [from, to === 'leave' ? null : to]
    }),
  )
}

function wording({ count, rows, refused, unmapped }: MigrationCheck): string {
  const ways = rows.map(({ version, from, to, fate, customers, held, started }) => {
    const where =
      fate.do === 'refuse' ? 'nowhere: say where with --map' : (to?.id ?? 'they leave the run')
    const notes = [
      ...(fate.do === 'stay' && fate.waits ? [`wait ${fate.waits}`] : []),
      ...(held > 0 ? [`${held} held`] : []),
      ...(started > 0 ? [`${started} contacts on their way`] : []),
    ]
    const more = notes.length > 0 ? ` (${notes.join(', ')})` : ''
    return `${customers} of version ${version} at ${from.id}: ${where}${more}`
  })
  return [
    `${count} would go over`,
    ...ways,
    ...Object.entries(refused).map(([reason, n]) => `not for ${n}: ${reason}`),
    ...(unmapped.length > 0 ? [`To be mapped: ${unmapped.map(({ id }) => id).join(', ')}`] : []),
    'Do it with --yes.',
  ].join('\n')
}
