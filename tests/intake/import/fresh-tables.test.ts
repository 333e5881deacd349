import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { onOneConnection } from '../../../db/connect.ts'
import { dropLeftTables, makeFresh, withFreshTables } from '../../../db/imports/fresh-table.ts'
import { runImport } from '../../../intake/import/run-import.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, freshTables, told } from './support.ts'

const { db } = await testDatabase()

const line = (name: string) => `customer,name\n${name},김하나\n`
const run = (name: string, options = {}) =>
  runImport(db, 'customers', fileOf(line(name)), { ...told(options), by: 'test', file: null })

afterEach(async () => {
  expect(await freshTables(db)).toEqual([])
  await sql`truncate customer, contact_state, import_job restart identity cascade`.execute(db)
})

/** An import that has filled a table, at the moment at which others may look at it. */
async function whileOneFills(work: (die: () => Promise<void>) => Promise<void>) {
  await onOneConnection(db, (connection, client) =>
    withFreshTables({ connection, client }, async ({ owner }) => {
      await connection.transaction().execute((tx) => makeFresh(tx, 'purchase', owner))
      await work(async () => {
        await sql`select pg_terminate_backend(${owner}, 10000)`.execute(db)
      })
    }),
  )
}

describe('tables that an import fills beside those of the house', () => {
  test('are left alone while it is at work, and gone when it ends', async () => {
    await whileOneFills(async () => {
      const [table] = await freshTables(db)
      expect(table).toMatch(/^fresh_purchase_\d+$/)
      await dropLeftTables(db)
      expect(await freshTables(db)).toEqual([table])
    })
  })

  test('are dropped before the next import if it died', async () => {
    await whileOneFills(async (die) => {
      await die()
      expect(await freshTables(db)).toHaveLength(1)
      await run('A')
      expect(await freshTables(db)).toEqual([])
    })
  })

  test('do not remain of an import that was tried, cancelled or failed', async () => {
    await run('A', { dryRun: true })
    const stop = new AbortController()
    const cancelled = run('B', { signal: stop.signal, reach: async () => stop.abort() })
    await expect(cancelled).rejects.toMatchObject({ code: 'CONFLICT' })
    const failed = run('C', { reach: () => Promise.reject(new RangeError('a defect')) })
    await expect(failed).rejects.toThrow('a defect')
    expect(await sql`select from customer`.execute(db)).toMatchObject({ rows: [] })
  })
})
