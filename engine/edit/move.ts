import { Failure } from '../../schemas/failure.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { graphOf, reachableFrom } from '../graph.ts'
import { portsOf } from '../kinds/ports.ts'
import {
  type Edited,
  naming,
  nextOf,
  nodeOf,
  type Point,
  targetOf,
  withNode,
  withTarget,
} from './document.ts'

/**
 * Takes a step from where it stands to a point. What followed its first port closes the gap; at the new place its first
 * port leads to what followed there; its other branches come along, also where they lead back to it. INVALID where that
 * is not possible: the first step, a step that ends its path where something follows, and points within the step’s own
 * other branches.
 */
export function move(scenario: Scenario, id: NodeId, to: Point): Edited {
  const node = nodeOf(scenario, id)
  const followed = targetOf(scenario, to)
  const description = { code: 'MOVED', values: naming(node) } as const
  if (followed === id && to.after !== id) return { scenario, description, select: id }
  if (!movable(scenario, node)(to)) {
    throw new Failure('INVALID', `Step "${id}" cannot be moved there.`, {
      details: { reason: 'STEP_CANNOT', nodeId: id, ...to },
    })
  }
  const { scenario: closed } = gapClosed(scenario, node)
  const placed = withTarget(closed, to, id)
  const port = firstPort(node)
  const moved = port === undefined ? placed : withTarget(placed, { after: id, port }, followed)
  return { scenario: moved, description, select: id }
}

/** All points a step can be moved to, in the order of the document. */
export function movePoints(scenario: Scenario, id: NodeId): readonly Point[] {
  const isMovable = movable(scenario, nodeOf(scenario, id))
  return scenario.nodes.flatMap((node) =>
    portsOf(node)
      .map(({ port }) => ({ after: node.id, port }))
      .filter(isMovable),
  )
}

/** Whether a step can be moved to a point; prepared once for all points, since a canvas asks for every one of them. */
function movable(scenario: Scenario, node: Node): (to: Point) => boolean {
  const { scenario: closed, own } = gapClosed(scenario, node)
  const reached = reachableFrom(graphOf(closed), closed.start)
  const wasReached = reachableFrom(graphOf(scenario), scenario.start).has(node.id)
  const endsPath = firstPort(node) === undefined
  return (to) => {
    if (node.id === scenario.start || to.after === node.id) return false
    // From one of its own branches the step would lead to itself.
    if (own.has(to.after)) return false
    if (wasReached && !reached.has(to.after)) return false
    return !endsPath || targetOf(scenario, to) === null
  }
}

/**
 * The document in which all ways to the step lead past it, to what follows its first port; only its own other branches
 * (`own`: all that they reach) still lead back to it.
 */
function gapClosed(
  scenario: Scenario,
  node: Node,
): { scenario: Scenario; own: ReadonlySet<NodeId> } {
  const [first, ...others] = portsOf(node).map(({ port }) =>
    targetOf(scenario, { after: node.id, port }),
  )
  const own = reachedWithout(scenario, node.id, others)
  const after = first === node.id ? null : (first ?? null)
  const passing = scenario.nodes
    .filter((one) => one.id !== node.id && !own.has(one.id))
    .filter((one) => Object.values(one.next).includes(node.id))
  const closed = passing.reduce(
    (edited, one) => withNode(edited, past(one, node.id, after)),
    scenario,
  )
  return { scenario: closed, own }
}

function past(node: Node, id: NodeId, after: NodeId | null): Node {
  const next = Object.keys(node.next).map((port) => {
    const to = nextOf(node, port)
    // A step must not come to lead to itself.
    return [port, to !== id ? to : after === node.id ? null : after] as const
  })
  return { ...node, next: Object.fromEntries(next) }
}

function reachedWithout(
  scenario: Scenario,
  id: NodeId,
  from: readonly (NodeId | null)[],
): ReadonlySet<NodeId> {
  const rest = graphOf({ ...scenario, nodes: scenario.nodes.filter((node) => node.id !== id) })
  return new Set(from.flatMap((one) => (one === null ? [] : [...reachableFrom(rest, one)])))
}

function firstPort(node: Node): Port | undefined {
  return portsOf(node)[0]?.port
}
