import { Failure } from '../../schemas/failure.ts'
import {
  type DecodedText,
  decodeText,
  type Encoding,
  type TextPart,
  textOf,
} from './decode-text.ts'
import { detectDelimiter } from './detect-delimiter.ts'
import { type ImportLimits, tooManyRows } from './limits.ts'
import type { Delimiter } from './quoted-record.ts'
import { type FileRecord, readRecords, splitPlain } from './read-records.ts'

export interface TableOptions {
  readonly encoding?: Encoding | undefined
  readonly delimiter?: Delimiter | undefined
  /** False: the first line is data already, and columns are named #1, #2, … */
  readonly hasHeader?: boolean
  readonly limits: ImportLimits
}

export interface Table {
  readonly header: readonly string[]
  readonly delimiter: Delimiter
  readonly text: Pick<DecodedText, 'encoding' | 'bytes'>
  /** Everything behind the header, in order. */
  readonly batches: AsyncGenerator<readonly FileRecord[]>
  /** The same as it was read, for whoever reads it quicker, if the header stands in a line of its own; take one or the other. */
  readonly body: { readonly parts: AsyncGenerator<TextPart>; readonly line: number } | undefined
}

/**
 * Opens a delimited file: encoding, delimiter and header are known when it returns. Throws Failure INVALID for an empty
 * file or an unreadable first line, TOO_LARGE for too many columns, rows or bytes.
 */
export async function openTable(
  input: AsyncIterable<Uint8Array>,
  options: TableOptions,
): Promise<Table> {
  const { limits, hasHeader = true } = options
  const text = decodeText(input, { encoding: options.encoding, maxBytes: limits.maxBytes })
  const { head, firstLine, parts } = await peekLine(text.parts, limits.maxRecordLength)
  const delimiter = options.delimiter ?? detectDelimiter(firstLine)
  const plain = hasHeader ? plainFirstLine(head) : undefined
  if (plain) {
    const cells = splitPlain(plain.line, delimiter) ?? []
    if (cells.length > limits.maxColumns || plain.line.length > limits.maxRecordLength) {
      throw tooManyColumns({ cells }, limits)
    }
    const body = { parts: skipped(parts, plain.end), line: plain.number + 1 }
    const records = readRecords(asText(body.parts), { delimiter, limits, line: body.line })
    const batches = limitRows([], records, limits.maxRows)
    return { header: trimHeader(cells), delimiter, text, batches, body }
  }
  const records = readRecords(asText(parts), { delimiter, limits })
  const { value: batch = [] } = (await records.next()) as { value: FileRecord[] | undefined }
  const [first, ...others] = batch
  if (!first) {
    throw new Failure('INVALID', 'The file is empty.', { details: { reason: 'EMPTY' } })
  }
  if (first.problem === 'RECORD_TOO_LONG' || first.cells.length > limits.maxColumns) {
    throw tooManyColumns(first, limits)
  }
  if (first.problem) {
    throw new Failure(
      'INVALID',
      `The first line cannot be read: a quotation mark is misplaced or never closed.`,
      { details: { reason: 'FIRST_LINE_UNREADABLE', line: first.line, code: first.problem } },
    )
  }
  const header = hasHeader ? trimHeader(first.cells) : first.cells.map((_, at) => `#${at + 1}`)
  const begin = hasHeader ? others : batch
  const batches = limitRows(begin, records, limits.maxRows)
  return { header, delimiter, text, batches, body: undefined }
}

async function* skipped(parts: AsyncGenerator<TextPart>, start: number): AsyncGenerator<TextPart> {
  const head = await parts.next()
  if (!head.done) yield textOf(head.value).slice(start)
  yield* parts
}

async function* asText(parts: AsyncGenerator<TextPart>): AsyncGenerator<string> {
  for await (const part of parts) yield textOf(part)
}

async function* limitRows(
  begin: readonly FileRecord[],
  records: AsyncGenerator<FileRecord[]>,
  maxRows: number,
): AsyncGenerator<readonly FileRecord[]> {
  let rows = begin.length
  if (begin.length > 0) yield begin
  for await (const batch of records) {
    rows += batch.length
    if (rows > maxRows) {
      throw tooManyRows(maxRows)
    }
    yield batch
  }
}

/** The first line that is not blank, and the text with that line still in it. */
async function peekLine(
  source: AsyncGenerator<TextPart>,
  maxLength: number,
): Promise<{ head: string; firstLine: string; parts: AsyncGenerator<TextPart> }> {
  let head = ''
  let isOver = false
  while (!hasLine(head) && head.length <= maxLength) {
    const next = await source.next()
    if (next.done) {
      isOver = true
      break
    }
    head += textOf(next.value)
  }
  async function* parts(): AsyncGenerator<TextPart> {
    yield head
    if (!isOver) yield* source
  }
  return { head, firstLine: head.trimStart().split('\n', 1)[0] ?? '', parts: parts() }
}

/** The first line that is not blank if it is whole and holds no quotation mark, and where the next one begins. */
function plainFirstLine(
  head: string,
): { readonly line: string; readonly end: number; readonly number: number } | undefined {
  const first = head.search(/\S/)
  if (first === -1) return undefined
  const start = head.lastIndexOf('\n', first) + 1
  const stop = head.indexOf('\n', start)
  const line = head.slice(start, stop).replace(/\r$/, '')
  if (stop === -1 || line.includes('"')) return undefined
  return { line, end: stop + 1, number: head.slice(0, stop).split('\n').length }
}

function hasLine(text: string): boolean {
  const start = text.search(/\S/)
  return start !== -1 && text.includes('\n', start)
}

/** Delimiters at the end of a header make columns of no name that no row needs to have. */
function trimHeader(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.replaceAll('\0', '\ufffd').trim())
  while (header.length > 1 && header.at(-1) === '') header.pop()
  return header
}

function tooManyColumns(first: Pick<FileRecord, 'cells'>, { maxColumns }: ImportLimits): Failure {
  const found =
    first.cells.length > 0
      ? `${first.cells.length.toLocaleString('en')} columns`
      : 'a first line that is too long'
  return new Failure(
    'TOO_LARGE',
    `The file has ${found}; at most ${maxColumns} columns can be read. Check the delimiter, or export fewer columns.`,
    { details: { reason: 'TOO_MANY_COLUMNS', columns: first.cells.length, maxColumns } },
  )
}
