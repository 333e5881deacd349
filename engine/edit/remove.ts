import { Failure } from '../../schemas/failure.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { portsOf } from '../kinds/ports.ts'
import { type Edited, naming, nextOf, nodeOf, targetOf, without, withoutLost } from './document.ts'

/** Ports of a step that lead somewhere: with more than one, removing the step must say which branch stays. */
export function branchesOf(scenario: Scenario, id: NodeId): readonly Port[] {
  return portsOf(nodeOf(scenario, id))
    .map((spec) => spec.port)
    .filter((port) => targetOf(scenario, { after: id, port }) !== null)
}

/**
 * Takes a step out and joins what led to it with the branch that stays (`keep`; null: none). Other branches go with it,
 * as far as nothing else leads to them. A step with several branches needs `keep`: INVALID without it. The segment at
 * the start stays: INVALID.
 */
export function remove(scenario: Scenario, id: NodeId, keep?: Port | null): Edited {
  const node = nodeOf(scenario, id)
  if (id === scenario.start) {
    throw new Failure('INVALID', 'The first step cannot be removed: everything begins there.', {
      details: { reason: 'STEP_CANNOT' },
    })
  }
  const { scenario: edited, removed } = withoutLost(scenario, takenOut(scenario, node, keep))
  const select = scenario.nodes.find((one) => leadsTo(one, id) && one.id !== id)?.id
  return {
    scenario: edited,
    description: { code: 'REMOVED', values: { ...naming(node), removed } },
    ...(select !== undefined && edited.nodes.some((one) => one.id === select) && { select }),
  }
}

/** The document without the node itself, its predecessors joined to the branch that stays; cut branches still in it. */
export function takenOut(scenario: Scenario, node: Node, keep?: Port | null): Scenario {
  const after = continuation(scenario, node, keep)
  const joined = scenario.nodes.map((one) => {
    const next = Object.entries(one.next).map(([port, to]) => {
      if (to !== node.id) return [port, to] as const
      // A step must not come to lead to itself.
      return [port, after === one.id ? null : after] as const
    })
    return { ...one, next: Object.fromEntries(next) }
  })
  return without({ ...scenario, nodes: joined }, new Set([node.id]))
}

function continuation(scenario: Scenario, node: Node, keep?: Port | null): NodeId | null {
  if (keep === null) return null
  const branches = branchesOf(scenario, node.id)
  if (keep === undefined && branches.length > 1) {
    throw new Failure('INVALID', `Say which branch of "${node.id}" stays.`, {
      details: { reason: 'STEP_CANNOT', nodeId: node.id, branches },
    })
  }
  const port = keep ?? branches[0]
  if (port === undefined) return null
  const target = targetOf(scenario, { after: node.id, port })
  return target === node.id ? null : target
}

function leadsTo(node: Node, id: NodeId): boolean {
  return Object.keys(node.next).some((port) => nextOf(node, port) === id)
}
