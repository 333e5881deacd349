import { saveAttribute } from '../db/customers/attributes.ts'
import { saveConsents, suppress } from '../db/customers/consents.ts'
import { createCustomers } from '../db/customers/customers.ts'
import { saveProducts } from '../db/imports/products.ts'
import { savePurchases } from '../db/imports/purchases.ts'
import { loadInstallation } from '../db/installation.ts'
import type { Db, Tx } from '../db/schema.ts'
import { lockIfEmpty, saveLibrary } from '../db/starter.ts'
import { inTransaction } from '../db/transaction.ts'
import { localMs } from '../engine/calendar.ts'
import { offers, segments } from './demo/library.ts'
import { attributes, demoPerson } from './demo/people.ts'
import { products } from './demo/shop.ts'

export const demoCustomers = 5000
const batchPeople = 1000
const dayMs = 86_400_000

/**
 * Fills an installation without customers with those of a shop that does not exist, 다시마트: 5,000 people who cannot be
 * reached, what they bought in the three years before `now`, consents, points, products, segments and offers. The same
 * everywhere, but for the days, which count back from today. All or nothing; where there are customers or saved
 * segments already it does nothing and answers false.
 */
export async function ensureDemo(
  db: Db,
  {
    now = Date.now(),
    log = () => undefined,
  }: { now?: number; log?: (message: string) => void } = {},
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    if (!(await lockIfEmpty(tx))) return false
    const { zone } = await loadInstallation(tx)
    const local = localMs(zone, now)
    const midnight = now - (local - Math.floor(local / dayMs) * dayMs)
    await saveProducts(tx, products)
    for (const attribute of attributes) await saveAttribute(tx, { ...attribute, by: 'demo' })
    for (let from = 0; from < demoCustomers; from += batchPeople) {
      await savePeople(tx, from, midnight)
    }
    await saveLibrary(tx, { segments, offers })
    log(
      `The installation was empty: it now has the demonstration shop 다시마트 with ${demoCustomers.toLocaleString('en')} fictional customers.`,
    )
    return true
  })
}

async function savePeople(tx: Tx, from: number, midnight: number): Promise<void> {
  const count = Math.min(batchPeople, demoCustomers - from)
  const people = Array.from({ length: count }, (_, at) => demoPerson(from + at, midnight))
  const numbers = await createCustomers(
    tx,
    people.map((person) => person.customer),
  )
  const known = people.flatMap((person) => {
    const customer = numbers.get(person.customer.externalId)
    return customer === undefined ? [] : [{ ...person, customer }]
  })
  await savePurchases(
    tx,
    known.flatMap(({ customer, purchases }) => purchases.map((p) => ({ ...p, customer }))),
  )
  await saveConsents(
    tx,
    known.flatMap(({ customer, consents }) => consents.map((c) => ({ ...c, customer }))),
  )
  await suppress(
    tx,
    known.flatMap(({ customer, refused }) =>
      refused.map((channel) => ({ customer, channel, reason: 'unsubscribed' })),
    ),
  )
}
