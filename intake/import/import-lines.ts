import type { CopyClient } from '../../db/connect.ts'
import { findCustomers } from '../../db/customers/customers.ts'
import { recordImport, storeOnce, withStage } from '../../db/imports/imports.ts'
import { type ProductRow, saveProducts } from '../../db/imports/products.ts'
import * as stage from '../../db/imports/stage-lines.ts'
import { createPurchaseStage } from '../../db/imports/stage-purchases.ts'
import { storeStagedLines } from '../../db/imports/store-lines.ts'
import { storeStagedPurchases } from '../../db/imports/store-purchases.ts'
import type { Db, Tx } from '../../db/schema.ts'
import type { ImportNote } from '../../schemas/api/imports.ts'
import { reject, unknownCustomer } from './check-record.ts'
import { compileDateFormat } from './date-format.ts'
import { importLimits, productsMax, tooManyProducts } from './limits.ts'
import { type Making, makeCustomers } from './make-customers.ts'
import { mapColumns } from './map-columns.ts'
import { noteCount, noteFile, nothingNew, ofKnownPurchases } from './notes.ts'
import { openTable } from './open-table.ts'
import { createDateReader } from './read-date.ts'
import { createLineReader, lineFields, type ReadLine } from './read-line.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject, type Rejects } from './rejects.ts'
import { describeFile, type ImportOptions, type LinesReport } from './report.ts'

interface LineImportOptions extends ImportOptions, Making {
  readonly dateFormat?: string | undefined
  /** Whose days the file means, unless it says otherwise itself. */
  readonly zone: string
}

/**
 * Imports a file with a row for each line of a purchase; rows with one id are one purchase, which is stored whole or,
 * if one of its lines is rejected, not at all. A file that names customer and date brings the purchases themselves,
 * worth what their lines come to; one that does not tells what known purchases of the source consist of. The lines a
 * file has of a purchase replace those that were known: all of them stand in one file. All or nothing, as purchases are.
 */
export async function importLines(
  db: Db,
  input: AsyncIterable<Uint8Array>,
  options: LineImportOptions,
): Promise<LinesReport> {
  const started = performance.now()
  const { limits = importLimits, mapping = new Map<string, string>(), remembered } = options
  const table = await openTable(input, { ...options, limits })
  const columns = mapColumns(table.header, { specs: lineFields, mapping, remembered })
  const isWhole = columns.places.has('customer') && columns.places.has('date')
  const format =
    options.dateFormat === undefined ? undefined : compileDateFormat(options.dateFormat)
  const readDate = createDateReader({ format, zone: options.zone, now: options.now })
  const rejects = collectRejects(options.rejects)
  const products = new Map<string, ProductRow>()
  const parse = createLineReader({ columns, readDate, isWhole })
  return withStage(db, async (connection, client) => {
    await createPurchaseStage(connection)
    await stage.createLineStage(connection)
    const idIn = ({ cells, original }: FileRecord) =>
      (cells.length > 0 ? cells : original.split(table.delimiter))[columns.places.get('id') ?? -1]
    let spoiled: stage.Spoiled[] = []
    const end = await readRows<ReadLine>(table, {
      ...{ ...options, limits, rejects },
      parse,
      onRefused: (record) => spoiled.push(incomplete(idIn(record))),
      async take(rows) {
        const refused = await stageRows(connection, client, { rows, products, options })
        const now = [...spoiled, ...refused.map(({ ref }) => incomplete(ref))]
        spoiled = []
        await stage.spoilPurchases(connection, now)
        return refused
      },
    })
    await stage.spoilPurchases(connection, spoiled)
    const counts = await store(connection, { options, products, rejects, isWhole })
    return {
      kind: 'lines',
      ...describeFile(table, columns, options),
      read: end.read,
      rejected: rejects.summary(),
      ...counts,
      notes: [...noteFile(table, columns, end), ...noteLines(counts, isWhole)],
      durationMs: Math.round(performance.now() - started),
    }
  })
}

