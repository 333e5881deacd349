import type { CopyClient } from '../../db/connect.ts'
import { findCustomers } from '../../db/customers/customers.ts'
import { recordImport, storeOnce, withStage } from '../../db/imports/imports.ts'
import {
  createCustomerStage,
  type StagedCustomer,
  stageCustomers,
  storeStagedCustomers,
} from '../../db/imports/stage-customers.ts'
import type { Db } from '../../db/schema.ts'
import { unknownPerson } from './check-record.ts'
import { type CustomerPart, mapCustomerColumns } from './customer-columns.ts'
import { compileDateFormat } from './date-format.ts'
import { importLimits } from './limits.ts'
import { openTable, type Table } from './open-table.ts'
import { createCustomerReader } from './read-customer.ts'
import { createDateReader } from './read-date.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject } from './rejects.ts'
import { type CustomersReport, describeFile, type ImportOptions, noteFile } from './report.ts'

export interface CustomerImportOptions extends ImportOptions {
  /** How birth dates are written; undefined: any writing that begins with the year. */
  readonly dateFormat?: string | undefined
  /** The zone of consent dates that say none. */
  readonly zone: string
  /** Which part of customers the file may bring; without it all of them, and new ones too. */
  readonly part?: CustomerPart | undefined
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
  const { part } = options
  const columns = mapCustomerColumns(opened.header, { ...options, mapping })
  const { samples, table } = await takeSamples(opened)
  const rejects = collectRejects(options.rejects)
  const parse = createCustomerReader({
    columns,
    samples,
    declared: options.declared,
    dateFormat,
    readDate: createDateReader({ format: undefined, zone: options.zone, now: options.now }),
    now: options.now,
  })
  const filled: Record<string, number> = {}
  return withStage(db, async (connection, client) => {
    await createCustomerStage(connection)
    const end = await readRows<StagedCustomer>(table, {
      ...options,
      limits,
      rejects,
      parse,
      take: (rows) => {
        countFilled(filled, rows)
        return takeRows(connection, client, { rows, part })
      },
    })
    const stored = await storeOnce(connection, { source, dryRun }, async (tx) => {
      const counts = await storeStagedCustomers(tx, { source })
      await recordImport(tx, {
        kind: part ?? 'customers',
        source,
        job: options.job,
        startedAt: options.now,
        counts: { read: end.read, ...counts, rejected: rejects.summary().total },
      })
      await options.reach?.('import.storing')
      if (options.signal?.aborted) throw cancelled()
      return counts
    })
    return {
      kind: part ?? 'customers',
      ...describeFile(table, columns, options),
      read: end.read,
      rejected: rejects.summary(),
      ...stored,
      filled,
      notes: [...noteFile(table, columns, end), ...noteCustomers(stored)],
      durationMs: Math.round(performance.now() - started),
    }
  })
}

const countedFields = ['name', 'email', 'phone', 'postalCode', 'address', 'birthDate'] as const

function countFilled(filled: Record<string, number>, rows: readonly StagedCustomer[]): void {
  for (const field of countedFields) {
    let n = filled[field] ?? 0
    for (const row of rows) if (row[field] !== null) n += 1
    if (n > 0) filled[field] = n
  }
}

/** Rows of a part are about customers who exist; the others are refused. */
async function takeRows(
  connection: Db,
  client: CopyClient,
  { rows, part }: { rows: readonly StagedCustomer[]; part: CustomerPart | undefined },
): Promise<Reject[]> {
  if (part === undefined) {
    await stageCustomers(client, rows)
    return []
  }
  const known = await findCustomers(
    connection,
    rows.map((row) => row.externalId),
  )
  const isKnown = (row: StagedCustomer) => known.has(row.externalId)
  await stageCustomers(client, rows.filter(isKnown))
  const [code, reason] = unknownPerson
  return rows
    .filter((row) => !isKnown(row))
    .map((row) => ({ line: row.line, code, reason, original: row.original }))
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
