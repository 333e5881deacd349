import { importCustomers } from '../../intake/import/import-customers.ts'
import type { CustomersReport } from '../../intake/import/report.ts'
import { defineCommand } from '../command.ts'
import { describeColumns, describeCounts, importFile } from '../import-file.ts'
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
      run: (input, hooks) => importCustomers(db, input, { ...common, ...hooks }),
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
