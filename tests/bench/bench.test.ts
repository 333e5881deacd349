import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch } from '../support/launch.ts'
import { allowEverything, forgetRuns, growAudience } from './audience.ts'
import { figuresAsMarkdown } from './figures.ts'
import { startLevel } from './levels.ts'
import { plainSqlPass } from './plain-sql.ts'
import { createReport } from './report.ts'
import { type Written, writtenBy } from './same-rows.ts'

const { db } = await testDatabase({ max: 6 })
const customers = 300
const cohortSize = 100
const dayMs = 86_400_000

beforeAll(async () => {
  await growAudience(db, 2 * customers)
  await allowEverything(db)
})

test('plain SQL writes the rows that the engine writes, in number, kind and size', async () => {
  const level = await startLevel('contacts')
  const { run } = await launch(db, level.scenario({ fromPoints: customers + 1 }), {
    kind: 'test',
    cohortSize,
  })
  const driver = drive(db, run, { adapterFor: () => level.adapter })
  await driver.admitAll()
  await driver.pass(4 * dayMs)
  await driver.settle()
  const engine = await writtenBy(db, run)
  await forgetRuns(db)

  const takes = { level, customers, audience: 2 * customers, cohortSize }
  const plain = await writtenBy(db, (await plainSqlPass(db, takes)).run)

  expect.soft(mapWritten(plain, withoutBytes)).toEqual(mapWritten(engine, withoutBytes))
  for (const [table, { bytes }] of Object.entries(engine)) {
    expect.soft(plain[table]?.bytes, `bytes in ${table}`).toBeGreaterThan(bytes * 0.9)
    expect.soft(plain[table]?.bytes, `bytes in ${table}`).toBeLessThan(bytes * 1.1)
  }
})

test('every figure is one JSON line with what it was measured on, and a missed goal is said', () => {
  const lines: string[] = []
  const machine = {
    ...{ cores: 2, memory_gib: 4, node: '24', postgresql: '18', temporal: '1', fsync: 'on' },
    temporal_store: 'file' as const,
  }
  const report = createReport(machine, { line: (text) => lines.push(text), note: () => undefined })
  report.add('cohort_over_single', { values: [250, 310, 260], n: 1000 })
  report.add('cohort_over_single_full', { values: [120], n: 1000 })
  report.add('response_to_step_p99_ms_at_500_per_s', { values: [9000], n: 10 })

  expect(JSON.parse(lines[0] ?? '')).toEqual({
    figure: 'cohort_over_single',
    value: 260,
    unit: 'ratio',
    n: 1000,
    spread: 0.2308,
    machine: { ...machine, repetitions: 3 },
  })
  expect(lines.map((line) => JSON.parse(line).unit)).toEqual(['ratio', 'ratio', 'ms'])
  expect(report.misses()).toEqual(['cohort_over_single: 260, the goal is at least 300'])
})

test('the documentation explains exactly these figures', () => {
  expect(readFileSync(resolve('docs', 'benchmarks.md'), 'utf8')).toContain(figuresAsMarkdown())
})

function withoutBytes({ bytes: _, ...rest }: Written) {
  return rest
}

function mapWritten<T>(
  tables: Readonly<Record<string, Written>>,
  of: (written: Written) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(tables).map(([table, w]) => [table, of(w)]))
}
