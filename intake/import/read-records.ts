import type { ImportLimits } from './limits.ts'
import { type Delimiter, readQuoted } from './quoted-record.ts'

/** One record of a file: its cells, or why it has none. */
export interface FileRecord {
  /** Line number in the file of its first line, from 1. */
  readonly line: number
  /** As it stands in the file, without its last line break. */
  readonly original: string
  readonly cells: readonly string[]
  readonly problem?: RecordProblem
  /** The file ends in it without a line break, so it may have been cut. */
  readonly unterminated?: true
}

export type RecordProblem = 'QUOTE_UNCLOSED' | 'QUOTE_MISPLACED' | 'RECORD_TOO_LONG'

/**
 * The records of a delimited text in batches, in order, one batch per chunk that completes a record; blank lines are
 * left out. Cells may be quoted (RFC 4180) and then hold delimiters, doubled quotes and line breaks. What is wrong with
 * a record stays with it: after a quote that never closes, reading goes on with the next line. Memory is bounded by a
 * chunk and `maxRecordLength`.
 */
export async function* readRecords(
  chunks: AsyncIterable<string>,
  {
    delimiter,
    limits,
    line = 1,
  }: {
    readonly delimiter: Delimiter
    readonly limits: Pick<ImportLimits, 'maxRecordLength'>
    /** Line number of the first character. */
    readonly line?: number
  },
): AsyncGenerator<FileRecord[]> {
  const { maxRecordLength } = limits
  let rest: Rest = { text: '', line, isSkipping: false }
  for await (const chunk of chunks) {
    const text = rest.text + chunk
    const step = takeRecords({ ...rest, text, delimiter, maxRecordLength, isEnd: false })
    rest = step.rest
    if (step.records.length > 0) yield step.records
  }
  const { records } = takeRecords({ ...rest, delimiter, maxRecordLength, isEnd: true })
  if (records.length > 0) yield records
}

/** Text whose record is not complete yet. */
export interface Rest {
  readonly text: string
  /** Line number of its first character. */
  readonly line: number
  /** The text goes on with a line that was already given up as too long. */
  readonly isSkipping: boolean
}

export interface Buffered extends Rest {
  readonly delimiter: Delimiter
  readonly maxRecordLength: number
  readonly isEnd: boolean
}

/** All complete records of what is buffered, and what remains. */
export function takeRecords(buffered: Buffered): { records: FileRecord[]; rest: Rest } {
  const { text, maxRecordLength, isEnd } = buffered
  const records: FileRecord[] = []
  let { line, isSkipping } = buffered
  let start = 0
  while (start < text.length) {
    const lineEnd = text.indexOf('\n', start)
    const isWhole = lineEnd !== -1 || isEnd
    if (!isWhole && !isSkipping && text.length - start <= maxRecordLength) break
    const stop = lineEnd === -1 ? text.length : lineEnd
    let end = stop
    if (!isSkipping) {
      const record = readOne(buffered, { start, stop, line, isLast: lineEnd === -1 && isEnd })
      if (record === 'more') break
      if (record) records.push(record.record)
      end = record?.end ?? stop
    }
    line += 1 + (end > stop ? countLines(text, start, end) : 0)
    isSkipping = !isWhole
    if (isSkipping) line -= 1
    start = end + 1
  }
  return { records, rest: { text: text.slice(start), line, isSkipping } }
}

/** The record that begins at `start`, in a line that ends at `stop`; undefined for a blank line. */
function readOne(
  { text, delimiter, maxRecordLength, isEnd }: Buffered,
  at: { start: number; stop: number; line: number; isLast: boolean },
): { record: FileRecord; end: number } | 'more' | undefined {
  const { start, stop, line, isLast } = at
  const original = withoutReturn(text.slice(start, stop))
  const ending = isLast ? ({ unterminated: true } as const) : {}
  const failed = (problem: RecordProblem) => ({
    record: { line, original: original.slice(0, maxRecordLength), cells: [], problem, ...ending },
    end: stop,
  })
  if (original.length > maxRecordLength) return failed('RECORD_TOO_LONG')
  if (!original.includes('"')) {
    const cells = splitPlain(original, delimiter)
    return cells && { record: { line, original, cells, ...ending }, end: stop }
  }
  const quoted = readQuoted(text, { start, limit: start + maxRecordLength, delimiter, isEnd })
  if (quoted === 'more') return 'more'
  if (typeof quoted === 'string') return failed(quoted)
  const { cells, end } = quoted
  const whole = withoutReturn(text.slice(start, end))
  const unterminated = end >= text.length ? ({ unterminated: true } as const) : {}
  return { record: { line, original: whole, cells, ...unterminated }, end }
}

/** Cells of a line without quotes; undefined for a blank line. */
export function splitPlain(original: string, delimiter: Delimiter): string[] | undefined {
  if (delimiter === 'space') {
    const trimmed = original.trim()
    return trimmed === '' ? undefined : trimmed.split(/\s+/)
  }
  return original === '' || original.trim() === '' ? undefined : original.split(delimiter)
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function countLines(text: string, start: number, end: number): number {
  return text.slice(start, end).split('\n').length - 1
}
