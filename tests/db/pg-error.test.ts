import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeForOperator } from '../../db/pg-error.ts'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase({ max: 1 })

test.for([
  ['53100', 'The disk of PostgreSQL is full (no room)'],
  ['53300', 'PostgreSQL takes no more connections. Raise its max_connections'],
  ['25006', 'This PostgreSQL only reads'],
  ['42501', 'The user of DATABASE_URL lacks a right (no room)'],
] as const)('what only an operator can mend is said with its remedy: %s', async ([code, said]) => {
  const refused =
    await sql`do ${sql.lit(`begin raise exception 'no room' using errcode = '${code}'; end`)}`
      .execute(db)
      .then(() => undefined)
      .catch((error: unknown) => error)
  expect(describeForOperator(refused)).toContain(said)
})

test('a statement that is wrong is our mistake; a connection that was ended is the operator’s', async () => {
  const wrong = await sql`select nothing`.execute(db).catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(describeForOperator(wrong)).toBeUndefined()
  const ended = await sql`select pg_terminate_backend(pg_backend_pid())`
    .execute(db)
    .catch((error: unknown) => error)
  expect(describeForOperator(ended)).toContain('PostgreSQL broke off or cannot be reached')
})