function incomplete(ref: string | undefined): stage.Spoiled {
  return {
    ref: (ref ?? '').replaceAll('"', '').trim(),
    code: 'PURCHASE_INCOMPLETE',
    reason: 'Another line of this purchase was rejected; a purchase is stored whole or not at all.',
  }
}

/** Stages the lines of customers who are known or will be made; the others are refused. */
async function stageRows(
  connection: Db,
  client: CopyClient,
  {
    rows,
    products,
    options,
  }: { rows: readonly ReadLine[]; products: Map<string, ProductRow>; options: LineImportOptions },
): Promise<(Reject & { readonly ref: string })[]> {
  const ids = new Set(rows.flatMap(({ externalId }) => (externalId === '' ? [] : [externalId])))
  const known = await findCustomers(connection, [...ids])
  const refused: (Reject & { readonly ref: string })[] = []
  const staged: stage.StagedLine[] = []
  for (const { record, product, externalId, ...row } of rows) {
    const customer = row.atMs === null ? null : (known.get(externalId) ?? null)
    const isUnknown = row.atMs !== null && customer === null
    if (isUnknown && !options.newCustomer) {
      refused.push({ ...reject(record, ...unknownCustomer), ref: row.ref })
      continue
    }
    const who = { customer, externalId: isUnknown ? externalId : null }
    const { line, original } = record
    staged.push({ ...row, ...who, line, original, product: product.code })
    const before = products.get(product.code)
    products.set(product.code, {
      code: product.code,
      name: product.name ?? before?.name ?? null,
      category: product.category ?? before?.category ?? null,
    })
  }
  if (products.size > productsMax) throw tooManyProducts()
  if (staged.length > 0) await stage.stageLines(client, staged)
  return refused
}

type Counts = Pick<
  LinesReport,
  | 'purchases'
  | 'lines'
  | 'touched'
  | 'stored'
  | 'storedAmount'
  | 'changed'
  | 'known'
  | 'sameLine'
  | 'customersCreated'
  | 'productsCreated'
  | 'handedOn'
>

async function store(
  connection: Db,
  {
    options,
    products,
    rejects,
    isWhole,
  }: {
    options: LineImportOptions
    products: ReadonlyMap<string, ProductRow>
    rejects: Rejects
    isWhole: boolean
  },
): Promise<Counts> {
  const { source, zone, dryRun = false, job, now, reach, signal } = options
  return storeOnce(connection, { source, dryRun }, async (tx) => {
    const sameLine = await stage.dropRepeatedLines(tx)
    await stage.findSpoiled(tx, { source, isWhole })
    await rejectSpoiled(tx, rejects)
    const productsCreated = await saveProducts(tx, [...products.values()])
    if (isWhole) await stage.stageBaskets(tx)
    const customersCreated = await makeCustomers(tx, options)
    const { stored, storedAmount, changed, handedOn } = await storeStagedPurchases(tx, {
      ...{ source, zone, shiftDays: 0 },
    })
    const told = await storeStagedLines(tx, { source, isWhole })
    const known = told.purchases - stored
    const made = { customersCreated, productsCreated }
    const counts = { ...told, stored, changed, known, sameLine, ...made, handedOn }
    await recordImport(tx, { kind: 'lines', source, job, startedAt: now, counts })
    await reach?.('import.storing')
    if (signal?.aborted) throw cancelled()
    return { ...counts, storedAmount }
  })
}

const rejectsAtOnce = 5000

async function rejectSpoiled(tx: Tx, rejects: Rejects): Promise<void> {
  for (;;) {
    const refused = await stage.takeSpoiled(tx, rejectsAtOnce)
    await rejects.add(refused)
    if (refused.length < rejectsAtOnce) return
  }
}

function noteLines({ touched, purchases, sameLine }: Counts, isWhole: boolean): ImportNote[] {
  return [
    ...(purchases > 0 && touched === 0 ? [nothingNew] : []),
    ...noteCount('SAME_LINE', sameLine),
    ...(isWhole ? [] : [ofKnownPurchases]),
  ]
}
