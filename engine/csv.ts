export type CsvValue = string | number | null

/**
 * A table for a spreadsheet: UTF-8 with its mark, numbers unformatted. Text that a spreadsheet would take for a formula is
 * made plain with an apostrophe; negative numbers are numbers.
 */
export function csvOf(rows: readonly (readonly CsvValue[])[], { mark = true } = {}): string {
  const lines = rows.map((row) => `${row.map(cell).join(',')}\r\n`)
  return `${mark ? '\uFEFF' : ''}${lines.join('')}`
}

function cell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
