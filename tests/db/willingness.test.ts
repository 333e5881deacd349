import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countContacts, lockWillingness, uncountContacts } from '../../db/contacts/willingness.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'
import { makeCustomers } from './make-customers.ts'

test('of two contacts at one instant one is taken back, and none where there is none', async () => {
  const { db } = await testDatabase()
  const [customer = 0, other = 0] = await makeCustomers(db, [{}, {}])
  const [at, earlier] = [Date.parse('2026-11-22T01:00:00Z'), Date.parse('2026-11-21T01:00:00Z')]
  const recentOf = async () => {
    const { rows } = await sql<{ recent: Date[] | null }>`
      select recent from contact_state where scope = 0 and customer = ${customer}`.execute(db)
    return rows[0]?.recent?.length
  }
  await inTransaction(db, async (tx) => {
    await lockWillingness(tx, { scope: 0, customers: [customer, other], now: at })
    for (const instant of [earlier, at, at]) {
      await countContacts(tx, { scope: 0, customers: [customer], at: instant, keep: 10 })
    }
    const contacts = [
      { customer, at },
      { customer: other, at },
    ]
    await uncountContacts(tx, { scope: 0, contacts })
  })
  expect(await recentOf()).toBe(2)
  await inTransaction(db, (tx) => uncountContacts(tx, { scope: 0, contacts: [{ customer, at }] }))
  expect(await recentOf()).toBe(1)
  await inTransaction(db, (tx) => uncountContacts(tx, { scope: 0, contacts: [{ customer, at }] }))
  expect(await recentOf()).toBe(1)
})
