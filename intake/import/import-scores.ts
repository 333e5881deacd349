import { findCustomers } from '../../db/customers/customers.ts'
import type { Db } from '../../db/schema.ts'
import { saveOutsideScores } from '../../db/scores/outside-scores.ts'
import { Failure } from '../../schemas/failure.ts'
import { attributeKeySchema } from '../../schemas/rule.ts'
import { reject, unknownCustomer } from './check-record.ts'
import { customerFields } from './customer-fields.ts'
import { importLimits } from './limits.ts'
import { type ColumnMap, type FieldSpecs, mapColumns } from './map-columns.ts'
import { noteFile } from './notes.ts'
import { openTable } from './open-table.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject } from './rejects.ts'
import { describeFile, type ImportOptions, type ScoresReport } from './report.ts'

/** A file of scores has the customer and one or more columns `scores.<key>`. */
export const scoreFields: FieldSpecs = {
  customer: { required: true, names: customerFields['customer']?.names ?? [] },
}

const valuesMax = 3_000_000

interface ScoreRow {
  readonly record: FileRecord
  readonly customer: string
  readonly values: readonly (number | null)[]
}

/**
 * Imports scores of a model of somebody else's, named by the source, as its next version: whoever is not in the file has
 * none of these scores any more. Each score is stored whole or not at all; at most three million values.
 */
export async function importScores(
  db: Db,
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions & { readonly by: string },
): Promise<ScoresReport> {
  const started = performance.now()
  const { limits = importLimits, mapping = new Map<string, string>(), source, now } = options
  const table = await openTable(input, { ...options, limits })
  const columns = mapColumns(table.header, {
    ...{ specs: scoreFields, mapping, remembered: options.remembered },
    isOpen: (field) => keyOf(field) !== undefined,
  })
  const keys = [...columns.places.keys()].flatMap((field) => keyOf(field) ?? [])
  if (keys.length === 0) {
    throw new Failure(
      'INVALID',
      'No column of the file is a score. Name one scores.<key>, or map it: --map scores.alive=COLUMN.',
      { details: { reason: 'NO_SCORE_COLUMN' } },
    )
  }
  const rejects = collectRejects(options.rejects)
  const values = keys.map((): { customer: string; value: number }[] => [])
  const seen = new Set<string>()
  const end = await readRows<ScoreRow>(table, {
    ...options,
    limits,
    rejects,
    parse: createScoreReader(columns, keys),
    async take(rows) {
      const known = await findCustomers(
        db,
        rows.map((row) => row.customer),
      )
      const refused: Reject[] = []
      for (const { record, customer, values: said } of rows) {
        if (!known.has(customer)) refused.push(reject(record, ...unknownCustomer))
        else if (seen.has(customer)) {
          refused.push(reject(record, 'CUSTOMER_TWICE', 'An earlier line is about this customer.'))
        } else {
          seen.add(customer)
          for (const [at, value] of said.entries()) {
            if (value !== null) values[at]?.push({ customer, value })
          }
        }
      }
      if (seen.size * keys.length > valuesMax) {
        throw new Failure(
          'TOO_LARGE',
          'The file has more than three million scores. Split it by score.',
          { details: { reason: 'TOO_MANY_SCORES', most: 3_000_000 } },
        )
      }
      return refused
    },
  })
  if (options.signal?.aborted) throw cancelled()
  if (options.dryRun !== true) {
    for (const [at, key] of keys.entries()) {
      const about = { key, model: source, windowFrom: null, asOf: now, note: '', by: options.by }
      await saveOutsideScores(db, { ...about, values: values[at] ?? [] })
    }
  }
  return {
    kind: 'scores',
    ...describeFile(table, columns, options),
    read: end.read,
    rejected: rejects.summary(),
    stored: values.reduce((total, of) => total + of.length, 0),
    notes: noteFile(table, columns, end),
    durationMs: Math.round(performance.now() - started),
  }
}

/** The key of `scores.alive`; undefined for every other field. */
export function keyOf(field: string): string | undefined {
  const key = field.startsWith('scores.') ? field.slice('scores.'.length) : ''
  return attributeKeySchema.safeParse(key).success ? key : undefined
}

function createScoreReader(
  { places }: ColumnMap,
  keys: readonly string[],
): (record: FileRecord) => ScoreRow | Reject {
  return (record) => {
    const cell = (field: string) => (record.cells[places.get(field) ?? -1] ?? '').trim()
    const customer = cell('customer')
    if (customer === '') return reject(record, 'CUSTOMER_MISSING', 'The customer is missing.')
    const texts = keys.map((key) => cell(`scores.${key}`).replaceAll(',', ''))
    const values = texts.map((text) => (text === '' ? null : Number(text)))
    const bad = values.findIndex((value) => value !== null && !Number.isFinite(value))
    if (bad !== -1) {
      return reject(
        record,
        'SCORE_UNREADABLE',
        `The score "${keys[bad]}" is not a number like 0.25.`,
      )
    }
    return { record, customer, values }
  }
}
