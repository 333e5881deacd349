import { parseArgs } from 'node:util'
import { openSnapshot, readHeard, readLedger, readLost } from './rules/evidence.ts'
import { judge } from './rules/verdict.ts'

/**
 * The checker: a program of its own that reads the ledgers of the providers, the lists of events answered 2xx, and one
 * snapshot of the database; and where a restore has taken time from the database, what the database knew before. It knows
 * nothing else of what was done to Dasi. Writes one JSON document, a `Verdict`; ends with
 * 1 if any rule is broken.
 */
const usage =
  'node tests/faults/check.ts --database URL --ledger FOLDER [--heard FILE]… [--lost FILE]… --timeout MS [--end]'

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    ledger: { type: 'string' },
    heard: { type: 'string', multiple: true, default: [] },
    lost: { type: 'string', multiple: true, default: [] },
    timeout: { type: 'string' },
    end: { type: 'boolean', default: false },
  },
})
const { database, ledger: folder, heard: heardFiles, lost: lostFiles, timeout, end } = values
if (!database || !folder || !timeout) throw new Error(`Usage: ${usage}`)
// What ledgers and lists hold was committed before: read the database after them.
const heard = heardFiles.flatMap(readHeard)
const ledger = readLedger(folder)
const lost = lostFiles.map(readLost)
const { query, close } = await openSnapshot(database)
// What the database holds was written into the ledgers before.
const laterLedger = readLedger(folder)
const verdict = await judge({
  ...{ ledger, laterLedger, heard, lost, query },
  sendTimeoutMs: Number(timeout),
  atEnd: end,
})
await close()
process.stdout.write(`${JSON.stringify(verdict)}\n`)
process.exitCode = verdict.breaches.length === 0 ? 0 : 1
