import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { Kind, NodeOf, Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import type { Clock, Decision, Needs, Traveller } from '../decision.ts'

export type PlanNodeOf<K extends Kind> = Omit<PlanNode, 'node'> & { readonly node: NodeOf<K> }

/** The meaning of one kind of node: pure, one file per kind. */
export interface KindMeaning<K extends Kind> {
  /** What is wrong with the node's own settings; the shape of the graph is checked elsewhere. */
  check(
    node: NodeOf<K>,
    context: { scenario: Scenario; catalogue: Catalogue },
  ): readonly Diagnostic[]
  /** The facts `decide` wants. */
  needs(at: PlanNodeOf<K>): Needs
  /** What must happen to one customer who stands here. */
  decide(at: PlanNodeOf<K>, traveller: Traveller, clock: Clock): Decision
}
