import type { NodeId } from '../schemas/node.ts'
import type { NodeNo, Plan, PlanNode } from '../schemas/plan.ts'
import { decidesOtherwise } from './plan-diff.ts'
import { canonicalJson } from './plan-hash.ts'

/** What going over to another version means for whoever stands at a step. */
export type Fate =
  | {
      /** Stands where it stood, and goes on by the other version. */
      readonly do: 'stay'
      readonly changed: boolean
      /** How a changed wait or response branch is finished; null: there is none. */
      readonly waits: 'kept' | 'recomputed' | null
      /** Must be decided anew at once. */
      readonly wake: boolean
      /** A contact that was ordered but not begun must be ordered anew: the channel is another. */
      readonly reorder: boolean
    }
  | { readonly do: 'go'; readonly to: NodeNo }
  | { readonly do: 'leave' }
  /** The step is gone and nobody said where its customers go. */
  | { readonly do: 'refuse' }

export interface Choices {
  /** Where customers of a removed step go; null: they leave. */
  readonly mapping: Readonly<Record<NodeId, NodeId | null>>
  readonly waits: 'recompute' | 'keep'
}

/** The fate of who stands at step `no` of one version when going over to another. */
export function fateOf(
  plans: { readonly from: Plan; readonly to: Plan },
  no: NodeNo,
  { mapping, waits }: Choices,
): Fate {
  const before = known(plans.from, no)
  const after = plans.to.nodes.find((at) => at.no === no)
  if (!after) {
    const target = mapping[before.id]
    if (target === undefined) return { do: 'refuse' }
    const to = plans.to.nodes.find((at) => at.id === target)
    return to ? { do: 'go', to: to.no } : { do: 'leave' }
  }
  const changed = decidesOtherwise(before, after)
  const isWait = before.node.kind === 'wait' || before.node.kind === 'response'
  const keeps = isWait && waits === 'keep' && leadsOn(before, after)
  const otherExits = canonicalJson(plans.from.exitRules) !== canonicalJson(plans.to.exitRules)
  return {
    do: 'stay',
    changed,
    waits: changed && isWait ? (keeps ? 'kept' : 'recomputed') : null,
    wake: otherExits || (changed && !keeps),
    reorder: channelOf(before) !== channelOf(after),
  }
}

/** Every way out of the step as it was still is one. */
function leadsOn(before: PlanNode, after: PlanNode): boolean {
  return Object.keys(before.next).every((port) => Object.hasOwn(after.next, port))
}

function channelOf({ node }: PlanNode): string | null {
  return node.kind === 'channel' ? node.channel : null
}

function known(plan: Plan, no: NodeNo): PlanNode {
  const at = plan.nodes.find((node) => node.no === no)
  if (!at) throw new Error(`A plan has no node ${no}, where somebody stands`)
  return at
}
