import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch } from '../support/launch.ts'
import { allowEverything, forgetRuns, growAudience } from './audience.ts'
import { startLevel } from './levels.ts'
import { plainSqlPass } from './plain-sql.ts'
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

  const takes = { level, customers, audience: 2 * customers }
  const plain = await writtenBy(db, (await plainSqlPass(db, takes, { cohortSize })).run)

  expect.soft(mapWritten(plain, withoutBytes)).toEqual(mapWritten(engine, withoutBytes))
  for (const [table, { bytes }] of Object.entries(engine)) {
    expect.soft(plain[table]?.bytes, `bytes in ${table}`).toBeGreaterThan(bytes * 0.9)
    expect.soft(plain[table]?.bytes, `bytes in ${table}`).toBeLessThan(bytes * 1.1)
  }
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
