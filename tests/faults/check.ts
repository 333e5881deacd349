import { readProgramLine } from '../../bin/program-line.ts'
import { openSnapshot, readHeard, readLedger, readLost } from './rules/evidence.ts'
import { judge } from './rules/verdict.ts'

/**
 * The checker: a program of its own that reads the ledgers of the providers, the lists of events answered 2xx, and one
 * snapshot of the database; and where a restore has taken time from the database, what the database knew before. It knows
 * nothing else of what was done to Dasi. Writes one JSON document, a `Verdict`; ends with
 * 1 if any rule is broken.
 */
const { options } = readProgramLine({
  name: 'node tests/faults/check.ts',
  summary:
    'judge ledgers, lists of events and a database by the rules; exit code 1 if one is broken',
  options: {
    database: { type: 'string', value: 'url', required: true, summary: 'the database to judge' },
    ledger: {
      type: 'string',
      value: 'folder',
      required: true,
      summary: 'ledgers of the providers',
    },
    heard: { type: 'string', value: 'file', repeats: true, summary: 'events answered 2xx' },
    lost: { type: 'string', value: 'file', repeats: true, summary: 'what a restore took away' },
    timeout: {
      type: 'number',
      value: 'ms',
      required: true,
      summary: 'how long a sending may take',
    },
    end: { type: 'boolean', summary: 'every run has ended' },
  },
  examples: ['node tests/faults/check.ts --database postgres://… --ledger ledgers --timeout 5000'],
})
const { database, ledger: folder, heard: heardFiles, lost: lostFiles, timeout, end } = options
// What ledgers and lists hold was committed before: read the database after them.
const heard = heardFiles.flatMap(readHeard)
const ledger = readLedger(folder)
const lost = lostFiles.map(readLost)
const { query, close } = await openSnapshot(database)
// What the database holds was written into the ledgers before.
const laterLedger = readLedger(folder)
const verdict = await judge({
  ...{ ledger, laterLedger, heard, lost, query },
  sendTimeoutMs: timeout,
  atEnd: end,
})
await close()
process.stdout.write(`${JSON.stringify(verdict)}\n`)
process.exitCode = verdict.breaches.length === 0 ? 0 : 1
