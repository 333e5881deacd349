import { loadDeclared } from '../../db/customers/attributes.ts'
import { newStranger } from '../../db/customers/customers.ts'
import { databaseGone } from '../../db/imports/imports.ts'
import { endJob, startJob, tellProgress } from '../../db/imports/jobs.ts'
import { loadMapping, saveMapping } from '../../db/imports/mappings.ts'
import { measureQuality } from '../../db/quality/measure.ts'
import type { Db } from '../../db/schema.ts'
import type { Problem } from '../../schemas/api/common.ts'
import type { ImportKind } from '../../schemas/api/imports.ts'
import { Failure } from '../../schemas/failure.ts'
import { importCustomers } from './import-customers.ts'
import { importLines } from './import-lines.ts'
import { importProducts } from './import-products.ts'
import { importPurchases, type PurchaseImportOptions } from './import-purchases.ts'
import { importScores } from './import-scores.ts'
import { cancelled } from './read-rows.ts'
import type { AnyReport, ImportProgress } from './report.ts'

export interface RunOptions extends PurchaseImportOptions {
  readonly by: string
  /** The file's name, for the record. */
  readonly file: string | null
  /** Purchases and lines: make customers whom nobody knows. */
  readonly createCustomers?: boolean
}

const tellEveryMs = 1000
/** Larger files of rejects are cut: whoever has so many mends the file and not its lines. */
const rejectsMaxLength = 2_000_000

/**
 * Imports a file of any kind as a job that can be watched and cancelled from elsewhere. What the source's last file said
 * of its columns holds unless it is told otherwise, and is remembered from a file that was stored. Answers the job's
 * number with the report; a dry run leaves nothing, not even a job.
 */
export async function runImport(
  db: Db,
  kind: ImportKind,
  input: AsyncIterable<Uint8Array>,
  options: RunOptions,
): Promise<{ readonly job: string; readonly report: AnyReport }> {
  const { source, by, file, dryRun = false } = options
  const remembered = await loadMapping(db, { kind, source })
  const declared = await loadDeclared(db)
  const job = await startJob(db, { id: options.job, kind, source, by, file })
  const watch = watchJob(db, job, options)
  const rejects = keepRejects(options.rejects)
  const dateFormat = options.dateFormat ?? remembered?.dateFormat ?? undefined
  const report = await importKind(db, kind, input, {
    ...options,
    ...{ job, dateFormat, rejects: rejects.sink },
    ...{ signal: watch.signal, onProgress: watch.onProgress },
    remembered: remembered && new Map(Object.entries(remembered.mapping)),
    declared,
  }).catch(async (error: unknown) => {
    await watch.end()
    const { aborted } = watch.signal
    const failure = aborted ? cancelled() : (databaseGone(error) ?? error)
    const state = dryRun ? 'tried' : aborted ? 'cancelled' : 'failed'
    // Without a database the record stays as it is, and tells by its silence that the import was lost.
    await endJob(db, job, {
      state,
      report: { failure: kept(failure, job) },
      rejects: rejects.text(),
    }).catch(() => undefined)
    throw failure
  })
  await watch.end()
  await endJob(db, job, {
    ...{ state: dryRun ? 'tried' : 'done', report, rejects: rejects.text() },
    progress: { rows: report.read, rejected: report.rejected.total },
  })
  if (!dryRun && options.hasHeader !== false) {
    const mapping = report.columns
    await saveMapping(db, { kind, source, mapping, dateFormat: dateFormat ?? null })
  }
  if (!dryRun && kind !== 'purchases' && kind !== 'lines' && kind !== 'products')
    await measureQuality(db, options.now)
  return { job, report }
}

type KindOptions = RunOptions & { readonly job: string }

async function importKind(
  db: Db,
  kind: ImportKind,
  input: AsyncIterable<Uint8Array>,
  options: KindOptions,
): Promise<AnyReport> {
  const newCustomer = options.newCustomer ?? (options.createCustomers ? newStranger : undefined)
  switch (kind) {
    case 'customers':
      return importCustomers(db, input, options)
    case 'points':
    case 'consents':
    case 'addresses':
    case 'attributes':
      return importCustomers(db, input, { ...options, part: kind })
    case 'products':
      return importProducts(db, input, options)
    case 'scores':
      return importScores(db, input, options)
    case 'lines':
      return importLines(db, input, { ...options, newCustomer })
    case 'purchases':
      return importPurchases(db, input, { ...options, newCustomer })
  }
}

/** Tells how far the job is, once a second at most, and hears whether it is to stop. */
function watchJob(db: Db, job: string, options: RunOptions) {
  const stop = new AbortController()
  let latest: ImportProgress = { bytes: 0, rows: 0, rejected: 0 }
  let telling: Promise<void> = Promise.resolve()
  const tell = () => {
    telling = telling
      .then(async () => {
        if (await tellProgress(db, job, latest)) stop.abort()
      })
      // The next one tells what this one could not.
      .catch(() => undefined)
  }
  const timer = setInterval(tell, tellEveryMs)
  const { signal } = options
  return {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    onProgress(progress: ImportProgress) {
      latest = progress
      options.onProgress?.(progress)
    },
    async end() {
      clearInterval(timer)
      await telling
    },
  }
}

function keepRejects(next: RunOptions['rejects']) {
  const parts: string[] = []
  let length = 0
  return {
    sink: async (csv: string) => {
      if (length < rejectsMaxLength) parts.push(csv)
      length += csv.length
      await next?.(csv)
    },
    text: () => (parts.length === 0 ? null : parts.join('')),
  }
}

/** What the record of an import keeps of its failure. */
function kept(failure: unknown, job: string): Problem {
  if (failure instanceof Failure) {
    const { code, message, details } = failure
    return { code, message, details }
  }
  const message = 'Something went wrong inside Dasi.'
  return { code: 'BUG', message, details: { incident: job } }
}
