import { expect, test } from 'vitest'
import type { Evidence, LedgerLine } from './rules/evidence.ts'
import type { KnownIntent, LostTime } from './rules/memory.ts'
import { oneAcceptance } from './rules/one-acceptance.ts'

const copiedAt = 1000
const restoredAt = 2000
const step = 'run 1 person 1 entry 0 step 2 visit 1 occurrence 0'

test('what was accepted in a time that a restore took was an order, though no row knows it', async () => {
  const lost = [lostTime([intent('a')])]
  expect(await broken({ lost, ledger: [accepted('a', 1500)] })).toEqual([])
})

test('accepted again after the restore, it is a second contact', async () => {
  const lost = [lostTime([intent('a')])]
  const ledger = [accepted('a', 1500), accepted('a', 2500)]
  expect(await broken({ lost, ledger, known: [intent('a')] })).toHaveLength(1)
})

test('accepted again under another id, it is a second contact at the same step', async () => {
  const lost = [lostTime([intent('a')])]
  const ledger = [accepted('a', 1500), accepted('b', 2500)]
  expect(await broken({ lost, ledger, known: [intent('b')] })).toHaveLength(1)
})

test('what only the lost time had ordered must not be accepted long after it', async () => {
  const lost = [lostTime([intent('a')])]
  expect(await broken({ lost, ledger: [accepted('a', 60_000)] })).toHaveLength(1)
})

test('what was never an order is found, in the lost time too', async () => {
  expect(await broken({ lost: [lostTime([])], ledger: [accepted('a', 1500)] })).toHaveLength(1)
})

async function broken({
  lost,
  ledger,
  known = [],
}: {
  lost: readonly LostTime[]
  ledger: readonly LedgerLine[]
  known?: readonly KnownIntent[]
}) {
  const rows = (statement: string) => (statement.includes('from intent i') ? known : [])
  const evidence: Evidence = {
    ...{ ledger, laterLedger: ledger, heard: [], lost, sendTimeoutMs: 3000, atEnd: false },
    query: async <Row>(statement: string) =>
      (statement.includes('from inbox') ? [] : rows(statement)) as readonly Row[],
  }
  return oneAcceptance.check(evidence)
}

function lostTime(intents: readonly KnownIntent[]): LostTime {
  return { copiedAt, restoredAt, memory: { intents, clocks: [], willingness: [], noes: [] } }
}

function intent(outward: string): KnownIntent {
  const person = { customer: 1, run: 1, zone: 'Asia/Seoul', advertising: true }
  return { outward, channel: 'email', step, ...person }
}

function accepted(id: string, at: number): LedgerLine {
  return { channel: 'email', id, at, where: `email.jsonl:${at}` }
}
