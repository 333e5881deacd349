import { isAscii } from 'node:buffer'
import { Failure } from '../../schemas/failure.ts'

export const encodings = ['utf-8', 'cp949', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]

export interface DecodedText {
  readonly chunks: AsyncGenerator<string>
  /** Settled once the first byte that is not ASCII has been read; a file of ASCII alone is UTF-8. */
  encoding(): Encoding
  /** Bytes read so far. */
  bytes(): number
}

/**
 * Text of a stream of bytes. Without `encoding` it is told by the byte-order mark; else by the first 64 KiB from the
 * first byte that is not ASCII: UTF-8 if they are valid UTF-8, else CP949 (which includes EUC-KR) if they are valid
 * there, else whichever loses fewer characters. Bytes that make no character become U+FFFD; a byte-order mark is
 * dropped. Throws Failure TOO_LARGE beyond `maxBytes`, INVALID for a workbook or an archive.
 */
export function decodeText(
  input: AsyncIterable<Uint8Array>,
  {
    encoding: wanted,
    maxBytes,
  }: { readonly encoding?: Encoding | undefined; readonly maxBytes: number },
): DecodedText {
  let encoding = wanted
  let bytes = 0
  async function* chunks(): AsyncGenerator<string> {
    let decoder = wanted ? new TextDecoder(labels[wanted]) : undefined
    let pending: Uint8Array = new Uint8Array()
    const settle = (found: Encoding): string => {
      encoding = found
      decoder = new TextDecoder(labels[found])
      return decoder.decode(pending, { stream: true })
    }
    for await (const chunk of withWholeHead(input)) {
      if (bytes === 0) {
        refuseOtherFiles(chunk)
        const marked = markOf(chunk)
        if (marked && !wanted) settle(marked)
      }
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      if (decoder) {
        yield decoder.decode(chunk, { stream: true })
        continue
      }
      pending = joined(pending, chunk)
      const plain = isAscii(pending) ? pending.length : pending.findIndex((byte) => byte >= 0x80)
      if (plain > 0) yield ascii.decode(pending.subarray(0, plain))
      pending = pending.subarray(plain)
      if (pending.length >= sampleBytes) yield settle(detect(pending))
    }
    if (!decoder && pending.length > 0) yield settle(detect(pending))
    if (decoder) yield decoder.decode()
  }
  return { chunks: chunks(), encoding: () => encoding ?? 'utf-8', bytes: () => bytes }
}

const sampleBytes = 64 * 1024
const ascii = new TextDecoder('utf-8')
// The Encoding Standard’s “euc-kr” is CP949.
const labels: Readonly<Record<Encoding, string>> = {
  'utf-8': 'utf-8',
  cp949: 'euc-kr',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
}

function detect(sample: Uint8Array): Encoding {
  const utf8 = lostCharacters('utf-8', sample)
  return utf8 === 0 || utf8 <= lostCharacters('cp949', sample) ? 'utf-8' : 'cp949'
}

function lostCharacters(encoding: Encoding, sample: Uint8Array): number {
  // As a stream, so that a character cut at the end of the sample does not count.
  const text = new TextDecoder(labels[encoding]).decode(sample, { stream: true })
  return text.split('\ufffd').length - 1
}

/** The first chunk has at least four bytes if there are so many. */
async function* withWholeHead(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of input) {
    if (!head) {
      yield chunk
      continue
    }
    head = joined(head, chunk)
    if (head.length < 4) continue
    yield head
    head = undefined
  }
  if (head && head.length > 0) yield head
}

function markOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return undefined
}

function refuseOtherFiles(head: Uint8Array): void {
  const isZip = head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04
  const isOldWorkbook = head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  if (!isZip && !isOldWorkbook && !isGzip) return
  throw new Failure(
    'INVALID',
    isGzip
      ? 'The file is compressed (gzip). Unpack it first.'
      : 'The file is a workbook or an archive, not text. Save the sheet as CSV and import that.',
  )
}

function tooLarge(maxBytes: number): Failure {
  return new Failure(
    'TOO_LARGE',
    `The file is larger than ${maxBytes.toLocaleString('en')} bytes. Split it and import the parts.`,
    { details: { maxBytes } },
  )
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
