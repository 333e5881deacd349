import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'

/** What a sink has accepted: in memory, and line by line in a file that is on disk before the sink answers. */
export interface Ledger<Entry> {
  readonly entries: readonly Entry[]
  append(entry: Entry): void
  close(): void
}

/** Appends to `path` as JSON lines, each synced; without a path only memory keeps them. */
export function openLedger<Entry>(path?: string): Ledger<Entry> {
  const entries: Entry[] = []
  const file = path === undefined ? null : openSync(path, 'a', 0o600)
  return {
    entries,
    append(entry) {
      if (file !== null) {
        writeSync(file, `${JSON.stringify(entry)}\n`)
        fdatasyncSync(file)
      }
      entries.push(entry)
    },
    close() {
      if (file !== null) closeSync(file)
    },
  }
}
