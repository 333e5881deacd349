import { saveConsents } from '../../db/customers/consents.ts'
import { createCustomers, type NewCustomer } from '../../db/customers/customers.ts'
import { listMissingCustomers, loadMissingCustomers } from '../../db/imports/stage-purchases.ts'
import type { Tx } from '../../db/schema.ts'
import type { Channel } from '../../schemas/basics.ts'

export interface Making {
  readonly source: string
  /** What to do with a customer nobody knows: reject the row, or make the person this gives. */
  readonly newCustomer?: ((externalId: string) => NewCustomer) | undefined
  /** Channels on which customers made here agree to advertising. */
  readonly consents?: readonly Channel[]
}

const batch = 5_000

/** Makes the customers whom staged purchases name and nobody knows; answers how many. */
export async function makeCustomers(tx: Tx, making: Making): Promise<number> {
  const { newCustomer, consents = [], source } = making
  if (!newCustomer) return 0
  const missing = await listMissingCustomers(tx)
  let after = ''
  for (;;) {
    const externalIds = await loadMissingCustomers(tx, { after, limit: batch })
    const last = externalIds.at(-1)
    if (last === undefined) return missing
    after = last
    const made = await createCustomers(tx, externalIds.map(newCustomer))
    await saveConsents(
      tx,
      [...made.values()].flatMap((customer) =>
        consents.map((channel) => ({ customer, channel, given: true, source, proof: 'import' })),
      ),
    )
  }
}
