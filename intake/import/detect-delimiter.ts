import { Failure } from '../../schemas/failure.ts'
import type { Delimiter } from './quoted-record.ts'

const named: Readonly<Record<string, Delimiter>> = {
  comma: ',',
  tab: '\t',
  '\\t': '\t',
  semicolon: ';',
  pipe: '|',
  space: 'space',
  whitespace: 'space',
}

/** Reads a delimiter given by name (comma, tab, semicolon, pipe, space) or as itself. Throws Failure INVALID. */
export function parseDelimiter(text: string): Delimiter {
  const known = named[text.toLowerCase()]
  if (known) return known
  if (text === ' ') return 'space'
  if (text.length === 1 && text !== '"' && !/[\r\n\p{L}\p{N}]/u.test(text)) return text
  throw new Failure(
    'INVALID',
    `The delimiter "${text}" must be comma, tab, semicolon, pipe, space (runs of white space) or a single other sign.`,
    { details: { reason: 'DELIMITER_WRONG', delimiter: text } },
  )
}

/**
 * The delimiter of a file, told by its first line: of tab, comma, semicolon and pipe whichever stands there most often
 * outside of quotes (the earlier of equals); if none does, white space.
 */
export function detectDelimiter(firstLine: string): Delimiter {
  const bare = firstLine.replaceAll(/"(?:[^"]|"")*"/g, '')
  const counts = ['\t', ',', ';', '|'].map((sign) => ({ sign, n: bare.split(sign).length - 1 }))
  const best = counts.reduce((a, b) => (b.n > a.n ? b : a))
  if (best.n > 0) return best.sign
  return /\S\s+\S/.test(bare) ? 'space' : ','
}

/** A delimiter as a report names it. */
export function nameDelimiter(delimiter: Delimiter): string {
  const name = Object.keys(named).find((key) => named[key] === delimiter)
  return name ?? delimiter
}
