import { newStranger } from '../../db/customers/customers.ts'
import type { Db } from '../../db/schema.ts'
import { dayIn } from '../../engine/metrics.ts'
import type { PurchasesReport } from '../../intake/import/report.ts'
import { runImport } from '../../intake/import/run-import.ts'
import { fictionalPerson } from '../../local/fictional.ts'
import { type Channel, channelSchema, isoDateSchema } from '../../schemas/basics.ts'
import { defineCommand, UsageError } from '../command.ts'
import { describeColumns, describeCounts, importFile, nameOfFile } from '../import-file.ts'
import {
  chooseRejectsFile,
  createCustomersOption,
  importOptions,
  readImportOptions,
} from '../import-options.ts'

export const command = defineCommand({
  name: 'import purchases',
  summary: 'import purchases from a CSV or text file; the same rows again change nothing',
  arguments: ['file'],
  options: {
    ...importOptions,
    ...createCustomersOption,
    fictional: {
      type: 'boolean',
      summary:
        'with --create-customers: give each a person who does not exist and cannot be reached',
    },
    consent: {
      type: 'string',
      value: 'channel,…',
      summary: 'with --fictional: the channels they agree to (email, sms, letter, call)',
    },
    'shift-dates': {
      type: 'boolean',
      summary: 'move all purchases by whole days so that the last one was today',
    },
    'shift-to': { type: 'string', value: 'date', summary: 'as --shift-dates, to another day' },
  },
  examples: [
    'dasi import purchases sales.csv --dry-run',
    'dasi import purchases sales.csv --map customer=고객번호,date=구매일,amount=금액',
    'dasi import purchases CDNOW_master.txt --map quantity=number_of_cds --create-customers --fictional --consent email,sms',
    'gunzip -c sales.csv.gz | dasi import purchases - --source shop --json',
  ],
  async run(context, { options, positionals: [file = ''] }) {
    const consents = parseConsents(options.consent)
    if (options.fictional && !options['create-customers']) {
      throw new UsageError('--fictional says how customers are made: add --create-customers.')
    }
    if (consents.length > 0 && !options.fictional) {
      throw new UsageError(
        '--consent is for customers who do not exist: add --fictional. Real consent comes with "dasi import customers".',
      )
    }
    const db: Db = await context.db()
    const common = await readImportOptions(db, options, { defaultSource: 'purchases' })
    const today = dayIn(common.zone, common.now)
    const shiftTo = options['shift-dates'] ? today : parseDay(options['shift-to'])
    const newCustomer = options.fictional ? fictionalPerson : newStranger
    return importFile<PurchasesReport>(context, {
      file,
      rejectsFile: chooseRejectsFile(file, options),
      describe,
      run: async (input, hooks) => {
        const { report } = await runImport(db, 'purchases', input, {
          ...common,
          ...hooks,
          ...{ shiftTo, consents, by: 'command line', file: nameOfFile(file) },
          newCustomer: options['create-customers'] ? newCustomer : undefined,
        })
        return report as PurchasesReport
      },
    })
  },
})

function parseConsents(text: string | undefined): Channel[] {
  return (text?.split(',') ?? []).map((word) => {
    const parsed = channelSchema.safeParse(word.trim())
    if (parsed.success) return parsed.data
    throw new UsageError(`--consent names "${word}"; channels are email, sms, letter and call.`)
  })
}

function parseDay(text: string | undefined): string | undefined {
  if (text === undefined || isoDateSchema.safeParse(text).success) return text
  throw new UsageError(`--shift-to is "${text}"; give a day like 2026-01-31.`)
}

function describe(report: PurchasesReport): string[] {
  const { file } = report
  const done = report.dryRun ? 'would be stored (dry run: nothing was)' : 'stored'
  return [
    `${report.stored.toLocaleString('en')} of ${report.read.toLocaleString('en')} purchases ${done}.`,
    describeColumns(report),
    `in the file: ${file.customers.toLocaleString('en')} customers, ${file.firstDay ?? '–'} to ${file.lastDay ?? '–'}`,
    ...describeCounts({
      '  amount': file.amount,
      '  quantity': file.quantity,
      '  of value zero': file.zeroAmounts,
      '  repeat an earlier row exactly (stored and flagged)': report.repeated,
      'known already': report.known,
      corrected: report.changed,
      'with the id of an earlier row (not stored)': report.sameId,
      'customers created': report.customersCreated,
      'products created': report.productsCreated,
      'handed to running campaigns': report.handedOn,
      'moved by days': report.shiftedDays,
    }),
  ]
}
