import { Failure } from '../../schemas/failure.ts'

/** Bytes at the beginning of a file by which its kind is told. */
export const headBytes = 4096

/**
 * Throws Failure INVALID, with what the file looks like in `details.looksLike` and a remedy, unless its first bytes
 * (`headBytes` of them, or all) may be text. UTF-16 has zero bytes.
 */
export function refuseOtherFiles(head: Uint8Array, { isUtf16 }: { isUtf16: boolean }): void {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
  const looksLike = kindOf(text) ?? (!isUtf16 && isBinary(text) ? 'binary' : undefined)
  if (!looksLike) return
  throw new Failure('INVALID', problems[looksLike], { details: { reason: 'NOT_TEXT', looksLike } })
}

type Kind = keyof typeof problems

const asCsv = 'save the sheet as CSV (UTF-8) and import that.'
const problems = {
  workbook: `The file is a workbook (Excel or OpenDocument), not text. Open it, ${asCsv}`,
  oldWorkbook: `The file is a workbook of an old Excel (.xls), not text. Open it, ${asCsv}`,
  webPage: `The file is a web page or XML, which some systems name .xls. Open it in a spreadsheet program, ${asCsv}`,
  zip: 'The file is a ZIP archive. Unpack it and import the text files in it.',
  compressed: 'The file is compressed. Unpack it first, and import what comes out.',
  picture: 'The file is a picture, not text. Import the data itself as CSV (UTF-8).',
  pdf: 'The file is a PDF document. Ask whoever made it for the same data as CSV.',
  database: 'The file belongs to a database or a data program. Export the data as CSV (UTF-8).',
  binary: 'The file is not text: it has bytes that no CSV has. Export the data as CSV (UTF-8).',
} as const

/** Beginnings of files, in Latin 1 (the file formats’ own specifications). */
const beginnings: readonly (readonly [string, Kind])[] = [
  ['\u00d0\u00cf\u0011\u00e0', 'oldWorkbook'],
  ['\u001f\u008b', 'compressed'],
  ['BZh', 'compressed'],
  ['\u00fd7zXZ\0', 'compressed'],
  ['\u0028\u00b5\u002f\u00fd', 'compressed'],
  ['7z\u00bc\u00af\u0027\u001c', 'compressed'],
  ['Rar!\u001a\u0007', 'compressed'],
  ['\u0089PNG\r\n\u001a\n', 'picture'],
  ['\u00ff\u00d8\u00ff', 'picture'],
  ['GIF8', 'picture'],
  ['%PDF-', 'pdf'],
  ['SQLite format 3\0', 'database'],
  ['PAR1', 'database'],
  ['Obj\u0001', 'database'],
]
const webPage = /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype|html|head|meta|table|\?xml)/i
const inWorkbook = /\[Content_Types\]\.xml|_rels\/\.rels|xl\/|opendocument\.spreadsheet/

function kindOf(text: string): Kind | undefined {
  if (text.startsWith('PK\u0003\u0004')) return inWorkbook.test(text) ? 'workbook' : 'zip'
  const found = beginnings.find(([beginning]) => text.startsWith(beginning))
  if (found) return found[1]
  return webPage.test(text) ? 'webPage' : undefined
}

/** Text has no control characters but tabs and line breaks; a few by accident cost their lines only. */
function isBinary(text: string): boolean {
  let strange = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 && (code < 9 || code > 13)) strange += 1
  }
  return strange > 1 && strange * 20 > text.length
}
