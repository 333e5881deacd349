import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testDatabase } from '../support/database.ts'
import { testTemporal } from '../support/temporal.ts'

const { db } = await testDatabase()
const { connection, namespace } = await testTemporal()

test('a test file has a migrated database of its own', async () => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from kysely_migration`.execute(db)
  expect(rows[0]?.n).toBeGreaterThan(0)
})

test('a test file has the run’s Temporal server', async () => {
  const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace })
  expect(namespaceInfo?.name).toBe('default')
})
