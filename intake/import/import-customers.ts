import { recordImport, storeOnce, withStage } from '../../db/imports.ts'
import type { Db } from '../../db/schema.ts'
import {
  createCustomerStage,
  type StagedCustomer,
  stageCustomers,
  storeStagedCustomers,
} from '../../db/stage-customers.ts'
import { customerFields, parseAttribute } from './customer-fields.ts'
import { compileDateFormat } from './date-format.ts'
import { importLimits } from './limits.ts'
import { mapColumns } from './map-columns.ts'
import { openTable, type Table } from './open-table.ts'
import { createCustomerReader } from './read-customer.ts'
import { createDateReader } from './read-date.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects } from './rejects.ts'
import { type CustomersReport, describeFile, type ImportOptions, noteFile } from './report.ts'

export interface CustomerImportOptions extends ImportOptions {
  /** How birth dates are written; undefined: any writing that begins with the year. */
  readonly dateFormat?: string | undefined
  /** The zone of consent dates that say none. */
  readonly zone: string
}

/**
 * Imports a file of customers: all of its good rows or, when it is cancelled or fails, nothing. Known customers are
 * updated with what the file says; an empty cell or a missing column leaves what is there. The same file again changes
 * nothing. Every word on consent is recorded with its source.
 */
export async function importCustomers(
  db: Db,
  input: AsyncIterable<Uint8Array>,
  options: CustomerImportOptions,
): Promise<CustomersReport> {
  const started = performance.now()
  const {
    limits = importLimits,
    mapping = new Map<string, string>(),
    source,
    dryRun = false,
  } = options
  const dateFormat =
    options.dateFormat === undefined ? undefined : compileDateFormat(options.dateFormat)
  const opened = await openTable(input, { ...options, limits })
  const columns = mapColumns(opened.header, {
    specs: customerFields,
    mapping,
    isOpen: (field) => parseAttribute(field) !== undefined,
  })
  const { samples, table } = await takeSamples(opened)
  const rejects = collectRejects(options.rejects)
  const parse = createCustomerReader({
    columns,
    samples,
    dateFormat,
    readDate: createDateReader({ format: undefined, zone: options.zone, now: options.now }),
    now: options.now,
  })
  return withStage(db, async (connection) => {
    await createCustomerStage(connection)
    const end = await readRows<StagedCustomer>(table, {
      ...options,
      limits,
      rejects,
      parse,
      take: async (rows) => {
        await stageCustomers(connection, rows)
        return []
      },
    })
    const stored = await storeOnce(connection, { source, dryRun }, async (tx) => {
      const counts = await storeStagedCustomers(tx, { source })
      await recordImport(tx, {
        kind: 'customers',
        source,
        startedAt: options.now,
        counts: { read: end.read, ...counts, rejected: rejects.summary().total },
      })
      await options.reach?.('import.storing')
      if (options.signal?.aborted) throw cancelled()
      return counts
    })
    return {
      kind: 'customers',
      ...describeFile(table, columns, options),
      read: end.read,
      rejected: rejects.summary(),
      ...stored,
      notes: [...noteFile(table, columns, end), ...noteCustomers(stored)],
      durationMs: Math.round(performance.now() - started),
    }
  })
}

const samplesMax = 1000

/** The first rows, and the table with those rows still in it. */
async function takeSamples(
  table: Table,
): Promise<{ samples: readonly FileRecord[]; table: Table }> {
  const first = await table.batches.next()
  const begin = first.done ? [] : first.value
  async function* batches(): AsyncGenerator<readonly FileRecord[]> {
    if (begin.length > 0) yield begin
    yield* table.batches
  }
  return { samples: begin.slice(0, samplesMax), table: { ...table, batches: batches() } }
}

function noteCustomers(
  stored: Pick<
    CustomersReport,
    'created' | 'updated' | 'consentsRecorded' | 'unchanged' | 'repeated'
  >,
): string[] {
  const notes: string[] = []
  if (stored.created + stored.updated + stored.consentsRecorded === 0 && stored.unchanged > 0) {
    notes.push('Everything was here already; nothing changed.')
  }
  if (stored.repeated > 0) {
    notes.push(
      `${stored.repeated.toLocaleString('en')} rows are about a customer of whom a later row speaks; the last counts.`,
    )
  }
  return notes
}
