import type { CustomersReport } from '../../intake/import/report.ts'
import { runImport } from '../../intake/import/run-import.ts'
import { defineCommand } from '../command.ts'
import { describeColumns, describeCounts, importFile, nameOfFile } from '../import-file.ts'
import { chooseRejectsFile, importOptions, readImportOptions } from '../import-options.ts'

export const command = defineCommand({
  name: 'import customers',
  summary: 'import customers from a CSV or text file; known ones are updated, never blanked',
  arguments: ['file'],
  options: importOptions,
  examples: [
    'dasi import customers customers.csv --dry-run',
    'dasi import customers 고객.csv --map customer=고객번호,attributes.grade=등급,consent_sms=문자수신',
    'dasi import customers members.csv --source club --json',
  ],
  async run(context, { options, positionals: [file = ''] }) {
    const db = await context.db()
    const common = await readImportOptions(db, options, { defaultSource: 'customers' })
    return importFile<CustomersReport>(context, {
      file,
      rejectsFile: chooseRejectsFile(file, options),
      describe,
      run: async (input, hooks) => {
        const told = { ...common, ...hooks, by: 'command line', file: nameOfFile(file) }
        return (await runImport(db, 'customers', input, told)).report as CustomersReport
      },
    })
  },
})

function describe(report: CustomersReport): string[] {
  const { created, updated, unchanged } = report
  const done = report.dryRun ? ' (dry run: nothing was stored)' : ''
  return [
    `${report.read.toLocaleString('en')} rows read: ${created.toLocaleString('en')} customers created, ${updated.toLocaleString('en')} updated, ${unchanged.toLocaleString('en')} unchanged${done}.`,
    describeColumns(report),
    ...describeCounts({
      'consents recorded': report.consentsRecorded,
      'kept from contact by an earlier refusal': report.suppressed,
    }),
  ]
}
