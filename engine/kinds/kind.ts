import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { Port } from '../../schemas/node.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { Kind, NodeOf, Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import type { Clock, Decision, Needs, Traveller } from '../decision.ts'

/** A way out of a node. An optional one that leads nowhere ends the path with the kind's own result. */
export interface PortSpec {
  readonly port: Port
  readonly optional: boolean
}

export type PlanNodeOf<K extends Kind> = Omit<PlanNode, 'node'> & { readonly node: NodeOf<K> }

/** The meaning of one kind of node: pure, one file per kind. */
export interface KindMeaning<K extends Kind> {
  /** All ways out, in the order they are drawn. */
  ports(node: NodeOf<K>): readonly PortSpec[]
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
