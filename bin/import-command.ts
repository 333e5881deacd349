import type { AnyReport } from '../intake/import/report.ts'
import { runImport } from '../intake/import/run-import.ts'
import type { ImportKind } from '../schemas/api/imports.ts'
import { type Command, defineCommand } from './command.ts'
import { describeColumns, describeCounts, importFile, nameOfFile } from './import-file.ts'
import {
  chooseRejectsFile,
  createCustomersOption,
  importOptions,
  readImportOptions,
} from './import-options.ts'

/** A command that imports a file of one kind, with the options that all of them have. */
export function importCommand(of: {
  readonly kind: ImportKind
  readonly summary: string
  readonly examples: readonly string[]
  /** Whether it can make the customers whom a file names and nobody knows. */
  readonly makesCustomers?: boolean
}): Command {
  return defineCommand({
    name: `import ${of.kind}`,
    summary: of.summary,
    arguments: ['file'],
    options: of.makesCustomers ? { ...importOptions, ...createCustomersOption } : importOptions,
    examples: of.examples,
    async run(context, { options, positionals: [file = ''] }) {
      const db = await context.db()
      const common = await readImportOptions(db, options, { defaultSource: of.kind })
      return importFile<AnyReport>(context, {
        file,
        rejectsFile: chooseRejectsFile(file, options),
        describe,
        run: async (input, hooks) => {
          const createCustomers =
            'create-customers' in options && options['create-customers'] === true
          const told = { ...common, ...hooks, by: 'command line', file: nameOfFile(file) }
          return (await runImport(db, of.kind, input, { ...told, createCustomers })).report
        },
      })
    },
  })
}

function describe(report: AnyReport): string[] {
  const { columns: _, rejected: __, ignoredColumns: ___, notes: ____, durationMs, ...rest } = report
  const counts = Object.entries(rest).flatMap(([name, n]): [string, number][] =>
    typeof n === 'number' && name !== 'read' ? [[name, n]] : [],
  )
  const done = report.dryRun ? ' (dry run: nothing was stored)' : ''
  return [
    `${report.read.toLocaleString('en')} rows read in ${(durationMs / 1000).toFixed(1)} s${done}.`,
    describeColumns(report),
    ...describeCounts(Object.fromEntries(counts)),
  ]
}
