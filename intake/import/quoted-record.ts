/** A single character, or runs of white space (with white space around a record ignored). */
export type Delimiter = string

export type QuotedRecord =
  | { readonly cells: string[]; readonly end: number }
  /** The text ends too early to tell. */
  | 'more'
  /** A quote stays open for longer than a record may be, or until the file ends. */
  | 'QUOTE_UNCLOSED'
  /** Characters follow a closing quote. */
  | 'QUOTE_MISPLACED'

interface Place {
  readonly start: number
  /** Where a quote must have closed. */
  readonly limit: number
  readonly delimiter: Delimiter
  /** Nothing follows the text. */
  readonly isEnd: boolean
}

/**
 * The record beginning at `start` of which at least one cell is quoted; `end` is the place of its line feed, or the end
 * of the text. RFC 4180, and besides: a quote inside an unquoted cell stands for itself.
 */
export function readQuoted(text: string, place: Place): QuotedRecord {
  const { start, delimiter, isEnd } = place
  const isSpace = delimiter === 'space'
  const isDelimiter = (at: number) =>
    isSpace ? text[at] === ' ' || text[at] === '\t' : text[at] === delimiter
  const cells: string[] = []
  let at = start
  for (;;) {
    while (isSpace && isDelimiter(at)) at += 1
    const isAfterSpace = isSpace && cells.length > 0
    if (text[at] === '"') {
      const cell = readCell(text, at, place)
      if (typeof cell === 'string') return cell
      cells.push(cell.content)
      at = cell.end
      const isClosed = isDelimiter(at) || lineFeedAt(text, at, isEnd) !== undefined
      if (!isClosed && (isEnd || at + 1 < text.length)) return 'QUOTE_MISPLACED'
    } else if (!isAfterSpace || lineFeedAt(text, at, isEnd) === undefined) {
      const from = at
      while (at < text.length && !isDelimiter(at) && text[at] !== '\n') at += 1
      const isReturn = text[at - 1] === '\r' && (text[at] === '\n' || (isEnd && at === text.length))
      cells.push(text.slice(from, isReturn ? at - 1 : at))
    }
    const end = lineFeedAt(text, at, isEnd)
    if (end !== undefined) return { cells, end }
    if (at >= text.length || !isDelimiter(at)) return 'more'
    at += 1
  }
}

/** The quoted cell whose opening quote is at `start`; `end` is just behind its closing quote. */
function readCell(
  text: string,
  start: number,
  { limit, isEnd }: Place,
): { content: string; end: number } | 'more' | 'QUOTE_UNCLOSED' {
  let content = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    const isOpen = quote === -1
    if (quote > limit || (isOpen && (isEnd || text.length > limit))) return 'QUOTE_UNCLOSED'
    // Whether a quote is doubled is known only with the next character.
    if (isOpen || (quote + 1 === text.length && !isEnd)) return 'more'
    content += text.slice(from, quote)
    if (text[quote + 1] !== '"') return { content, end: quote + 1 }
    content += '"'
    from = quote + 2
  }
}

/** Where the line feed stands if the line ends at `at`; the length of the text if nothing follows. */
function lineFeedAt(text: string, at: number, isEnd: boolean): number | undefined {
  if (text[at] === '\n') return at
  if (text[at] === '\r' && text[at + 1] === '\n') return at + 1
  const isOver = at >= text.length || (text[at] === '\r' && at + 1 === text.length)
  return isEnd && isOver ? text.length : undefined
}
