import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import type { ContactFact, ContactStatus, Traveller } from '../decision.ts'

/** The contact ordered on this visit of this node; of deliberate repetitions the newest. */
export function contactOfVisit(traveller: Traveller, no: NodeNo): ContactFact | null {
  return newest(
    traveller.contacts.filter((fact) => fact.node === no && fact.visit === traveller.visit),
  )
}

/** The newest visit’s contacts at a node: one, and what an operator sent again of it; none if there never was any. */
export function newestContacts(traveller: Traveller, no: NodeNo): readonly ContactFact[] {
  const here = traveller.contacts.filter((fact) => fact.node === no)
  const visit = newest(here)?.visit
  return here.filter((fact) => fact.visit === visit)
}

/** When a contact was made or may have been made (`unknown`); null while it is not, and if it never was. */
export function madeAt(contact: ContactFact | null): InstantMs | null {
  return contact && (contact.status === 'accepted' || contact.status === 'unknown')
    ? contact.settledAt
    : null
}

export type NotMade = 'refused' | 'failed' | 'expired' | 'cancelled'

/** How a contact came out. */
export function outcomeOf(status: ContactStatus): 'open' | 'made' | NotMade {
  switch (status) {
    case 'ordered':
    case 'started':
      return 'open'
    case 'accepted':
    case 'unknown':
      return 'made'
    case 'refused':
    case 'failed':
    case 'expired':
    case 'cancelled':
      return status
  }
}

function newest(contacts: readonly ContactFact[]): ContactFact | null {
  let best: ContactFact | null = null
  for (const contact of contacts) {
    const isNewer =
      !best ||
      contact.visit > best.visit ||
      (contact.visit === best.visit && contact.orderedAt > best.orderedAt)
    if (isNewer) best = contact
  }
  return best
}
