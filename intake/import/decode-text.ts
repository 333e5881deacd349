import { isAscii, isUtf8 } from 'node:buffer'
import { Failure } from '../../schemas/failure.ts'
import { headBytes, refuseOtherFiles } from './refuse-other-files.ts'

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
 * Text of a stream of bytes. Without `encoding` it is told by the byte-order mark, or by the zero bytes of a UTF-16 that
 * has none; else by the first 64 KiB from the first byte that is not ASCII: UTF-8 if they are valid UTF-8, else CP949
 * (which includes EUC-KR) if they are valid there, else whichever loses fewer characters. Bytes that make no character
 * become U+FFFD; a byte-order mark is dropped. Throws Failure TOO_LARGE beyond `maxBytes`, INVALID for what is not text.
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
    const look = (head: Uint8Array) => {
      const marked = wanted ?? markOf(head) ?? unmarkedUtf16(head)
      refuseOtherFiles(head, { isUtf16: marked?.startsWith('utf-16') === true })
      if (marked && !wanted) settle(marked)
    }
    for await (const chunk of withHead(input, look)) {
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

/** The same chunks, the first of four bytes if there are so many; `look` sees the first bytes before anybody else. */
async function* withHead(
  input: AsyncIterable<Uint8Array>,
  look: (head: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | undefined = []
  let length = 0
  for await (const chunk of input) {
    if (!held) {
      yield chunk
      continue
    }
    if (length < 4) held = [joined(held[0] ?? new Uint8Array(), chunk)]
    else held.push(chunk)
    length += chunk.length
    if (length < headBytes) continue
    look(Buffer.concat(held).subarray(0, headBytes))
    yield* held
    held = undefined
  }
  if (!held || length === 0) return
  look(Buffer.concat(held))
  yield* held
}

function markOf(head: Uint8Array): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return undefined
}

/** UTF-16 without a mark, told by a beginning of ASCII. */
function unmarkedUtf16(head: Uint8Array): Encoding | undefined {
  if (head.length < 8) return undefined
  const isLatin = (offset: number) =>
    [0, 2, 4, 6].every((at) => {
      const byte = head[at + offset] ?? 0
      return byte >= 9 && byte < 128 && head[at + 1 - offset] === 0
    })
  if (isLatin(0)) return 'utf-16le'
  return isLatin(1) ? 'utf-16be' : undefined
}

function tooLarge(maxBytes: number): Failure {
  return new Failure(
    'TOO_LARGE',
    `The file is larger than ${maxBytes.toLocaleString('en')} bytes. Split it and import the parts.`,
    { details: { reason: 'FILE_TOO_LARGE', maxBytes } },
  )
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
