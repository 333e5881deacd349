import type { BinaryRows } from '../../db/imports/binary-rows.ts'
import type { CopyIn } from '../../db/imports/copy-in.ts'
import { checkRecord } from './check-record.ts'
import { type DecodedText, type TextPart, textOf } from './decode-text.ts'
import { type ImportLimits, tooManyRows } from './limits.ts'
import type { Table } from './open-table.ts'
import type { QuickLines } from './quick-lines.ts'
import type { Delimiter } from './quoted-record.ts'
import { type FileRecord, type Rest, takeRecords } from './read-records.ts'
import { cancelled, checkCut } from './read-rows.ts'
import type { Reject, Rejects } from './rejects.ts'
import type { ImportProgress } from './report.ts'

interface Copying {
  /** Columns of the file. */
  readonly columns: number
  readonly limits: ImportLimits
  readonly delimiter: Delimiter
  readonly text: Pick<DecodedText, 'bytes'>
  readonly rejects: Rejects
  /** Takes plain lines; undefined: every line is read carefully. */
  readonly quick: QuickLines | undefined
  /** Adds a row for a record, or answers why not. */
  readonly take: (record: FileRecord) => Reject | undefined
  /** What both have added. */
  readonly rows: Pick<BinaryRows, 'take' | 'trailer'>
  readonly copy: CopyIn
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a file to its end and copies its rows: quick where a line is plain, carefully where it is not. If it throws, the
 * copy was given up.
 */
export async function copyParts(
  body: NonNullable<Table['body']>,
  copying: Copying,
): Promise<{ read: number; endsUnterminated: boolean }> {
  const { limits, rejects, rows, copy, text, signal, onProgress } = copying
  const reader = createReader(copying, body.line)
  try {
    for await (const part of body.parts) {
      if (signal?.aborted) throw cancelled()
      const refused = reader.take(part)
      if (reader.read() > limits.maxRows) throw tooManyRows(limits.maxRows)
      await copy.write(rows.take())
      await rejects.add(refused)
      onProgress?.({
        ...{ bytes: text.bytes(), rows: reader.read(), rejected: rejects.summary().total },
      })
    }
    await rejects.add(reader.end())
    await copy.write(rows.take())
    await copy.write(rows.trailer())
    await copy.end()
  } catch (error) {
    await copy.giveUp()
    throw error
  }
  return { read: reader.read(), endsUnterminated: reader.last()?.unterminated === true }
}

interface PartReader {
  take(part: TextPart): Reject[]
  end(): Reject[]
  read(): number
  last(): FileRecord | undefined
}

function createReader(
  { columns, limits, delimiter, quick, take }: Copying,
  firstLine: number,
): PartReader {
  const careful = { delimiter, maxRecordLength: limits.maxRecordLength, isEnd: false }
  let read = 0
  let rest: Rest = { text: '', line: firstLine, isSkipping: false }
  // Of a line whose end has not come yet; `rest` has no text then.
  let carry: Buffer = nothing
  let before: FileRecord | undefined

  function addCarefully(records: readonly FileRecord[]): Reject[] {
    const refused: Reject[] = []
    for (const record of records) {
      const shape = checkRecord(record, { columns, limits }) ?? checkCut(record, before)
      before = record
      const refusal = shape ?? take(record)
      if (refusal) refused.push(refusal)
    }
    read += records.length
    return refused
  }

  function takeBytes(lane: QuickLines, bytes: Buffer): Reject[] {
    const refused: Reject[] = []
    let { line } = rest
    let from = 0
    carry = nothing
    for (;;) {
      const { end, lines } = lane.take(bytes, from)
      line += lines
      read += lines
      if (lines > 0) before = lineBefore(bytes, end, delimiter)
      const lineFeed = bytes.indexOf(10, end)
      const isCut = lineFeed === -1 && bytes.length - end <= limits.maxCellLength
      if (isCut && !bytes.includes(quote, end)) {
        // The next part brings the rest of this line.
        carry = bytes.subarray(end)
        rest = { text: '', line, isSkipping: false }
        return refused
      }
      const odd = bytes.toString('utf8', end, lineFeed + 1)
      // A quoted cell may go on over many lines: whatever is left of the part is then read carefully.
      const isOpen = lineFeed === -1 || odd.includes('"')
      const taken = isOpen ? bytes.toString('utf8', end) : odd
      const result = takeRecords({ text: taken, line, isSkipping: false, ...careful })
      refused.push(...addCarefully(result.records))
      rest = result.rest
      if (isOpen) return refused
      line = rest.line
      from = lineFeed + 1
    }
  }

  return {
    take(part) {
      const isPlain = quick && !rest.isSkipping && rest.text === ''
      if (isPlain && typeof part !== 'string' && !asBuffer(part).includes(replacement)) {
        return takeBytes(quick, carry.length === 0 ? asBuffer(part) : Buffer.concat([carry, part]))
      }
      const text = rest.text + carry.toString() + textOf(part)
      carry = nothing
      if (quick && !rest.isSkipping && !text.includes('\ufffd')) {
        return takeBytes(quick, Buffer.from(text))
      }
      const taken = takeRecords({ ...rest, text, ...careful })
      rest = taken.rest
      return addCarefully(taken.records)
    },
    end() {
      const text = rest.text + carry.toString()
      return addCarefully(takeRecords({ ...rest, text, ...careful, isEnd: true }).records)
    },
    read: () => read,
    last: () => before,
  }
}

const nothing = Buffer.alloc(0)
const quote = 34
/** What stands for bytes that were no character. */
const replacement = Buffer.from('\ufffd')

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** The line that ends just before `end`, for comparison with a last line that may be cut. */
function lineBefore(bytes: Buffer, end: number, delimiter: Delimiter): FileRecord {
  const start = bytes.lastIndexOf(10, end - 2) + 1
  const original = bytes.toString('utf8', start, end).trimEnd()
  return { line: 0, original, cells: original.split(delimiter) }
}
