export interface IdColumn {
  readonly name: string
  readonly ids: readonly string[]
}

/** Words that head a column of customer ids. */
const idHead =
  /^(?:customer(?:[ _-]?(?:id|no|number))?|external[ _-]?id|id|고객(?:번호|\s?id)?|회원번호)$/i

/**
 * The columns of a small text or CSV file, the likeliest column of customer ids first. A file in CP949 is read as such.
 * A first line that holds a known heading, or any line of several columns whose first line has no digit, is a head.
 */
export async function readIdColumns(file: Blob): Promise<readonly IdColumn[]> {
  const lines = await rowsOf(file)
  const [first = []] = lines
  const isHead = first.some((cell) => idHead.test(cell)) || first.every((cell) => !/\d/.test(cell))
  const rows = isHead ? lines.slice(1) : lines
  const columns = first.map((cell, i) => ({
    name: isHead ? cell : String(i + 1),
    ids: [...new Set(rows.flatMap((row) => (row[i] ? [row[i]] : [])))],
  }))
  return columns.toSorted((a, b) => Number(idHead.test(b.name)) - Number(idHead.test(a.name)))
}

/** The lines of a small text or CSV file as cells; blank lines are left out. */
export async function rowsOf(file: Blob): Promise<string[][]> {
  return decoded(await file.arrayBuffer())
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map(cellsOf)
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('euc-kr').decode(bytes)
  }
}

function cellsOf(line: string): string[] {
  const separator = line.includes('\t') ? '\t' : line.includes(';') ? ';' : ','
  const cells = line.match(new RegExp(`("(?:[^"]|"")*"|[^${separator}]*)(?:${separator}|$)`, 'g'))
  return (cells ?? []).slice(0, line.endsWith(separator) ? undefined : -1).map((cell) =>
    cell
      .replace(new RegExp(`${separator}$`), '')
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"')
      .trim(),
  )
}
