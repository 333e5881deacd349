import type { InstantMs } from '../../schemas/basics.ts'
import type { Change } from '../../schemas/kinds/update.ts'
import type { RehearsedCustomer } from '../../schemas/rehearsal.ts'
import { addPurchase, fieldsOf } from '../customer-fields.ts'
import type { CustomerFacts, Needs, PurchaseFact } from '../decision.ts'
import { channelsOf } from '../gate.ts'

/** What a run has changed of a profile. */
export interface ProfileChanges {
  readonly points: number
  /** Null: cleared. */
  readonly attributes: Readonly<Record<string, string | number | boolean | null>>
}

export const noChanges: ProfileChanges = { points: 0, attributes: {} }

/** A customer as rules see them at `now`, with what the run has sold to them and changed until then. */
export function factsAt(
  customer: RehearsedCustomer,
  {
    needs,
    now,
    houseZone,
    changes,
    bought,
    channels,
  }: {
    needs: Needs
    now: InstantMs
    houseZone: string
    changes: ProfileChanges
    bought: readonly PurchaseFact[]
    /** Bits of the channels that may be used. */
    channels: number
  },
): CustomerFacts {
  const since = [
    ...customer.later,
    ...bought.map((purchase) => ({ ...purchase, channel: null, product: null })),
  ].filter((purchase) => purchase.at <= now)
  const { profile } = customer
  const history = needs.history ? [...customer.history, ...since] : []
  return {
    fields: fieldsOf(needs.fields ?? [], {
      profile: {
        ...profile,
        points: (profile.points ?? 0) + changes.points,
        attributes: { ...profile.attributes, ...changes.attributes },
      },
      totals: since.reduce(addPurchase, customer.totals),
      history,
      asOf: now,
      houseZone,
    }),
    history,
    consents: channelsOf(channels),
    addresses: channelsOf(customer.reachable),
    ...(needs.earlier && { earlier: customer.earlier ?? [] }),
    ...(needs.lists && { lists: customer.lists ?? [] }),
    houseZone,
  }
}

/** Changes to a profile, on top of those made before; the last word on an attribute counts. */
export function changed(before: ProfileChanges, changes: readonly Change[]): ProfileChanges {
  let { points } = before
  const attributes = { ...before.attributes }
  for (const change of changes) {
    switch (change.op) {
      case 'addPoints':
        points += change.points
        break
      case 'set':
        attributes[change.attribute] = change.value
        break
      case 'clear':
        attributes[change.attribute] = null
        break
    }
  }
  return { points, attributes }
}
