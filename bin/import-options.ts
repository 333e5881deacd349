import { basename } from 'node:path'
import { loadInstallation } from '../db/installation.ts'
import type { Db } from '../db/schema.ts'
import { localMs } from '../engine/calendar.ts'
import { type Encoding, encodings } from '../intake/import/decode-text.ts'
import { parseDelimiter } from '../intake/import/detect-delimiter.ts'
import { parseMapping } from '../intake/import/map-columns.ts'
import type { ImportOptions } from '../intake/import/report.ts'
import { type OptionValues, UsageError } from './command.ts'

/** For imports whose rows name customers. */
export const createCustomersOption = {
  'create-customers': {
    type: 'boolean',
    summary: 'make customers whom nobody knows; without it their rows are rejected',
  },
} as const

/** Options that all imports have. */
export const importOptions = {
  map: {
    type: 'string',
    value: 'field=column,…',
    summary: 'which column holds which field, by name or place (#3); well-known names are found',
  },
  source: {
    type: 'string',
    value: 'name',
    summary: 'where the rows come from; they are known again within their source',
  },
  delimiter: {
    type: 'string',
    value: 'sign',
    summary: 'comma, tab, semicolon, pipe, space (runs of white space) or a sign; found by itself',
  },
  encoding: {
    type: 'string',
    value: 'name',
    summary: 'utf-8, cp949 (also euc-kr), utf-16le or utf-16be; found by itself',
  },
  'no-header': { type: 'boolean', summary: 'the first line is data; name columns by place' },
  'date-format': {
    type: 'string',
    value: 'pattern',
    summary: 'how dates are written, e.g. dd/MM/yyyy; known without it if the year comes first',
  },
  zone: {
    type: 'string',
    value: 'zone',
    summary: 'time zone of the dates; that of the installation without it',
  },
  'dry-run': { type: 'boolean', summary: 'report everything, store nothing' },
  rejects: {
    type: 'string',
    value: 'file',
    summary: 'where rejected lines go; <name>.rejects.csv without it (a dry run writes none)',
  },
} as const

type Values = OptionValues<typeof importOptions>

/** Reads the options that both imports have. Throws UsageError or Failure with the remedy. */
export async function readImportOptions(
  db: Db,
  options: Values,
  { defaultSource }: { readonly defaultSource: string },
): Promise<ImportOptions & { zone: string; dateFormat: string | undefined }> {
  return {
    source: options.source ?? defaultSource,
    mapping: options.map === undefined ? new Map() : parseMapping(options.map),
    delimiter: options.delimiter === undefined ? undefined : parseDelimiter(options.delimiter),
    encoding: options.encoding === undefined ? undefined : parseEncoding(options.encoding),
    hasHeader: !options['no-header'],
    dateFormat: options['date-format'],
    zone: options.zone === undefined ? (await loadInstallation(db)).zone : parseZone(options.zone),
    dryRun: options['dry-run'],
    now: Date.now(),
  }
}

/** Where rejected lines are written; undefined: nowhere. */
export function chooseRejectsFile(file: string, options: Values): string | undefined {
  if (options.rejects !== undefined) return options.rejects
  if (options['dry-run']) return undefined
  const name = file === '-' ? 'import' : basename(file).replace(/\.(csv|tsv|txt)$/i, '')
  return `${name}.rejects.csv`
}

function parseEncoding(text: string): Encoding {
  const name = text
    .toLowerCase()
    .replace(/^(euc-?kr|ms949|uhc)$/, 'cp949')
    .replace(/^utf8$/, 'utf-8')
  const found = encodings.find((encoding) => encoding === name)
  if (found) return found
  throw new UsageError(`--encoding is "${text}"; give one of ${encodings.join(', ')}.`)
}

function parseZone(text: string): string {
  localMs(text, 0)
  return text
}
