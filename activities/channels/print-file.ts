import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { PrintBatch } from '../../db/contacts/letters.ts'
import type { Outgoing } from './channel.ts'

/**
 * The print file of these letters: CSV in UTF-8 with a byte order mark and CRLF, every cell quoted, lines in the order
 * of their ids, so that the same letters always give the same bytes. A cell that a spreadsheet would calculate begins
 * with an apostrophe (OWASP, "CSV Injection").
 */
export function printFileOf(
  letters: readonly Outgoing[],
  place: { readonly run: number; readonly node: number },
): PrintBatch {
  const inOrder = [...letters].sort((a, b) => (a.outward < b.outward ? -1 : 1))
  const rows = inOrder.map(({ outward, recipient, message }) => [
    outward,
    ...(postalLines(recipient) ?? ['', '', '']),
    message.subject,
    message.text,
  ])
  const content = stringify([columns, ...rows.map((row) => row.map(harmless))], {
    bom: true,
    quoted: true,
    record_delimiter: 'windows',
  })
  const ids = createHash('sha256').update(inOrder.map((l) => l.outward).join('\n'))
  const key = `${place.run}-${place.node}-${ids.digest('hex').slice(0, 16)}`
  return {
    key,
    file: `letters-${key}.csv`,
    rows: rows.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    content,
  }
}

/** Name, postal code, address; null unless there is a name and an address. */
export function postalLines(recipient: string): readonly [string, string, string] | null {
  const [name = '', postalCode = '', address = ''] = recipient.split('\n')
  return name && address ? [name, postalCode, address] : null
}

/** Puts the batch into the folder, whole or not at all; what stands there already is replaced by the same bytes. */
export async function writePrintFile(
  folder: string,
  { file, content }: Pick<PrintBatch, 'file' | 'content'>,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const whole = join(folder, file)
  // Two deliveries may write the same batch at once.
  const partial = `${whole}.${randomUUID()}.part`
  await writeFile(partial, content, { mode: 0o600 })
  await rename(partial, whole)
}

const columns = ['id', 'name', 'postal_code', 'address', 'subject', 'body']

function harmless(cell: string): string {
  return /^[\s\u00a0]*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/.test(cell) ? `'${cell}` : cell
}
