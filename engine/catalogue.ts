import type { OfferContent } from '../schemas/kinds/offer.ts'
import type { NodeId } from '../schemas/node.ts'
import type { NodeNo } from '../schemas/plan.ts'
import type { Policy } from '../schemas/policy.ts'
import type { Rule } from '../schemas/rule.ts'
import type { Kind } from '../schemas/scenario.ts'

/** What a drawing refers to, fetched beforehand. Maps are by id; what is missing does not exist. */
export interface Catalogue {
  readonly segments: Readonly<
    Record<string, { readonly name: string; readonly rule: Rule; readonly size: number | null }>
  >
  readonly offers: Readonly<Record<string, OfferContent>>
  /** Numbers given to nodes of this scenario by earlier plans, and the kind each id is bound to. */
  readonly nodes: Readonly<Record<NodeId, { readonly no: NodeNo; readonly kind: Kind }>>
  readonly policy: Policy
  /** What the campaign may spend on contacts; null: no limit. */
  readonly budget: number | null
  /** The instant of compiling, for dates that have passed. */
  readonly now: number
}
