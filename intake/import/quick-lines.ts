/** Takes lines from bytes, without making a text of each. */
export interface QuickLines {
  /**
   * Gives each whole line from `from` on to `add`. Ends behind the last of them, or at the beginning of a line that only
   * the careful reader may judge: one with quotes, another number of cells, or one that `add` does not take.
   */
  take(bytes: Buffer, from: number): { readonly end: number; readonly lines: number }
}

/** Where the cells of the present line stand. */
export interface LineCells {
  start(cell: number): number
  end(cell: number): number
}

interface LineShape {
  /** Cells a line has. */
  readonly width: number
  /** A single ASCII character. */
  readonly delimiter: string
  /** A longer line is for the careful reader. */
  readonly maxLineBytes: number
}

const lineFeed = 10
const carriageReturn = 13
const quote = 34

const isDelimiter = 1
const isEnd = 2
const isOdd = 3

/** What is done with lines. */
export interface LineTaker {
  /** Takes the present line; false: it is for the careful reader. */
  add(bytes: Buffer): boolean
  /** Told of a line some lines before `add` is, in the same order. */
  ahead?(bytes: Buffer): void
}

/** Lines that are found before the first of them is added. */
const linesAhead = 32

export function createQuickLines(
  { width, delimiter, maxLineBytes }: LineShape,
  createTaker: (cells: LineCells) => LineTaker,
): QuickLines {
  // Bytes that mean something, and what.
  const meanings = new Uint8Array(256)
  meanings[delimiter.charCodeAt(0)] = isDelimiter
  meanings[lineFeed] = isEnd
  meanings[quote] = isOdd
  meanings[0] = isOdd
  // Cell n of a line stands from starts[line + n] to starts[line + n + 1] − 1.
  const stride = width + 1
  const starts = new Int32Array(linesAhead * stride)
  let line = 0
  const taker = createTaker({
    start: (cell) => starts[line + cell] ?? 0,
    end: (cell) => (starts[line + cell + 1] ?? 0) - 1,
  })

  /** Finds the cells of a line; answers where the next begins, −1 where only the careful reader may judge. */
  function findCells(bytes: Buffer, lineStart: number): number {
    let cell = 0
    let here = lineStart
    starts[line] = lineStart
    for (; here < bytes.length; here++) {
      const meaning = meanings[bytes[here] ?? 0] ?? 0
      if (meaning === 0) continue
      if (meaning === isEnd) break
      cell += 1
      if (meaning === isOdd || cell === width) return -1
      starts[line + cell] = here + 1
    }
    if (here === bytes.length || here - lineStart > maxLineBytes || cell + 1 !== width) return -1
    const isReturn = bytes[here - 1] === carriageReturn && here > lineStart
    starts[line + width] = isReturn ? here : here + 1
    return here + 1
  }

  return {
    take(bytes, from) {
      let lines = 0
      let end = from
      for (let isPlain = true; isPlain; ) {
        let next = end
        let found = 0
        for (; found < linesAhead && next < bytes.length; found++) {
          line = found * stride
          const after = findCells(bytes, next)
          if (after === -1) break
          next = after
        }
        isPlain = found === linesAhead
        if (taker.ahead) {
          for (line = 0; line < found * stride; line += stride) taker.ahead(bytes)
        }
        for (let at = 0; at < found; at++) {
          line = at * stride
          if (!taker.add(bytes)) return { end: starts[line] ?? 0, lines }
          lines += 1
        }
        end = next
      }
      return { end, lines }
    },
  }
}
