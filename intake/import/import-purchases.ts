import { findCustomers } from '../../db/customers/customers.ts'
import { takePlace } from '../../db/imports/fresh-purchases.ts'
import { type Filler, withFreshTables } from '../../db/imports/fresh-table.ts'
import { recordImport, storeOnce, withStage } from '../../db/imports/imports.ts'
import { type ProductRow, saveProducts } from '../../db/imports/products.ts'
import * as stage from '../../db/imports/stage-purchases.ts'
import { type StoredPurchases, storeStagedPurchases } from '../../db/imports/store-purchases.ts'
import type { Db, Tx } from '../../db/schema.ts'
import { dateTimeIn } from '../../engine/calendar.ts'
import { dayIn } from '../../engine/metrics.ts'
import type { ImportNote } from '../../schemas/api/imports.ts'
import { Failure } from '../../schemas/failure.ts'
import { reject, unknownCustomer } from './check-record.ts'
import { compileDateFormat } from './date-format.ts'
import { readFresh } from './import-fresh.ts'
import { type ImportLimits, importLimits, productsMax, tooManyProducts } from './limits.ts'
import { type Making, makeCustomers } from './make-customers.ts'
import { type ColumnMap, mapColumns } from './map-columns.ts'
import { noteCount, noteFile, nothingNew } from './notes.ts'
import { openTable, type Table } from './open-table.ts'
import { createDateReader, type DateReader } from './read-date.ts'
import { createPurchaseReader, purchaseFields, type ReadPurchase } from './read-purchase.ts'
import type { FileRecord } from './read-records.ts'
import { cancelled, readRows } from './read-rows.ts'
import { collectRejects, type Reject, type Rejects } from './rejects.ts'
import { describeFile, type ImportOptions, type PurchasesReport } from './report.ts'

export interface PurchaseImportOptions extends ImportOptions, Making {
  /** How dates are written, for example `yyyyMMdd`; undefined: any writing that begins with the year. */
  readonly dateFormat?: string | undefined
  /** Whose days the file means, unless it says otherwise itself. */
  readonly zone: string
  /** Moves all purchases by whole days so that the last one falls on this day (YYYY-MM-DD), today at the latest. */
  readonly shiftTo?: string | undefined
}

/**
 * Imports a file of purchases: all of its good rows or, when it is cancelled or fails, nothing. Rows are staged in
 * batches and stored in one transaction, so memory stays flat and nobody sees half a file. The same rows again change
 * nothing: a row with an id of its own is known by source and id, another by source, content and ordinal among equal
 * rows of the file.
 */
export async function importPurchases(
  db: Db,
  input: AsyncIterable<Uint8Array>,
  options: PurchaseImportOptions,
): Promise<PurchasesReport> {
  const started = performance.now()
  const { limits = importLimits, zone, now, mapping = new Map<string, string>() } = options
  checkShift(options)
  const format =
    options.dateFormat === undefined ? undefined : compileDateFormat(options.dateFormat)
  const readDate = createDateReader({ format, zone, now })
  const table = await openTable(input, { ...options, limits })
  const columns = mapColumns(table.header, {
    specs: purchaseFields,
    mapping,
    remembered: options.remembered,
  })
  const rejects = collectRejects(options.rejects)
  const products = new Map<string, ProductRow>()
  const reading: Reading = {
    ...{ options, limits, table, columns, readDate, rejects, products },
    parse: createPurchaseReader({ columns, readDate }),
  }
  return withStage(db, async (connection, client) => {
    const first = await withFreshTables({ connection, client }, (filler) =>
      storeFirst(db, filler, reading),
    )
    const done = first ?? (await storeStaged(connection, reading))
    const { read, facts, counts, shiftDays } = done
    const { rows: purchases, firstAt, lastAt, ...file } = facts
    const day = (at: number | null) => (at === null ? null : dayIn(zone, at))
    return {
      kind: 'purchases',
      ...describeFile(table, columns, options),
      read,
      rejected: rejects.summary(),
      ...counts,
      file: { purchases, ...file, firstDay: day(firstAt), lastDay: day(lastAt) },
      shiftedDays: shiftDays,
      notes: [...noteFile(table, columns, done), ...notePurchases(counts)],
      durationMs: Math.round(performance.now() - started),
    }
  })
}

interface Reading {
  readonly options: PurchaseImportOptions
  readonly limits: ImportLimits
  readonly table: Table
  readonly columns: ColumnMap
  readonly readDate: DateReader
  readonly rejects: Rejects
  readonly parse: (record: FileRecord) => ReadPurchase | Reject
  /** What the file says of products, by code. */
  readonly products: Map<string, ProductRow>
}

interface Done {
  readonly read: number
  readonly endsUnterminated: boolean
  readonly facts: stage.StagedFacts
  readonly counts: StoredPurchases & {
    readonly customersCreated: number
    readonly productsCreated: number
  }
  readonly shiftDays: number
}

/** The quick way of an installation’s first purchases; undefined where it cannot be gone. */
async function storeFirst(db: Db, filler: Filler, reading: Reading): Promise<Done | undefined> {
  const { options, products } = reading
  const { source, dryRun = false } = options
  if (options.shiftTo !== undefined || options.newCustomer) return undefined
  const fresh = await readFresh(db, filler, {
    ...reading,
    ...options,
    limits: reading.limits,
    rejects: reading.rejects,
    noteProduct: (row) => rememberProducts(products, [row]),
  })
  if (!fresh) return undefined
  const { sums, read, endsUnterminated } = fresh
  return storeOnce(filler.connection, { source, dryRun }, async (tx) => {
    const { created: productsCreated, remap } = await fresh.products.make(tx)
    const { customers, ...kept } = await takePlace(tx, fresh.full, remap)
    await saveProducts(tx, [...products.values()])
    const known = sums.rows - kept.stored - kept.sameId
    const counts = { ...kept, known, changed: 0, customersCreated: 0, productsCreated }
    await finishStore(tx, options, counts)
    const { rows, cents, quantity, zeroAmounts, firstAt, lastAt } = sums
    const days = rows > 0 ? { firstAt, lastAt } : { firstAt: null, lastAt: null }
    const facts = { rows, customers, amount: cents / 100, quantity, zeroAmounts, ...days }
    return { read, endsUnterminated, facts, counts, shiftDays: 0 }
  })
}

