import type { CopyClient } from '../../db/connect.ts'
import { findCustomers } from '../../db/customers/customers.ts'
import { takeCustomersPlace } from '../../db/imports/fresh-customers.ts'
import { withFreshTables } from '../../db/imports/fresh-table.ts'
import { recordImport, storeOnce, withStage } from '../../db/imports/imports.ts'
import {
  createCustomerStage,
  type StagedCustomer,
  type StoredCustomers,
  stageCustomers,
  storeStagedCustomers,
} from '../../db/imports/stage-customers.ts'
import type { Db, Tx } from '../../db/schema.ts'
import type { ImportNote } from '../../schemas/api/imports.ts'
import { unknownPerson } from './check-record.ts'
import { type CustomerPart, mapCustomerColumns } from './customer-columns.ts'
import { compileDateFormat } from './date-format.ts'
import { countFilled, readFirstCustomers } from './import-first-customers.ts'
import { importLimits } from './limits.ts'
import type { ColumnMap } from './map-columns.ts'
import { noteCount, noteFile, nothingNew } from './notes.ts'
import { openTable, type Table } from './open-table.ts'
import { createCustomerReader, createDayReader } from './read-customer.ts'
import { createDateReader } from './read-date.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject, type Rejects } from './rejects.ts'
import { type CustomersReport, describeFile, type ImportOptions } from './report.ts'

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
  const rejects = collectRejects(options.rejects)
  const readDate = createDateReader({ format: undefined, zone: options.zone, now: options.now })
  const parser = { columns, declared: options.declared, dateFormat, readDate, now: options.now }
  const filled: Record<string, number> = {}
  const end = await withStage(db, async (connection, client) => {
    const store = (work: (tx: Tx) => Promise<Stored>) =>
      storeOnce(connection, { source, dryRun }, async (tx) => {
        const done = await work(tx)
        await finishStore(tx, options, done, rejects)
        return done
      })
    if (isForFirst(columns, part)) {
      const first = await withFreshTables({ connection, client }, async (filler) => {
        const fresh = await readFirstCustomers(db, filler, {
          ...{ ...options, table: opened, columns, limits, rejects, filled },
          readDay: createDayReader(options.now, dateFormat),
          parse: createCustomerReader({ ...parser, samples: [] }),
        })
        if (!fresh) return undefined
        const { full, ...end } = fresh
        return store(async (tx) => ({
          ...end,
          stored: await takeCustomersPlace(tx, full, source),
        }))
      })
      if (first) return first
    }
    await createCustomerStage(connection)
    const { samples, table } = await takeSamples(opened)
    const read = await readRows<StagedCustomer>(table, {
      ...{ ...options, limits, rejects, parse: createCustomerReader({ ...parser, samples }) },
      take: (rows) => {
        for (const row of rows) countFilled(filled, row)
        return takeRows(connection, client, { rows, part })
      },
    })
    return store(async (tx) => ({ ...read, stored: await storeStagedCustomers(tx, { source }) }))
  })
  return {
    kind: part ?? 'customers',
    ...describeFile(opened, columns, options),
    read: end.read,
    rejected: rejects.summary(),
    ...end.stored,
    filled,
    notes: [...noteFile(opened, columns, end), ...noteCustomers(end.stored)],
    durationMs: Math.round(performance.now() - started),
  }
}

interface Stored {
  readonly stored: StoredCustomers
  readonly read: number
  readonly endsUnterminated: boolean
}

/** What the quick way takes: consents have rows of their own, and attributes are told by the first rows of a file. */
function isForFirst({ places }: ColumnMap, part: CustomerPart | undefined): boolean {
  const fields = [...places.keys()]
  return part === undefined && fields.every((field) => !/^(?:consent|attributes)/.test(field))
}

/** What ends the transaction of every import of customers. */
async function finishStore(
  tx: Tx,
  { part, source, job, now, reach, signal }: CustomerImportOptions,
  { read, stored }: Stored,
  rejects: Rejects,
): Promise<void> {
  const counts = { read, ...stored, rejected: rejects.summary().total }
  await recordImport(tx, { kind: part ?? 'customers', source, job, startedAt: now, counts })
  await reach?.('import.storing')
  if (signal?.aborted) throw cancelled()
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

function noteCustomers({
  created,
  updated,
  consentsRecorded,
  unchanged,
  repeated,
}: Pick<
  CustomersReport,
  'created' | 'updated' | 'consentsRecorded' | 'unchanged' | 'repeated'
>): ImportNote[] {
  const isKnown = created + updated + consentsRecorded === 0 && unchanged > 0
  return [...(isKnown ? [nothingNew] : []), ...noteCount('REPEATED', repeated)]
}
