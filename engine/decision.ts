import type { Channel, InstantMs, ResponseKind } from '../schemas/basics.ts'
import type { Change } from '../schemas/kinds/update.ts'
import type { Port } from '../schemas/node.ts'
import type { NodeNo } from '../schemas/plan.ts'
import type { Field } from '../schemas/rule.ts'

/** Why an enrolment moved: a code, and field names, codes and numbers that explain it; no free text, no personal data. */
export interface Why {
  readonly code: string
  readonly [detail: string]: string | number
}

/** What the engine says must happen to one enrolment now. */
export type Decision =
  | {
      readonly do: 'go'
      readonly port: Port
      readonly why: Why
      readonly at: InstantMs
      readonly orders: readonly Order[]
    }
  | { readonly do: 'park'; readonly dueAt: InstantMs | null; readonly orders: readonly Order[] }
  | {
      readonly do: 'end'
      readonly result: EndResult
      readonly why: Why
      readonly at: InstantMs
      readonly orders: readonly Order[]
    }

export type EndResult = 'success' | 'completed' | 'left'

/** Effects to make; each is made once, keyed by (run, enrolment, node, visit). */
export type Order =
  | { readonly order: 'contact'; readonly channel: Channel; readonly expiresAt: InstantMs }
  | { readonly order: 'reward' }
  | { readonly order: 'change'; readonly changes: readonly Change[] }

/** The facts a kind wants loaded before it decides; what it does not name, it does not get. */
export interface Needs {
  readonly fields?: readonly Field[]
  /** Purchases of the customer's whole history, for rules with purchase windows. */
  readonly history?: boolean
  readonly consents?: boolean
  /** Contacts of all real campaigns, for rules about earlier responses. */
  readonly earlier?: boolean
  /** Lists the customer stands on. */
  readonly lists?: boolean
  /** Contacts of this enrolment at these nodes, with what came back. */
  readonly contacts?: readonly NodeNo[]
  /** Purchases since entering the run. */
  readonly purchases?: boolean
  /** Whether a reward is left for this customer at this node. */
  readonly reward?: boolean
}

/** What is known of one enrolment when it is decided: just what was asked for in `needs`. */
export interface Traveller {
  /** Stable for this customer and run: what chance is drawn from. */
  readonly seed: string
  readonly zone: string
  readonly visit: number
  readonly enteredAt: InstantMs
  /** When it came to the node it stands at, by the run's clock. */
  readonly arrivedAt: InstantMs
  readonly customer: CustomerFacts
  readonly contacts: readonly ContactFact[]
  readonly purchases: readonly PurchaseFact[]
  readonly rewardLeft: boolean
}

/** A customer as rules see them; absent fields are null. Dates are instants. */
export interface CustomerFacts {
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
  readonly history: readonly HistoryPurchase[]
  /** Channels that may be used: consent given and not suppressed. */
  readonly consents: readonly Channel[]
  /** Channels for which there is an address; not there unless consents are asked for. */
  readonly addresses?: readonly Channel[]
  /** Contacts made by real campaigns; not there unless asked for. */
  readonly earlier?: readonly EarlierContact[]
  /** Ids of the lists the customer stands on; not there unless asked for. */
  readonly lists?: readonly string[]
  /** Zone of the installation, whose calendar days rules speak of; without it UTC. */
  readonly houseZone?: string
}

export interface HistoryPurchase {
  readonly at: InstantMs
  readonly amount: number
  readonly channel: string | null
  readonly product: string | null
  readonly category?: string | null | undefined
  /** What it consists of, where that is more than one thing; it then names no product itself. */
  readonly lines?: readonly BoughtLine[] | null | undefined
}

export interface BoughtLine {
  readonly product: string
  readonly category?: string | null | undefined
  readonly amount: number
}

/** A contact of whatever real campaign that was made, with what came back until now. */
export interface EarlierContact {
  readonly at: InstantMs
  readonly channel: Channel
  /** uuid. */
  readonly campaign: string
  readonly responses: readonly ResponseKind[]
}

export interface PurchaseFact {
  readonly at: InstantMs
  readonly amount: number
}

export type ContactStatus =
  | 'ordered'
  | 'started'
  | 'accepted'
  | 'refused'
  | 'failed'
  | 'expired'
  | 'unknown'
  | 'cancelled'

export interface ContactFact {
  readonly node: NodeNo
  readonly visit: number
  readonly status: ContactStatus
  readonly orderedAt: InstantMs
  /** When it was accepted, refused, failed or expired; null while it is not. */
  readonly settledAt: InstantMs | null
  readonly reason: string | null
  readonly responses: readonly {
    readonly kind: ResponseKind
    readonly firstAt: InstantMs
    readonly count: number
  }[]
}

/** The run's clock as seen by one turn. */
export interface Clock {
  readonly now: InstantMs
  /** Pauses of the run so far, in order; the last may still be open (`until` null). */
  readonly pauses: readonly { readonly from: InstantMs; readonly until: InstantMs | null }[]
}