/** Stages the rows in batches and stores them in one transaction. */
async function storeStaged(connection: Db, reading: Reading): Promise<Done> {
  const { options, products, table } = reading
  await stage.createPurchaseStage(connection)
  const resolve = createResolver(connection)
  const end = await readRows<ReadPurchase>(table, {
    ...options,
    ...reading,
    take: (rows) => stageRows(connection, rows, { resolve, options, products }),
  })
  await stage.finishPurchaseStage(connection)
  return { ...end, ...(await store(connection, { options, products })) }
}

type Resolver = (externalIds: readonly string[]) => Promise<ReadonlyMap<string, number>>

/** Numbers of known customers; remembers the latest, since files often keep a customer’s rows together. */
function createResolver(connection: Db): Resolver {
  const known = new Map<string, number>()
  return async (externalIds) => {
    const wanted = new Set(externalIds)
    const missing = [...wanted].filter((id) => !known.has(id))
    const found = await findCustomers(connection, missing)
    if (known.size + found.size > rememberedMax) {
      for (const id of known.keys()) if (!wanted.has(id)) known.delete(id)
    }
    for (const [externalId, customer] of found) known.set(externalId, customer)
    return known
  }
}

const rememberedMax = 200_000

async function stageRows(
  connection: Db,
  rows: readonly ReadPurchase[],
  {
    resolve,
    options,
    products,
  }: { resolve: Resolver; options: PurchaseImportOptions; products: Map<string, ProductRow> },
): Promise<Reject[]> {
  const known = await resolve(rows.map((row) => row.purchase.externalId))
  const refused: Reject[] = []
  const staged: stage.StagedPurchase[] = []
  const good: ReadPurchase[] = []
  for (const row of rows) {
    const customer = known.get(row.purchase.externalId) ?? null
    if (customer === null && !options.newCustomer) {
      refused.push(reject(row.record, ...unknownCustomer))
      continue
    }
    good.push(row)
    staged.push({ ...row.purchase, customer })
  }
  rememberProducts(products, good)
  if (staged.length > 0) await stage.stagePurchases(connection, staged)
  return refused
}

function rememberProducts(products: Map<string, ProductRow>, rows: readonly ReadPurchase[]): void {
  for (const { product } of rows) {
    if (!product) continue
    const known = products.get(product.code)
    if (known && (known.name || !product.name) && (known.category || !product.category)) continue
    products.set(product.code, {
      code: product.code,
      name: product.name ?? known?.name ?? null,
      category: product.category ?? known?.category ?? null,
    })
  }
  if (products.size > productsMax) throw tooManyProducts()
}

async function store(
  connection: Db,
  {
    options,
    products,
  }: { options: PurchaseImportOptions; products: ReadonlyMap<string, ProductRow> },
) {
  const { source, zone, dryRun = false } = options
  return storeOnce(connection, { source, dryRun }, async (tx) => {
    const facts = await stage.loadStagedFacts(tx)
    const shiftDays = shiftOf(facts.lastAt, options)
    const productsCreated = await saveProducts(tx, [...products.values()])
    const customersCreated = await makeCustomers(tx, options)
    const stored = await storeStagedPurchases(tx, { source, shiftDays, zone })
    const counts = { ...stored, customersCreated, productsCreated }
    await finishStore(tx, options, counts)
    return { facts, shiftDays, counts }
  })
}

/** What ends the transaction of every import of purchases. */
async function finishStore(
  tx: Tx,
  options: PurchaseImportOptions,
  { storedAmount: _, ...counts }: Done['counts'],
): Promise<void> {
  const { source, now, reach, signal } = options
  const job = options.job
  await recordImport(tx, { kind: 'purchases', source, job, startedAt: now, counts: { ...counts } })
  await reach?.('import.storing')
  if (signal?.aborted) throw cancelled()
}

function checkShift({ shiftTo, zone, now }: PurchaseImportOptions): void {
  if (shiftTo === undefined || shiftTo <= dayIn(zone, now)) return
  throw new Failure(
    'INVALID',
    `The last purchase cannot be moved to ${shiftTo}, which has not come yet. Choose ${dayIn(zone, now)} or earlier.`,
    { details: { reason: 'SHIFT_TO_FUTURE', date: shiftTo, latest: dayIn(zone, now), shiftTo } },
  )
}

function shiftOf(lastAt: number | null, { shiftTo, zone }: PurchaseImportOptions): number {
  if (shiftTo === undefined || lastAt === null) return 0
  const dayNumber = (day: string) => dateTimeIn('UTC', day, '00:00') / 86_400_000
  return dayNumber(shiftTo) - dayNumber(dayIn(zone, lastAt))
}

function notePurchases({
  stored,
  changed,
  known,
  sameId,
}: Pick<PurchasesReport, 'stored' | 'known' | 'sameId' | 'changed'>): ImportNote[] {
  const isKnown = stored === 0 && changed === 0 && known > 0
  return [...(isKnown ? [nothingNew] : []), ...noteCount('SAME_ID', sameId)]
}
