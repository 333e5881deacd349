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

export function createQuickLines(
  { width, delimiter: sign, maxLineBytes }: LineShape,
  createAdd: (cells: LineCells) => (bytes: Buffer) => boolean,
): QuickLines {
  const delimiter = sign.charCodeAt(0)
  // Cell n stands from starts[n] to starts[n + 1] − 1.
  const starts = new Int32Array(width + 2)
  const add = createAdd({
    start: (cell) => starts[cell] ?? 0,
    end: (cell) => (starts[cell + 1] ?? 0) - 1,
  })
  return {
    take(bytes, from) {
      let lines = 0
      let lineStart = from
      while (lineStart < bytes.length) {
        let cell = 0
        let here = lineStart
        starts[0] = lineStart
        for (; here < bytes.length; here++) {
          const byte = bytes[here] ?? 0
          if (byte === delimiter) {
            cell += 1
            if (cell > width) return { end: lineStart, lines }
            starts[cell] = here + 1
          } else if (byte === lineFeed) break
          else if (byte === quote || byte === 0) return { end: lineStart, lines }
        }
        if (here === bytes.length || here - lineStart > maxLineBytes)
          return { end: lineStart, lines }
        const isReturn = bytes[here - 1] === carriageReturn && here > lineStart
        starts[cell + 1] = isReturn ? here : here + 1
        if (cell + 1 !== width || !add(bytes)) return { end: lineStart, lines }
        lines += 1
        lineStart = here + 1
      }
      return { end: lineStart, lines }
    },
  }
}
