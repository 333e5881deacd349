import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { type Consent, type Refusal, saveConsents, suppress } from '../../db/customers/consents.ts'
import { createCustomers, newStranger } from '../../db/customers/customers.ts'
import { inTransaction } from '../../db/transaction.ts'
import { testDatabase } from '../support/database.ts'

const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, contact_state, consent_event, suppression restart identity cascade`.execute(
    db,
  )
  await inTransaction(db, (tx) =>
    createCustomers(tx, [
      { ...newStranger('A'), email: 'Kim@Example.com', phone: '+82 10-0000-1234' },
      { ...newStranger('B'), email: 'lee@example.com' },
    ]),
  )
})

const say = (...consents: Partial<Consent>[]) =>
  inTransaction(db, (tx) =>
    saveConsents(
      tx,
      consents.map((c) => ({ customer: 1, channel: 'email', given: true, source: 'form', ...c })),
    ),
  )
const refuse = (...refusals: Partial<Refusal>[]) =>
  inTransaction(db, (tx) =>
    suppress(
      tx,
      refusals.map((r) => ({ customer: 1, channel: 'email', reason: 'unsubscribed', ...r })),
    ),
  )
const states = () =>
  db
    .selectFrom('contact_state')
    .select(['scope', 'customer', 'consent', 'night_consent', 'suppressed'])
    .orderBy('scope')
    .orderBy('customer')
    .execute()
const events = () =>
  db.selectFrom('consent_event').select(['channel', 'given', 'source']).orderBy('id').execute()

test('everybody who is made has a contact row', async () => {
  expect((await states()).map((s) => s.customer)).toEqual([1, 2])
})

test('what is said again is not recorded again', async () => {
  expect(await say({}, { channel: 'sms' }, { customer: 2, channel: 'letter' })).toBe(3)
  expect(await say({}, { channel: 'sms' })).toBe(0)
  expect(await states()).toMatchObject([
    { customer: 1, consent: 3 },
    { customer: 2, consent: 4 },
  ])
  expect(await say({ given: false })).toBe(1)
  expect((await states())[0]?.consent).toBe(2)
  expect(await events()).toHaveLength(4)
})

test('of two words in one delivery the later counts, and an older one than is known does not', async () => {
  await say({ given: true, at: 2000 }, { given: false, at: 1000 })
  expect((await states())[0]?.consent).toBe(1)
  expect(await say({ given: false, at: 1500 })).toBe(0)
  expect((await states())[0]?.consent).toBe(1)
})

test('two who speak at once leave the bits of both', async () => {
  await Promise.all([
    say({ channel: 'email' }),
    say({ channel: 'sms' }),
    say({ channel: 'call', night: true }),
  ])
  expect((await states())[0]).toMatchObject({ consent: 3, night_consent: 8 })
})

test('a refusal takes the consent, sets the bit, and keeps a hash that is no address', async () => {
  await say({}, { channel: 'sms' })
  await refuse({}, { channel: 'sms', reason: 'refused' })
  await refuse({})
  expect((await states())[0]).toMatchObject({ consent: 0, suppressed: 3 })
  const kept = await db.selectFrom('suppression').selectAll().orderBy('channel').execute()
  expect(kept.map((k) => [k.channel, k.reason, k.address_hash.length])).toEqual([
    ['email', 'unsubscribed', 32],
    ['sms', 'refused', 32],
  ])
  expect(await events()).toEqual([
    { channel: 'email', given: true, source: 'form' },
    { channel: 'sms', given: true, source: 'form' },
    { channel: 'email', given: false, source: 'unsubscribed' },
    { channel: 'sms', given: false, source: 'refused' },
  ])
})

test('a refusal on a channel without an address still sets the bit', async () => {
  await refuse({ customer: 2, channel: 'call' })
  expect((await states())[1]).toMatchObject({ suppressed: 8 })
  expect(await db.selectFrom('suppression').selectAll().execute()).toEqual([])
})

test('a refusal in a sandbox stays in the sandbox', async () => {
  await say({})
  await refuse({ scope: 7 })
  expect(await states()).toEqual([
    { scope: 0, customer: 1, consent: 1, night_consent: 0, suppressed: 0 },
    { scope: 0, customer: 2, consent: 0, night_consent: 0, suppressed: 0 },
    { scope: 7, customer: 1, consent: 0, night_consent: 0, suppressed: 1 },
  ])
  expect(await db.selectFrom('suppression').selectAll().execute()).toEqual([])
})
