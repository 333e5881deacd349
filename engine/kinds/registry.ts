import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { Kind, Node, NodeOf, Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import type { Clock, Decision, Needs, Traveller } from '../decision.ts'
import { call } from './call.ts'
import { channel } from './channel.ts'
import { condition } from './condition.ts'
import { exit } from './exit.ts'
import { experiment } from './experiment.ts'
import { goal } from './goal.ts'
import type { KindMeaning, PlanNodeOf } from './kind.ts'
import { offer } from './offer.ts'
import { response } from './response.ts'
import { segment } from './segment.ts'
import { update } from './update.ts'
import { wait } from './wait.ts'

/** The meaning of every kind. A new kind does not compile until it stands here. */
const meanings: { readonly [K in Kind]: KindMeaning<K> } = {
  segment,
  offer,
  channel,
  wait,
  response,
  condition,
  experiment,
  call,
  update,
  goal,
  exit,
}

/** What is wrong with a node’s own settings. */
export function checkNode(
  node: Node,
  context: { readonly scenario: Scenario; readonly catalogue: Catalogue },
): readonly Diagnostic[] {
  return checkKind(node.kind, node, context)
}

/** The facts that `decide` wants for customers who stand at this node. */
export function needsOf(at: PlanNode): Needs {
  return needsOfKind(at.node.kind, at)
}

/** What must happen now to one customer who stands at this node; pure. Limits on visits are kept by the caller. */
export function decide(at: PlanNode, traveller: Traveller, clock: Clock): Decision {
  return decideKind(at.node.kind, at, { traveller, clock })
}

function checkKind<K extends Kind>(
  kind: K,
  node: NodeOf<K>,
  context: { readonly scenario: Scenario; readonly catalogue: Catalogue },
): readonly Diagnostic[] {
  return meanings[kind].check(node, context)
}

function needsOfKind<K extends Kind>(kind: K, at: PlanNodeOf<K>): Needs {
  return meanings[kind].needs(at)
}

function decideKind<K extends Kind>(
  kind: K,
  at: PlanNodeOf<K>,
  { traveller, clock }: { traveller: Traveller; clock: Clock },
): Decision {
  return meanings[kind].decide(at, traveller, clock)
}
