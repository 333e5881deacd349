import { isAscii, isUtf8 } from 'node:buffer'
import { Failure } from '../../schemas/failure.ts'

export const encodings = ['utf-8', 'cp949', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]

/** Whole characters: as text, or as bytes that are known to be UTF-8. */
export type TextPart = string | Uint8Array

export interface DecodedText {
  readonly parts: AsyncGenerator<TextPart>
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
  async function* parts(): AsyncGenerator<TextPart> {
    let decoder = wanted ? createDecoder(wanted) : undefined
    let pending: Uint8Array = new Uint8Array()
    const settle = (found: Encoding): TextPart => {
      encoding = found
      decoder = createDecoder(found)
      return decoder.take(pending)
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
        yield decoder.take(chunk)
        continue
      }
      pending = joined(pending, chunk)
      const plain = isAscii(pending) ? pending.length : pending.findIndex((byte) => byte >= 0x80)
      if (plain > 0) yield ascii.decode(pending.subarray(0, plain))
      pending = pending.subarray(plain)
      if (pending.length >= sampleBytes) yield settle(detect(pending))
    }
    if (!decoder && pending.length > 0) yield settle(detect(pending))
    if (decoder) yield decoder.end()
  }
  return { parts: parts(), encoding: () => encoding ?? 'utf-8', bytes: () => bytes }
}

export function textOf(part: TextPart): string {
  return typeof part === 'string'
    ? part
    : Buffer.from(part.buffer, part.byteOffset, part.length).toString()
}

interface Decoder {
  take(chunk: Uint8Array): TextPart
  end(): string
}

function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'utf-8') return createUtf8()
  const decoder = new TextDecoder(labels[encoding])
  return {
    take: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
  }
}

/** Hands good bytes on as they are: whoever reads bytes needs no text of them. */
function createUtf8(): Decoder {
  let tail: Uint8Array = new Uint8Array()
  let isFirst = true
  return {
    take(chunk) {
      const all = joined(tail, chunk)
      const begin = isFirst && markOf(all) === 'utf-8' ? 3 : 0
      if (all.length > 0) isFirst = false
      const end = endOfWhole(all)
      tail = all.subarray(end)
      const part = all.subarray(begin, end)
      return isUtf8(part) ? part : lossy.decode(part)
    },
    end: () => lossy.decode(tail),
  }
}

const lossy = new TextDecoder('utf-8', { ignoreBOM: true })

/** Where the last character that may not be whole yet begins. */
function endOfWhole(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return wanted > back ? bytes.length - back : bytes.length
  }
  return bytes.length
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
