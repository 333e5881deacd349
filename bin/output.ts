import { stripVTControlCharacters } from 'node:util'

export interface Progress {
  /** How much is done now, in the unit of `total`. */
  update(done: number): void
  end(): void
}

/** Where a command writes: results to stdout, everything else to stderr, so that results can be piped. */
export interface Output {
  readonly json: boolean
  /** The result: `value` as JSON with --json, else `human()`, one or more lines. */
  result(value: unknown, human: () => string): void
  /** A result of rows: JSON with --json, else a table with these columns. */
  table<Row extends object>(rows: readonly Row[], columns: readonly (keyof Row & string)[]): void
  /** Something to know that is no result. */
  note(text: string): void
  /** A bar on a terminal, a line at the end elsewhere. */
  progress(label: string, total: number): Progress
}

interface Stream {
  write(text: string): unknown
  readonly isTTY?: boolean
}

export function createOutput(options: { json: boolean; stdout: Stream; stderr: Stream }): Output {
  const { json, stdout, stderr } = options
  const result: Output['result'] = (value, human) => {
    stdout.write(`${json ? JSON.stringify(value) : human()}\n`)
  }
  return {
    json,
    result,
    table: (rows, columns) => result(rows, () => formatTable(rows, columns)),
    note: (text) => stderr.write(`${text}\n`),
    progress: (label, total) => drawProgress(stderr, label, total),
  }
}

/** Columns as wide as their widest cell; numbers to the right. */
export function formatTable<Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): string {
  const cells = [[...columns] as string[], ...rows.map((row) => columns.map((c) => cell(row[c])))]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => width(line[i] ?? ''))))
  const numeric = columns.map((c) => rows.length > 0 && rows.every((r) => typeof r[c] === 'number'))
  const line = (parts: readonly string[]) =>
    parts
      .map((part, i) => {
        const gap = ' '.repeat((widths[i] ?? 0) - width(part))
        return numeric[i] ? gap + part : part + gap
      })
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n')
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return value.toLocaleString('en')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

// Hangul, Kana and Han characters take two columns in a terminal.
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/gu

function width(text: string): number {
  const plain = stripVTControlCharacters(text)
  return plain.length + (plain.match(wide)?.length ?? 0)
}

function drawProgress(stream: Stream, label: string, total: number): Progress {
  let done = 0
  let shownAt = 0
  const text = () => {
    const share = total > 0 ? Math.min(1, done / total) : 1
    const filled = Math.round(share * 24)
    const bar = '█'.repeat(filled) + '░'.repeat(24 - filled)
    return `${label} ${bar} ${Math.floor(share * 100)} % (${done.toLocaleString('en')})`
  }
  return {
    update(now) {
      done = now
      if (!stream.isTTY || performance.now() - shownAt < 80) return
      shownAt = performance.now()
      stream.write(`\r\u001b[2K${text()}`)
    },
    end() {
      stream.write(stream.isTTY ? `\r\u001b[2K${text()}\n` : `${text()}\n`)
    },
  }
}
