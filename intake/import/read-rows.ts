import { Failure } from '../../schemas/failure.ts'
import { checkRecord, looksCut, reject } from './check-record.ts'
import type { ImportLimits } from './limits.ts'
import type { Table } from './open-table.ts'
import type { FileRecord } from './read-records.ts'
import type { Reject, Rejects } from './rejects.ts'
import type { ImportProgress } from './report.ts'

interface Reading<Row> {
  readonly limits: ImportLimits
  readonly rejects: Rejects
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  parse(record: FileRecord): Row | Reject
  /** Told of every record that is no row. */
  onRefused?(record: FileRecord): void
  /** Stages rows; answers those that it must refuse after all. */
  take(rows: readonly Row[]): Promise<readonly Reject[]>
}

const batchRows = 10_000

/**
 * Reads a table to its end: checks, parses and takes rows batch by batch, the next batch being parsed while the last is
 * taken. Throws Failure CONFLICT when `signal` is aborted. Memory is bounded by two batches.
 */
export async function readRows<Row extends object>(
  table: Table,
  reading: Reading<Row>,
): Promise<{ read: number; endsUnterminated: boolean }> {
  const { limits, rejects, signal } = reading
  const columns = table.header.length
  let read = 0
  let before: FileRecord | undefined
  let taking: Promise<void> = Promise.resolve()
  for await (const records of table.batches) {
    for (let from = 0; from < records.length; from += batchRows) {
      if (signal?.aborted) throw cancelled()
      const rows: Row[] = []
      const refused: Reject[] = []
      for (const record of records.slice(from, from + batchRows)) {
        const result =
          checkRecord(record, { columns, limits }) ??
          checkCut(record, before) ??
          reading.parse(record)
        if (isReject(result)) {
          refused.push(result)
          reading.onRefused?.(record)
        } else rows.push(result)
        before = record
      }
      read += Math.min(batchRows, records.length - from)
      await taking
      const taken = { read, bytes: table.text.bytes() }
      taking = takeBatch(reading, { rows, refused, rejects, ...taken })
      // Its error is met at the next await; it must not count as unhandled until then.
      taking.catch(() => undefined)
    }
  }
  await taking
  if (signal?.aborted) throw cancelled()
  return { read, endsUnterminated: before?.unterminated === true }
}

async function takeBatch<Row>(
  { take, onProgress }: Reading<Row>,
  batch: {
    readonly rows: readonly Row[]
    readonly refused: readonly Reject[]
    readonly rejects: Rejects
    readonly read: number
    readonly bytes: number
  },
): Promise<void> {
  const { rows, refused, rejects, read, bytes } = batch
  const late = rows.length > 0 ? await take(rows) : []
  await rejects.add([...refused, ...late].sort((a, b) => a.line - b.line))
  onProgress?.({ bytes, rows: read, rejected: rejects.summary().total })
}

/** The last line of a file that was cut inside its last cell. */
export function checkCut(record: FileRecord, before: FileRecord | undefined): Reject | undefined {
  if (!looksCut(record, before)) return undefined
  return reject(
    record,
    'LINE_CUT',
    'The file ends inside this line: its last cell is shorter than those above and no line break follows. Import the whole file.',
  )
}

export function isReject(result: object): result is Reject {
  return 'code' in result && 'original' in result
}

export function cancelled(): Failure {
  return new Failure('CONFLICT', 'The import was cancelled. Nothing was stored.', {
    details: { reason: 'CANCELLED' },
  })
}
