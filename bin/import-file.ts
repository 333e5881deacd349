import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { finished } from 'node:stream/promises'
import type { RejectsSink } from '../intake/import/rejects.ts'
import type { ImportProgress, ImportReport } from '../intake/import/report.ts'
import { UsageError } from './command.ts'
import type { Context } from './context.ts'

/** What is read of it, and what is made of that, stays in the cache of a core; with 512 KiB Node took a sixth more. */
const chunkBytes = 64 * 1024

/**
 * Runs an import on a file (`-` is standard input) with a bar, writes the rejects, prints the report. Answers the exit
 * code: 1 if lines were rejected and none was good, else 0.
 */
export async function importFile<Report extends ImportReport>(
  context: Context,
  options: {
    readonly file: string
    readonly rejectsFile: string | undefined
    run(input: AsyncIterable<Uint8Array>, hooks: ImportHooks): Promise<Report>
    describe(report: Report): readonly string[]
  },
): Promise<number> {
  const { file, rejectsFile } = options
  const { input, bytes } = await open(file)
  const rejects = writeRejects(rejectsFile)
  const bar = context.out.progress(file === '-' ? 'standard input' : file, bytes)
  let report: Report
  try {
    report = await options.run(input, {
      rejects: rejects.sink,
      onProgress: (progress) => bar.update(progress.bytes),
      signal: context.signal,
    })
  } finally {
    bar.end()
    await rejects.close()
  }
  const written = report.rejected.total > 0 ? rejectsFile : undefined
  context.out.result({ ...report, rejectsFile: written ?? null }, () =>
    [
      ...options.describe(report),
      ...describeRejects(report, written),
      ...report.notes.map(({ text }) => text),
    ].join('\n'),
  )
  return report.rejected.total > 0 && report.rejected.total === report.read ? 1 : 0
}

export interface ImportHooks {
  readonly rejects: RejectsSink | undefined
  readonly onProgress: (progress: ImportProgress) => void
  readonly signal: AbortSignal
}

/** How the record of imports names a file. */
export function nameOfFile(file: string): string | null {
  return file === '-' ? null : basename(file)
}

async function open(file: string): Promise<{ input: AsyncIterable<Uint8Array>; bytes: number }> {
  if (file === '-') return { input: process.stdin, bytes: 0 }
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`
    throw new UsageError(`The file ${file} ${why}.`, { cause })
  })
  if (!found.isFile()) throw new UsageError(`${file} is no file.`)
  return { input: createReadStream(file, { highWaterMark: chunkBytes }), bytes: found.size }
}

/** The file is made with the first reject, readable by its owner alone: it holds personal data. */
function writeRejects(file: string | undefined): {
  sink: RejectsSink | undefined
  close(): Promise<void>
} {
  if (file === undefined) return { sink: undefined, close: async () => undefined }
  let stream: WriteStream | undefined
  return {
    sink: (csv) => {
      stream ??= createWriteStream(file, { mode: 0o600 })
      const opened = stream
      return new Promise((resolve, reject) =>
        opened.write(csv, (error) => (error ? reject(error) : resolve())),
      )
    },
    async close() {
      if (!stream) return
      stream.end()
      await finished(stream)
    },
  }
}

function describeRejects(report: ImportReport, file: string | undefined): string[] {
  const { total, byCode, first } = report.rejected
  if (total === 0) return []
  return [
    `rejected: ${total.toLocaleString('en')}${file ? `, written to ${file}` : ''}`,
    ...Object.entries(byCode).map(([code, n]) => `  ${code}: ${n.toLocaleString('en')}`),
    ...first.slice(0, 5).map(({ line, reason }) => `  line ${line}: ${reason}`),
  ]
}

/** `name: value` lines of what is not zero. */
export function describeCounts(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([name, n]) =>
    n === 0 ? [] : [`${name}: ${n.toLocaleString('en', { maximumFractionDigits: 2 })}`],
  )
}

/** How the file was understood, in one line. */
export function describeColumns(report: ImportReport): string {
  const columns = Object.entries(report.columns).map(([field, column]) => `${field} = ${column}`)
  return `read as ${report.encoding}, ${report.delimiter}; ${columns.join(', ')}`
}
