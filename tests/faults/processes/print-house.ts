import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { openLedger } from '../../../local/sinks/ledger.ts'

/**
 * The print house, as a process of its own: print-house.ts LETTER_FOLDER LEDGER_FOLDER. It takes every file once, by
 * its name, and writes each of its letters into its ledger. The same letter in another file is a second letter.
 */
const [, , letters = '', folder = ''] = process.argv
const path = join(folder, 'letter.jsonl')
const done = new Set(existsSync(path) ? filesIn(readFileSync(path, 'utf8')) : [])
const ledger = openLedger<{ id: string; at: number; file: string }>(path)

function filesIn(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { file: string }).file)
}

function look(): void {
  for (const file of existsSync(letters) ? readdirSync(letters) : []) {
    if (!file.endsWith('.csv') || done.has(file)) continue
    done.add(file)
    const rows = parse(readFileSync(join(letters, file)), { columns: true, bom: true }) as {
      id: string
    }[]
    for (const { id } of rows) ledger.append({ id, at: Date.now(), file })
  }
}

setInterval(look, 100)
process.once('disconnect', () => process.exit(1))
process.send?.({ says: 'ready', url: '' })
